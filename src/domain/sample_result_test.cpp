#include "domain/sample_result.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

SampleResult answered() {
    SampleResult result{.sample_id = SampleId{"q1"}};
    result.sample_index = 7;
    result.epoch = 1;
    result.cluster = "doc-3";
    result.input = "What is \"2+2\"?";
    result.targets = {"4", "four"};
    result.answer = "4";
    result.completion = Completion{.text = "It is 4",
                                   .finish_reason = "stop",
                                   .served_model = "m-1",
                                   .usage = Usage{.prompt_tokens = 9, .completion_tokens = 3},
                                   .cost = Usd{1234},
                                   .logprobs = {{.token = "4",
                                                 .log_probability = -0.5,
                                                 .top = {{.token = "5", .log_probability = -2}}}},
                                   .latency_ms = 12.5};
    result.metadata = {{"topic", "sums"}};
    result.scores = {{.evaluator = "exact_match", .value = 1.0, .reason = ""},
                     {.evaluator = "bleu", .value = std::nullopt, .reason = "no reference"}};
    return result;
}

TEST(SampleResult, survives_json) {
    const SampleResult result = answered();
    const auto text = to_json_text(to_json(result));
    const auto back = sample_result_from_json(*parse_json(text));
    ASSERT_TRUE(back.has_value()) << back.error().message;
    EXPECT_EQ(*back, result);
}

TEST(SampleResult, survives_json_with_an_error) {
    SampleResult result{.sample_id = SampleId{"q2"}};
    result.error = Error{ErrorKind::timed_out, "no answer within 30 s"};
    const auto back = sample_result_from_json(to_json(result));
    ASSERT_TRUE(back.has_value()) << back.error().message;
    EXPECT_EQ(*back, result);
}

TEST(SampleResult, survives_json_with_judgements) {
    SampleResult result = answered();
    result.judgements = {{.evaluator = "helpfulness",
                          .tier = "full",
                          .value = 0.75,
                          .raw = 4,
                          .label = "B",
                          .reason = "solves it",
                          .mode = JudgeMode::logprobs,
                          .model = "openai/m",
                          .inclusion_ratio = 0.1,
                          .confidence = 0.98,
                          .call_count = 2,
                          .prompt_tokens = 100,
                          .completion_tokens = 5,
                          .cost = Usd{77},
                          .latency_ms = 8.5,
                          .flags = {JudgeFlag::injection_suspected, JudgeFlag::repaired}},
                         {.evaluator = "tone", .tier = "human", .flags = {JudgeFlag::pending}}};
    const auto back = sample_result_from_json(*parse_json(to_json_text(to_json(result))));
    ASSERT_TRUE(back.has_value()) << back.error().message;
    EXPECT_EQ(*back, result);
}

TEST(SampleResult, names_the_damaged_field) {
    Json value = to_json(answered());
    value.get_object()["answer"] = 3;
    EXPECT_EQ(sample_result_from_json(value).error().message,
              "sample result: field 'answer' is number, expected a string");
}

}  // namespace
}  // namespace assay
