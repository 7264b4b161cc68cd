// Servers that work, and servers that break in each way a server can.
#include "custom/scorer_fixture.hpp"
#include "custom/webhook.hpp"

#include <cstdlib>

namespace assay::custom {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Scores every item 0.5.
Webhook::Answer half(const std::string&, const std::string& body) {
    JsonArray results;
    for (const Json& item : parse_json(body)->at("items").as_array())
        results.push_back({{"id", item.at("id")}, {"score", 0.5}});
    return {.body = to_json_text(Json{{"results", results}})};
}

std::string at(const std::string& url, const std::string& more = "") {
    return fmt::format(R"({{"url":"{}","allow_private":true{}}})", url, more);
}

class HttpScorer : public ScorerFixture {};

TEST_F(HttpScorer, posts_a_batch_and_reads_the_results) {
    Webhook server(half);
    const auto scorer = open("http", at(server.url()));
    const auto verdicts = score(*scorer, {"a", "b"}).value();
    ASSERT_EQ(verdicts.size(), 2U);
    EXPECT_EQ(verdicts[1].score, 0.5);
    EXPECT_EQ(server.request_count(), 1U);
}

TEST_F(HttpScorer, sends_headers_with_values_of_the_environment_and_tells_nobody) {
    ::setenv("CUSTOM_TEST_TOKEN", "s3cr3t-token", 1);
    Webhook server([](const std::string& head, const std::string& body) -> Webhook::Answer {
        if (head.find("Authorization: Bearer s3cr3t-token\r\n") == std::string::npos)
            return {.status = 401, .body = "who are you"};
        const auto id = parse_json(body)->at("items").at(0).at("id");
        if (id == Json("fail")) return {.status = 400, .body = "bad token s3cr3t-token"};
        return {.body = R"({"results":[{"id":"a","score":1,"reason":"saw s3cr3t-token"}]})"};
    });
    const auto scorer = open(
        "http", at(server.url(), R"(,"headers":{"Authorization":"Bearer ${CUSTOM_TEST_TOKEN}"})"));
    const Verdict verdict = score(*scorer, {"a"}).value()[0];
    EXPECT_EQ(verdict.score, 1.0);
    EXPECT_EQ(verdict.reason, "saw ***");
    EXPECT_THAT(error_of(*scorer, "fail").message,
                AllOf(HasSubstr("HTTP 400: bad token ***"), Not(HasSubstr("s3cr3t"))));
}

TEST_F(HttpScorer, asks_again_after_a_passing_fault) {
    std::size_t count = 0;
    Webhook server([&count](const std::string& head, const std::string& body) -> Webhook::Answer {
        if (++count < 3) return {.status = 503, .body = "busy"};
        return half(head, body);
    });
    const auto scorer = open("http", at(server.url()));
    EXPECT_EQ(score(*scorer, {"a"}).value()[0].score, 0.5);
    EXPECT_EQ(server.request_count(), 3U);
}

TEST_F(HttpScorer, gives_up_after_the_last_attempt) {
    Webhook server([](const auto&, const auto&) -> Webhook::Answer {
        return {.status = 500, .body = "stack trace"};
    });
    const auto scorer = open("http", at(server.url(), R"(,"attempts":3)"));
    const Error error = error_of(*scorer);
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
    EXPECT_THAT(error.message, AllOf(HasSubstr("'mine'"), HasSubstr("HTTP 500: stack trace")));
    EXPECT_EQ(server.request_count(), 3U);
}

TEST_F(HttpScorer, leaves_a_server_alone_that_keeps_failing) {
    Webhook server([](const auto&, const auto&) -> Webhook::Answer { return {.status = 500}; });
    const auto scorer = open("http", at(server.url(), R"(,"attempts":1)"));
    for (int i = 0; i < 20; ++i) EXPECT_EQ(error_of(*scorer).kind, ErrorKind::unavailable);
    EXPECT_EQ(server.request_count(), 5U);
}

TEST_F(HttpScorer, says_when_nothing_listens) {
    std::string url;
    {
        Webhook server(half);
        url = server.url();
    }
    const auto scorer = open("http", at(url, R"(,"attempts":2)"));
    const Error error = error_of(*scorer);
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
    EXPECT_THAT(error.message, HasSubstr("cannot connect"));
}

TEST_F(HttpScorer, stops_waiting_at_the_deadline) {
    Webhook server([](const auto&, const auto&) -> Webhook::Answer { return {.is_silent = true}; });
    const auto scorer = open("http", at(server.url()), milliseconds(20));
    EXPECT_EQ(error_of(*scorer).kind, ErrorKind::timed_out);
}

TEST_F(HttpScorer, bounds_the_answer) {
    Webhook server([](const auto&, const auto&) -> Webhook::Answer {
        return {.body = std::string((16U << 20U) + 1, ' ')};
    });
    const auto scorer = open("http", at(server.url()));
    const Error error = error_of(*scorer);
    EXPECT_EQ(error.kind, ErrorKind::corrupt);
    EXPECT_THAT(error.message, HasSubstr("larger than"));
}

TEST_F(HttpScorer, follows_no_redirect) {
    Webhook inside(half);
    Webhook server([&](const auto&, const auto&) -> Webhook::Answer {
        return {.status = 307, .headers = "Location: " + inside.url() + "\r\n"};
    });
    const auto scorer = open("http", at(server.url()));
    EXPECT_THAT(error_of(*scorer).message, HasSubstr("redirects are not followed"));
    EXPECT_EQ(inside.request_count(), 0U);
}

TEST_F(HttpScorer, reaches_no_private_address_unless_allowed) {
    Webhook server(half);
    for (const char* host : {"127.0.0.1", "localhost", "0", "2130706433"}) {
        const auto scorer = open("http", fmt::format(R"({{"url":"{}"}})", server.url(host)));
        const auto verdicts = score(*scorer, {"a"});
        ASSERT_FALSE(verdicts.has_value()) << host;
        EXPECT_EQ(verdicts.error().kind, ErrorKind::denied);
        EXPECT_THAT(verdicts.error().message,
                    AllOf(HasSubstr("not on the public internet"), HasSubstr("allow_private")));
    }
    EXPECT_EQ(server.request_count(), 0U);
}

TEST_F(HttpScorer, refuses_answers_it_cannot_match) {
    const auto message = [this](const std::string& body) {
        Webhook server([&](const auto&, const auto&) -> Webhook::Answer { return {.body = body}; });
        const auto scorer = open("http", at(server.url()));
        return error_of(*scorer).message;
    };
    EXPECT_THAT(message("<html>"), HasSubstr("not JSON"));
    EXPECT_THAT(message("{}"), HasSubstr("no list 'results'"));
    EXPECT_THAT(message(R"({"results":[]})"), HasSubstr("leaves out samples"));
    EXPECT_THAT(message(R"({"results":[{"id":"x","score":1}]})"), HasSubstr("not asked about"));
    EXPECT_THAT(message(R"({"results":[{"id":"a","score":1},{"id":"a","score":1}]})"),
                HasSubstr("twice"));
}

TEST_F(HttpScorer, ends_the_run_when_the_key_is_refused) {
    Webhook server([](const auto&, const auto&) -> Webhook::Answer { return {.status = 401}; });
    const auto scorer = open("http", at(server.url()));
    EXPECT_EQ(score(*scorer, {"a"}).error().kind, ErrorKind::denied);
}

TEST_F(HttpScorer, checks_its_options) {
    EXPECT_THAT(refusal("http", "{}"), HasSubstr("url"));
    EXPECT_THAT(refusal("http", R"({"url":"file:///etc/passwd"})"), HasSubstr("http://"));
    EXPECT_THAT(refusal("http", R"({"url":"gopher://x/"})"), HasSubstr("http://"));
    EXPECT_THAT(refusal("http", R"({"url":"http://x/","headers":[1]})"), HasSubstr("map"));
    EXPECT_THAT(refusal("http", R"({"url":"http://x/","attempts":0})"), HasSubstr("1 to 100"));
    EXPECT_THAT(refusal("http", R"({"url":"http://x/","header":{}})"),
                HasSubstr("did you mean 'headers'"));
}

TEST_F(HttpScorer, says_which_variable_of_a_header_is_not_set) {
    const ScorerKind& kind = *find_scorer("http");
    const auto options =
        kind.resolve({{"url", "http://x/"}, {"headers", {{"A", "Bearer ${NO_SUCH_VARIABLE}"}}}});
    const auto scorer = kind.open({.name = "mine", .options = options.value()});
    ASSERT_FALSE(scorer.has_value());
    EXPECT_THAT(scorer.error().message,
                AllOf(HasSubstr("header 'A'"), HasSubstr("NO_SUCH_VARIABLE is not set")));
}

}  // namespace
}  // namespace assay::custom
