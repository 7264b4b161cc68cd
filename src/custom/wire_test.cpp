#include "custom/wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::custom {
namespace {

using ::testing::HasSubstr;

Verdict verdict_of(const std::string& line, ScoreRange range = {}) {
    const auto reply = read_reply(line, range);
    EXPECT_TRUE(reply.has_value()) << reply.error().message;
    return reply ? reply->verdict : Verdict{};
}

TEST(ItemText, is_one_line_that_reads_back) {
    const Item item{.id = "q\"1",
                    .input = "two\nlines",
                    .output = "é",
                    .targets = {"a", "b"},
                    .context = {},
                    .metadata = {{"topic", "art"}}};
    const std::string text = item_text(item);
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_EQ(parse_json(text).value(),
              (Json{{"id", "q\"1"},
                    {"input", "two\nlines"},
                    {"output", "é"},
                    {"targets", {"a", "b"}},
                    {"context", JsonArray{}},
                    {"metadata", {{"topic", "art"}}}}));
}

TEST(ReadReply, takes_numbers_and_booleans_as_scores) {
    EXPECT_EQ(verdict_of(R"({"id":"a","score":0.25})").score, 0.25);
    EXPECT_EQ(verdict_of(R"({"id":"a","score":1})").score, 1.0);
    EXPECT_EQ(verdict_of(R"({"id":"a","score":true})").score, 1.0);
    EXPECT_EQ(verdict_of(R"({"id":"a","score":false})").score, 0.0);
    EXPECT_EQ(verdict_of(R"({"id":"a","score":-5})", {.low = -5, .high = 5}).score, -5.0);
}

TEST(ReadReply, joins_label_and_reason) {
    EXPECT_EQ(verdict_of(R"({"id":"a","score":1,"label":"kind","reason":"thanks"})").reason,
              "kind: thanks");
    EXPECT_EQ(verdict_of(R"({"id":"a","score":1,"label":"kind"})").reason, "kind");
}

TEST(ReadReply, leaves_unscored_what_has_no_usable_score) {
    const auto expect_reason = [](const std::string& line, const std::string& reason) {
        const Verdict verdict = verdict_of(line);
        EXPECT_EQ(verdict.score, std::nullopt) << line;
        EXPECT_THAT(verdict.reason, HasSubstr(reason)) << line;
        EXPECT_FALSE(verdict.error.has_value()) << line;
    };
    expect_reason(R"({"id":"a","score":null})", "no reason");
    expect_reason(R"({"id":"a","score":null,"reason":"empty answer"})", "empty answer");
    expect_reason(R"({"id":"a","score":1,"error":"no model"})", "no model");
    expect_reason(R"({"id":"a"})", "no 'score'");
    expect_reason(R"({"id":"a","score":"high"})", "is string");
    expect_reason(R"({"id":"a","score":1.5})", "1.5 is outside its range 0 to 1");
    expect_reason(R"({"id":"a","score":-0.1})", "outside its range");
}

TEST(ReadReply, refuses_what_is_no_reply) {
    const auto message = [](const std::string& line) {
        const auto reply = read_reply(line, {});
        EXPECT_FALSE(reply.has_value()) << line;
        if (reply) return std::string();
        EXPECT_EQ(reply.error().kind, ErrorKind::corrupt);
        return reply.error().message;
    };
    EXPECT_THAT(message("Loading model"), HasSubstr("not JSON"));
    EXPECT_THAT(message("[1]"), HasSubstr("no JSON object"));
    EXPECT_THAT(message(R"({"score":1})"), HasSubstr("no 'id'"));
    EXPECT_THAT(message(R"({"id":7,"score":1})"), HasSubstr("no 'id' that is a string"));
    EXPECT_LT(message(std::string(100'000, 'x')).size(), 1000U);
}

TEST(ReadResults, reads_a_list) {
    const auto replies = read_results(R"({"results":[{"id":"b","score":1}]})", {});
    ASSERT_TRUE(replies.has_value()) << replies.error().message;
    ASSERT_EQ(replies->size(), 1U);
    EXPECT_EQ(replies->front().id, "b");
    EXPECT_FALSE(read_results("[]", {}).has_value());
    EXPECT_FALSE(read_results(R"({"results":[3]})", {}).has_value());
    EXPECT_FALSE(read_results("<html>", {}).has_value());
}

TEST(PendingBatch, takes_one_verdict_per_item_in_any_order) {
    std::vector<Item> items(2);
    items[0].id = "a";
    items[1].id = "b";
    PendingBatch batch(items);
    EXPECT_TRUE(batch.accept({.id = "b", .verdict = {.score = 0.5}}).has_value());
    EXPECT_FALSE(batch.is_complete());
    EXPECT_THAT(batch.accept({.id = "b", .verdict = {}}).error().message, HasSubstr("twice"));
    EXPECT_THAT(batch.accept({.id = "c", .verdict = {}}).error().message,
                HasSubstr("not asked about"));
    EXPECT_TRUE(batch.accept({.id = "a", .verdict = {.score = 0.25}}).has_value());
    EXPECT_TRUE(batch.is_complete());
    EXPECT_EQ(batch.verdicts()[0]->score, 0.25);
    EXPECT_EQ(batch.verdicts()[1]->score, 0.5);
}

TEST(Quotable, bounds_and_cleans_foreign_text) {
    EXPECT_EQ(quotable("a\x1b[31mb\n", 100), "a [31mb\n");
    EXPECT_EQ(quotable("\xff", 100), "\uFFFD");
    EXPECT_EQ(quotable("abcdef", 3), "abc…");
}

}  // namespace
}  // namespace assay::custom
