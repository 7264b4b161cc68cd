#include "async/event_loop.hpp"
#include "net/http_client.hpp"
#include "providers/answer_rules.hpp"
#include "providers/factory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace assay::providers {
namespace {

using testing::HasSubstr;

constexpr std::string_view rules_text = R"yaml(
seed: 3
rules:
  - equals: "2 + 2?"
    answer: "4"
  - contains: weather
    answer: no idea
    latency_ms: 20
  - regex: "capital of (\\w+)"
    answer: "The capital of {1}. You asked: {input}"
  - contains: flaky
    error: {status: 503, message: down, first: 2}
    answer: up
  - contains: third
    error: {every: 3}
  - contains: third
    answer: fine
)yaml";

AnswerRules rules() { return AnswerRules::parse(rules_text, "rules.yaml").value(); }

TEST(AnswerRules, compares_whole_inputs) {
    EXPECT_EQ(rules().answer(" 2 + 2?\n").text, "4");
    EXPECT_EQ(rules().answer("2 + 2? no").fault->status, 400);
}

TEST(AnswerRules, finds_text_and_takes_its_time) {
    const auto answer = rules().answer("How is the weather?");
    EXPECT_EQ(answer.text, "no idea");
    EXPECT_EQ(answer.latency, std::chrono::milliseconds(20));
}

TEST(AnswerRules, fills_in_groups_and_the_input) {
    EXPECT_EQ(rules().answer("capital of Peru").text,
              "The capital of Peru. You asked: capital of Peru");
}

TEST(AnswerRules, gives_the_first_token_its_probabilities_most_likely_first) {
    auto some =
        AnswerRules::parse("rules: [{answer: '4', probabilities: {'5': 0.25, '4': 0.5}}]", "r.yaml")
            .value();
    const auto answer = some.answer("x");
    ASSERT_EQ(answer.first_token.size(), 2U);
    EXPECT_EQ(answer.first_token[0].token, "4");
    EXPECT_DOUBLE_EQ(answer.first_token[1].log_probability, std::log(0.25));
    EXPECT_THAT(
        AnswerRules::parse("rules: [{answer: a, probabilities: {a: 0}}]", "r.yaml").error().message,
        HasSubstr("r.yaml:1"));
}

TEST(AnswerRules, fails_the_first_calls) {
    auto some = rules();
    EXPECT_EQ(some.answer("flaky").fault->status, 503);
    EXPECT_EQ(some.answer("flaky").fault->status, 503);
    EXPECT_EQ(some.answer("flaky").text, "up");
}

TEST(AnswerRules, fails_every_third_call_and_starts_again_after_reset) {
    auto some = rules();
    for (int round = 0; round < 2; ++round) {
        for (int call = 1; call <= 9; ++call)
            EXPECT_EQ(some.answer("third").fault.has_value(), call % 3 == 0) << call;
        some.reset();
    }
}

TEST(AnswerRules, fails_at_a_rate_that_its_seed_repeats) {
    const std::string text = "seed: 5\nrules: [{answer: ok, error: {rate: 0.2}}]";
    auto first = AnswerRules::parse(text, "r").value();
    auto second = AnswerRules::parse(text, "r").value();
    int fault_count = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto answer = first.answer("x");
        EXPECT_EQ(answer.fault, second.answer("x").fault);
        fault_count += answer.fault ? 1 : 0;
    }
    EXPECT_NEAR(fault_count, 200, 50);
}

TEST(AnswerRules, says_where_a_file_is_wrong) {
    const auto message = [](std::string_view text) {
        return AnswerRules::parse(text, "r.yaml").error().message;
    };
    EXPECT_THAT(message("rules:\n  - answer: a\n  - regex: '('\n    answer: b"),
                HasSubstr("r.yaml:3"));
    EXPECT_THAT(message("rules: [{awnser: a}]"), HasSubstr("answer"));
    EXPECT_THAT(message("rules: [{equals: a}]"), HasSubstr("needs 'answer' or 'error'"));
    EXPECT_THAT(message("rules: [{answer: a, error: {rate: 2}}]"), HasSubstr("rate"));
    EXPECT_THAT(message("[]"), HasSubstr("rules"));
}

TEST(Scripted, echoes) {
    async::EventLoop loop;
    net::HttpClient client;
    const auto provider = make_provider("scripted", {.model = "echo"}, client).value();
    const auto completion = loop.run(provider->complete(
        {.model = "echo", .messages = {{.role = Role::user, .content = "say this"}}}));
    EXPECT_EQ(completion.value().text, "say this");
    EXPECT_EQ(completion.value().cost, std::nullopt);
}

TEST(Scripted, says_when_its_rules_file_is_missing) {
    net::HttpClient client;
    const auto error = make_provider("scripted", {.model = "no/such.yaml"}, client).error();
    EXPECT_EQ(error.kind, ErrorKind::not_found);
    EXPECT_THAT(error.message, HasSubstr("no/such.yaml"));
}

}  // namespace
}  // namespace assay::providers
