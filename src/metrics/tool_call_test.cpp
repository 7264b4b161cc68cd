#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

constexpr std::string_view paris = R"([{"name": "weather", "arguments": {"city": "Paris"}}])";
constexpr std::string_view both =
    R"([{"name": "weather", "arguments": {"city": "Paris"}}, {"name": "time", "arguments": {}}])";
constexpr std::string_view swapped =
    R"([{"name": "time", "arguments": {}}, {"name": "weather", "arguments": {"city": "Paris"}}])";

double value(std::string_view options,
             std::string_view output,
             std::vector<std::string_view> targets) {
    return scored("tool_call", options, output, std::move(targets)).value.value();
}

TEST(ToolCall, reads_every_form_of_a_call) {
    for (const std::string_view output :
         {R"({"name": "weather", "arguments": {"city": "Paris"}})",
          R"({"name": "weather", "arguments": "{\"city\": \"Paris\"}"})",
          R"([{"id": "c", "type": "function",
               "function": {"name": "weather", "arguments": "{\"city\":\"Paris\"}"}}])",
          R"([{"type": "text", "text": "Let me see."},
              {"type": "tool_use", "id": "t", "name": "weather", "input": {"city": "Paris"}}])",
          R"({"content": "Let me see.",
              "tool_calls": [{"name": "weather", "arguments": {"city": "Paris"}}]})"}) {
        EXPECT_EQ(scored("tool_call", "{}", output, {paris}), SampleValue::of(1)) << output;
        EXPECT_EQ(scored("tool_call", "{}", paris, {output}), SampleValue::of(1)) << output;
    }
}

TEST(ToolCall, takes_absent_arguments_as_none) {
    const std::string_view bare = R"({"name": "time"})";
    for (const std::string_view output : {R"({"name": "time", "arguments": ""})",
                                          R"({"name": "time", "arguments": null})",
                                          R"({"name": "time", "arguments": {}})"})
        EXPECT_EQ(value("{}", output, {bare}), 1) << output;
}

TEST(ToolCall, compares_arguments_deeply_and_numbers_by_value) {
    const std::string_view target =
        R"({"name": "f", "arguments": {"a": 1, "b": {"c": [1, 2.5], "d": "é"}}})";
    EXPECT_EQ(
        value("{}",
              R"({"name": "f", "arguments": {"b": {"d": "\u00e9", "c": [1.0, 25e-1]}, "a": 1e0}})",
              {target}),
        1);
    for (const std::string_view output :
         {R"({"name": "f", "arguments": {"a": "1", "b": {"c": [1, 2.5], "d": "é"}}})",
          R"({"name": "f", "arguments": {"a": 1, "b": {"c": [2.5, 1], "d": "é"}}})",
          R"({"name": "f", "arguments": {"a": 1, "b": {"c": [1, 2.5], "d": "é", "e": 0}}})",
          R"({"name": "f", "arguments": {"a": 1, "b": {"c": [1, 2.5], "e": "é"}}})",
          R"({"name": "f", "arguments": {"a": true, "b": {"c": [1, 2.5], "d": "é"}}})",
          R"({"name": "F", "arguments": {"a": 1, "b": {"c": [1, 2.5], "d": "é"}}})"})
        EXPECT_EQ(value("{}", output, {target}), 0) << output;
    // Neighbours that a double cannot tell apart.
    EXPECT_EQ(value("{}",
                    R"({"name": "f", "arguments": {"id": 9007199254740993}})",
                    {R"({"name": "f", "arguments": {"id": 9007199254740992.0}})"}),
              0);
}

TEST(ToolCall, lets_further_arguments_pass_only_as_subset_or_names) {
    const std::string_view more =
        R"({"name": "weather", "arguments": {"city": "Paris", "days": 2}})";
    const std::string_view other = R"({"name": "weather", "arguments": {"city": "Rome"}})";
    EXPECT_EQ(value("{}", more, {paris}), 0);
    EXPECT_EQ(value(R"({"arguments": "subset"})", more, {paris}), 1);
    EXPECT_EQ(value(R"({"arguments": "subset"})", paris, {more}), 0);
    EXPECT_EQ(value(R"({"arguments": "subset"})", other, {paris}), 0);
    EXPECT_EQ(value(R"({"arguments": "names"})", other, {paris}), 1);
}

TEST(ToolCall, heeds_the_order_only_when_told) {
    EXPECT_EQ(value("{}", swapped, {both}), 1);
    EXPECT_EQ(value(R"({"order": "strict"})", both, {both}), 1);
    EXPECT_EQ(scored("tool_call", R"({"order": "strict"})", swapped, {both}),
              SampleValue::explained(0, "1 of 2 expected calls matched, 2 made"));
}

TEST(ToolCall, counts_missing_and_further_calls_in_f1) {
    EXPECT_EQ(value("{}", paris, {both}), 0);
    EXPECT_EQ(value("{}", both, {paris}), 0);
    EXPECT_DOUBLE_EQ(value(R"({"score": "f1"})", paris, {both}), 2.0 / 3);
    EXPECT_DOUBLE_EQ(value(R"({"score": "f1"})", both, {paris}), 2.0 / 3);
    EXPECT_DOUBLE_EQ(value(R"({"score": "f1", "order": "strict"})", swapped, {both}), 0.5);
    EXPECT_EQ(value(R"({"score": "f1"})", R"({"name": "x"})", {both}), 0);
}

TEST(ToolCall, counts_a_repeated_call_as_often_as_it_is_made) {
    const std::string_view twice = R"([{"name": "a"}, {"name": "a"}])";
    EXPECT_EQ(value("{}", R"({"name": "a"})", {twice}), 0);
    EXPECT_EQ(value("{}", twice, {twice}), 1);
    EXPECT_DOUBLE_EQ(value(R"({"score": "f1"})", R"({"name": "a"})", {twice}), 2.0 / 3);
}

TEST(ToolCall, finds_the_largest_matching_where_greed_would_not) {
    // The first expected call fits both calls made, the second only the first of them.
    const std::string_view target = R"([{"name": "f"}, {"name": "f", "arguments": {"a": 1}}])";
    const std::string_view output =
        R"([{"name": "f", "arguments": {"a": 1}}, {"name": "f", "arguments": {"b": 2}}])";
    EXPECT_EQ(value(R"({"arguments": "subset"})", output, {target}), 1);
    EXPECT_EQ(value(R"({"arguments": "subset", "order": "strict"})", output, {target}), 0);
    EXPECT_EQ(
        value(R"({"arguments": "subset", "order": "strict", "score": "f1"})", output, {target}),
        0.5);
}

TEST(ToolCall, takes_an_empty_list_as_no_calls) {
    for (const char* options : {"{}", R"({"score": "f1"})", R"({"order": "strict"})"}) {
        EXPECT_EQ(value(options, "[]", {"[]"}), 1);
        EXPECT_EQ(value(options, paris, {"[]"}), 0);
        EXPECT_EQ(value(options, "[]", {paris}), 0);
    }
}

TEST(ToolCall, takes_the_best_of_several_targets) {
    EXPECT_EQ(value("{}", paris, {both, paris}), 1);
    EXPECT_DOUBLE_EQ(value(R"({"score": "f1"})", paris, {R"({"name": "x"})", both}), 2.0 / 3);
}

TEST(ToolCall, scores_an_output_that_is_no_calls_0_with_the_reason) {
    const auto reason = [](std::string_view output) {
        const SampleValue scored_0 = scored("tool_call", "{}", output, {paris});
        EXPECT_EQ(scored_0.value, 0) << output;
        return scored_0.reason;
    };
    EXPECT_THAT(reason("It is sunny."), HasSubstr("the output is not tool calls"));
    EXPECT_THAT(reason(""), HasSubstr("the output is not tool calls"));
    EXPECT_THAT(reason("3"), HasSubstr("number, expected tool calls"));
    EXPECT_THAT(reason("[1]"), HasSubstr("call 1 is number, expected object"));
    EXPECT_THAT(reason(R"([{"name": "a"}, {"arguments": {}}])"), HasSubstr("call 2 has no name"));
    EXPECT_THAT(reason(R"({"name": "a", "arguments": "{"})"),
                HasSubstr("the arguments of 'a' are not JSON"));
    EXPECT_THAT(reason(R"({"name": "a", "arguments": [1]})"), HasSubstr("are array"));
}

TEST(ToolCall, an_answer_in_words_makes_no_call) {
    EXPECT_EQ(scored("tool_call", "{}", "I cannot look that up.", {"[]"}), SampleValue::of(1));
    EXPECT_EQ(scored("tool_call", "{}", "", {"[]"}), SampleValue::of(1));
    EXPECT_EQ(scored("tool_call", "{}", " [{\"name\": \"weather\"", {"[]"}).value, 0);
    EXPECT_EQ(scored("tool_call", "{}", "It is sunny.", {paris, "[]"}), SampleValue::of(1));
}

TEST(ToolCall, leaves_a_sample_without_a_readable_target_unscored) {
    EXPECT_EQ(scored("tool_call", "{}", paris, {}), SampleValue::unscored("no target"));
    for (const std::string_view target : {"weather", "3", R"({"tool_calls": 1})"}) {
        const SampleValue none = scored("tool_call", "{}", "no calls", {paris, target});
        EXPECT_EQ(none.value, std::nullopt) << target;
        EXPECT_THAT(none.reason, HasSubstr("the target is not tool calls"));
    }
}

TEST(ToolCall, refuses_options_it_does_not_know) {
    EXPECT_THAT(option_error("tool_call", R"({"order": "stric"})"),
                HasSubstr("did you mean 'strict'"));
    EXPECT_THAT(option_error("tool_call", R"({"arguments": "none"})"), HasSubstr("arguments"));
    EXPECT_THAT(option_error("tool_call", R"({"score": "mean"})"), HasSubstr("score"));
}

}  // namespace
}  // namespace assay::metrics
