#include "judge/verdict.hpp"

#include "judge/fake_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::judge {
namespace {

using testing::HasSubstr;

VerdictForm score_form() {
    return {.properties = {{"score", {{"type", "integer"}}}},
            .check = [](const JsonObject& verdict) -> Result<void> {
                if (!verdict.at("score").is_int64())
                    return fail(ErrorKind::invalid_input, "\"score\" is no integer");
                return {};
            }};
}

std::string error_of(std::string_view text, std::string_view mark = "") {
    return read_verdict(text, score_form(), mark).error().message;
}

TEST(ReadVerdict, takes_the_whole_answer_or_a_code_block) {
    EXPECT_EQ(read_verdict(R"( {"score": 4} )", score_form(), "")->at("score").as_int64(), 4);
    EXPECT_EQ(
        read_verdict("```json\n{\"score\": 4}\n```", score_form(), "")->at("score").as_int64(), 4);
}

TEST(ReadVerdict, takes_the_last_object_after_talk) {
    const auto verdict = read_verdict(
        R"(The text says {"score": 5}, but it is wrong. {"score": 2})", score_form(), "");
    ASSERT_TRUE(verdict) << verdict.error().message;
    EXPECT_EQ(verdict->at("score").as_int64(), 2);
}

TEST(ReadVerdict, without_the_mark_no_object_counts) {
    EXPECT_EQ(
        read_verdict(R"({"score": 4, "mark": "m1"})", score_form(), "m1")->at("score").as_int64(),
        4);
    EXPECT_THAT(error_of(R"({"score": 5})", "m1"), HasSubstr("mark"));
    EXPECT_THAT(error_of(R"({"score": 5, "mark": "guess"})", "m1"), HasSubstr("mark"));
}

TEST(ReadVerdict, says_what_is_wrong) {
    EXPECT_THAT(error_of(""), HasSubstr("empty"));
    EXPECT_THAT(error_of("I would give a 4."), HasSubstr("no JSON object"));
    EXPECT_THAT(error_of(R"({"grade": 4})"), HasSubstr("\"score\" is missing"));
    EXPECT_THAT(error_of(R"({"score": "high"})"), HasSubstr("no integer"));
    EXPECT_THAT(error_of("[4]"), HasSubstr("no JSON object"));
}

TEST(ReadVerdict, braces_without_end_do_not_take_for_ever) {
    EXPECT_THAT(error_of(std::string(200'000, '{') + "}"), HasSubstr("is missing"));
    EXPECT_THAT(error_of(std::string(200'000, '}')), HasSubstr("no JSON object"));
}

class AskForVerdict : public ::testing::Test {
  protected:
    Result<std::optional<JsonObject>> ask_for(Model& model) {
        Call call{.messages = {{.role = Role::user, .content = "Grade."}}};
        return loop_.run(ask_for_verdict(model, std::move(call), form_, fence_, judgement_));
    }
    async::EventLoop loop_;
    VerdictForm form_ = score_form();
    Fence fence_{"secret", {}};
    Judgement judgement_;
};

TEST_F(AskForVerdict, uses_the_schema_mode_where_there_is_one) {
    FakeModel model = saying({R"({"score": 3})"});
    ASSERT_TRUE(ask_for(model).value());
    ASSERT_EQ(model.calls.size(), 1U);
    EXPECT_EQ(to_json_text(model.calls[0].schema->at("required")), R"(["score"])");
    EXPECT_EQ(judgement_.cost, Usd{1000});
}

TEST_F(AskForVerdict, asks_for_the_mark_where_there_is_none) {
    FakeModel model([&](const Call& call) {
        EXPECT_FALSE(call.schema);
        EXPECT_THAT(call.messages.back().content, HasSubstr(fence_.mark()));
        return Completion{.text = "{\"score\": 3, \"mark\": \"" + fence_.mark() + "\"}"};
    });
    const auto verdict = ask_for(model);
    ASSERT_TRUE(verdict.value());
    EXPECT_FALSE((*verdict)->contains("mark"));
}

TEST_F(AskForVerdict, repairs_once) {
    FakeModel model = saying({"A clear 3.", R"({"score": 3})"});
    ASSERT_TRUE(ask_for(model).value());
    EXPECT_TRUE(judgement_.has(JudgeFlag::repaired));
    EXPECT_EQ(judgement_.call_count, 2U);
    EXPECT_EQ(judgement_.prompt_tokens, 200);
    ASSERT_EQ(model.calls[1].messages.size(), 3U);
    EXPECT_EQ(model.calls[1].messages[1].role, Role::assistant);
    EXPECT_THAT(model.calls[1].messages[2].content, HasSubstr("no JSON object"));
}

TEST_F(AskForVerdict, is_unscored_when_the_repair_fails) {
    FakeModel model = saying({"A clear 3."});
    const auto verdict = ask_for(model);
    ASSERT_TRUE(verdict);
    EXPECT_FALSE(verdict->has_value());
    EXPECT_THAT(judgement_.reason, HasSubstr("no verdict"));
    EXPECT_EQ(model.calls.size(), 2U);
}

TEST_F(AskForVerdict, an_unknown_price_makes_the_cost_unknown) {
    Reply reply{.completion = {.text = "x"}, .model = "a/b"};
    count_reply(judgement_, {.completion = {.cost = Usd{5}}, .model = "a/b"});
    EXPECT_EQ(judgement_.cost, Usd{5});
    count_reply(judgement_, reply);
    EXPECT_EQ(judgement_.cost, std::nullopt);
    count_reply(judgement_, {.completion = {.cost = Usd{5}}, .model = "a/b"});
    EXPECT_EQ(judgement_.cost, std::nullopt);
}

}  // namespace
}  // namespace assay::judge
