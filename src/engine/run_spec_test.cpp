#include "engine/run_spec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::engine {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Result<RunSpec> read(const std::string& yaml) {
    TRY(const YamlDocument document, parse_yaml(yaml, "eval.yaml"));
    return run_spec_from_yaml(document);
}

/// Two lines that make any run file complete.
const std::string complete = "dataset: d.jsonl\nevaluators: [exact_match]\n";

std::string error_of(const std::string& yaml) {
    const auto spec = read(yaml);
    EXPECT_FALSE(spec.has_value()) << yaml;
    return spec ? std::string() : spec.error().message;
}

TEST(RunSpec, needs_a_dataset_and_evaluators_only) {
    const auto spec = read(complete);
    ASSERT_TRUE(spec.has_value()) << spec.error().message;
    EXPECT_EQ(spec->dataset, "d.jsonl");
    EXPECT_EQ(spec->evaluators.size(), 1U);
    EXPECT_FALSE(spec->model.has_value());
    EXPECT_THAT(error_of("evaluators: [exact_match]\n"), HasSubstr("'dataset' is missing"));
    EXPECT_THAT(error_of("dataset: d.jsonl\n"), HasSubstr("'evaluators' is missing"));
}

TEST(RunSpec, names_the_line_and_the_nearest_known_key) {
    EXPECT_THAT(error_of(complete + "targett: x\n"),
                AllOf(HasSubstr("eval.yaml:3"), HasSubstr("'targett'"), HasSubstr("'target'")));
    EXPECT_THAT(error_of(complete + "settings:\n  temprature: 0\n"),
                AllOf(HasSubstr("eval.yaml:4"), HasSubstr("'temperature'")));
    EXPECT_THAT(error_of(complete + "provider:\n  base_ulr: x\n"),
                AllOf(HasSubstr("eval.yaml:4"), HasSubstr("'base_url'")));
}

TEST(RunSpec, suggests_the_nearest_metric) {
    EXPECT_THAT(error_of("dataset: d.jsonl\nevaluators:\n  - exact_match\n  - rogue_l\n"),
                AllOf(HasSubstr("eval.yaml:4"), HasSubstr("rogue_l"), HasSubstr("rouge_l")));
}

TEST(RunSpec, names_the_option_a_metric_does_not_have) {
    EXPECT_THAT(error_of("dataset: d.jsonl\nevaluators:\n  - bleu: {tokenise: intl}\n"),
                AllOf(HasSubstr("eval.yaml:3"), HasSubstr("tokenise"), HasSubstr("tokenize")));
}

TEST(RunSpec, says_what_a_value_of_the_wrong_type_should_be) {
    EXPECT_THAT(error_of("dataset: [a]\nevaluators: [exact_match]\n"),
                AllOf(HasSubstr("eval.yaml:1"), HasSubstr("expected a string")));
    EXPECT_THAT(error_of(complete + "epochs: two\n"), HasSubstr("expected an integer"));
    EXPECT_THAT(error_of(complete + "epochs: 0\n"), HasSubstr("at least 1"));
    EXPECT_THAT(error_of(complete + "limit: 1.5\n"), HasSubstr("expected an integer"));
    EXPECT_THAT(error_of(complete + "cache: maybe\n"), HasSubstr("expected true or false"));
    EXPECT_THAT(error_of(complete + "settings: [1]\n"), HasSubstr("a map of keys"));
    EXPECT_THAT(error_of(complete + "settings: {temperature: hot}\n"),
                HasSubstr("expected a number"));
    EXPECT_THAT(error_of("dataset: d\nevaluators: exact_match\n"), HasSubstr("a list of metrics"));
    EXPECT_THAT(error_of(complete + "fields: [a]\n"), HasSubstr("a map"));
    EXPECT_THAT(error_of(complete + "on_bad_row: ignore\n"), HasSubstr("expected fail or skip"));
    EXPECT_THAT(error_of(complete + "provider: {timeout_s: 0}\n"), HasSubstr("0.001 to 86400"));
    EXPECT_THAT(error_of(complete + "max_connections: 5000\n"), HasSubstr("at most 4096"));
    EXPECT_THAT(error_of("- a\n- b\n"), HasSubstr("a map of keys"));
}

TEST(RunSpec, wants_one_way_to_ask_a_model) {
    EXPECT_THAT(error_of(complete + "model: openai/m\n"), HasSubstr("what to ask it"));
    EXPECT_THAT(error_of(complete + "model: m\nprompt: p\n"), HasSubstr("provider/name"));
    EXPECT_THAT(error_of(complete + "model: openai/m\nprompt: p\ncompletion: c\n"),
                HasSubstr("only one of"));
    EXPECT_THAT(error_of(complete + "model: openai/m\nmessages: [{role: user}]\n"),
                HasSubstr("'role' and 'content'"));
    EXPECT_THAT(error_of(complete + "model: openai/m\nmessages: [{role: king, content: x}]\n"),
                HasSubstr("king"));
}

TEST(RunSpec, accepts_three_ways_to_write_an_evaluator) {
    const auto spec = read(
        "dataset: d\nevaluators:\n"
        "  - bleu\n"
        "  - bleu: {tokenize: intl}\n"
        "  - {metric: bleu, name: lower, lowercase: true}\n");
    // The first two are both called bleu.
    ASSERT_FALSE(spec.has_value());
    EXPECT_THAT(spec.error().message, HasSubstr("bleu"));
    const auto named = read(
        "dataset: d\nevaluators:\n"
        "  - bleu: {tokenize: intl}\n"
        "  - {metric: bleu, name: lower, lowercase: true}\n");
    ASSERT_TRUE(named.has_value()) << named.error().message;
    EXPECT_EQ(named->evaluators[1].name, "lower");
    EXPECT_EQ(named->evaluators[1].options, (JsonObject{{"lowercase", true}}));
}

TEST(RunSpec, takes_a_null_value_as_absent) {
    const auto spec = read(complete + "limit: null\nmodel:\nsettings: {temperature: null}\n");
    ASSERT_TRUE(spec.has_value()) << spec.error().message;
    EXPECT_FALSE(spec->sample_count_max.has_value());
    EXPECT_FALSE(spec->settings.temperature.has_value());
}

TEST(RunSpec, takes_a_null_prompt_as_absent) {
    EXPECT_THAT(error_of(complete + "model: openai/m\nprompt:\n"), HasSubstr("what to ask it"));
    EXPECT_TRUE(read(complete + "model: openai/m\nprompt:\ncompletion: c\n").has_value());
}

TEST(RunSpec, refuses_a_model_with_an_empty_list_of_messages) {
    EXPECT_THAT(error_of(complete + "model: openai/m\nmessages: []\n"),
                HasSubstr("'messages' is empty"));
}

TEST(RunSpec, refuses_numbers_that_it_would_have_to_cut) {
    EXPECT_THAT(error_of(complete + "epochs: 4294967296\n"), HasSubstr("at most 1000000000"));
    EXPECT_THAT(error_of(complete + "provider: {attempts: 4294967297}\n"),
                HasSubstr("at most 1000000000"));
    for (const char* seconds : {"0", "-1", "0.0001", "1e300"})
        EXPECT_THAT(error_of(fmt::format("{}provider: {{timeout_s: {}}}\n", complete, seconds)),
                    HasSubstr("expected 0.001 to 86400"));
}

TEST(RunSpec, survives_being_stored) {
    const auto spec = read(
        "dataset: d.csv\nname: all\nfields: {answer: gold}\nid: key\ncluster: doc\n"
        "model: openai/m\nmessages: [{role: system, content: s}, {role: user, content: '{{ q "
        "}}'}]\n"
        "settings: {temperature: 0.5, max_tokens: 7, stop: [a, b], top_logprobs: 3, extra: {n: "
        "1}}\n"
        "provider: {base_url: 'http://x/v1', requests_per_minute: 5, timeout_s: 2.5, attempts: 2}\n"
        "target: ['{{ a }}', '{{ b }}']\nfilters: [{name: strip}]\n"
        "evaluators: [exact_match, {metric: bleu, name: b, lowercase: true}]\n"
        "gate: ['exact_match.mean > 0.5']\nbaseline: latest\nepochs: 2\nlimit: 9\nseed: 4\n"
        "sample_ids: [x]\non_bad_row: skip\nmax_connections: 3\ncache: false\n");
    ASSERT_TRUE(spec.has_value()) << spec.error().message;
    const auto again = run_spec_from_json(to_json(*spec));
    ASSERT_TRUE(again.has_value()) << again.error().message;
    EXPECT_EQ(to_json(*again), to_json(*spec));
    EXPECT_EQ(again->provider, spec->provider);
    EXPECT_EQ(again->settings.stop, spec->settings.stop);
}

TEST(RunSpec, calls_a_broken_stored_copy_corrupt) {
    EXPECT_EQ(run_spec_from_json({{"dataset", 1}}).error().kind, ErrorKind::corrupt);
}

TEST(RunSpec, reads_and_keeps_how_late_requests_are_hedged) {
    const auto hedge_of = [](std::string_view hedge) {
        const auto spec =
            read(fmt::format("dataset: d\nmodel: openai/m\nprompt: p\nevaluators: [exact_match]\n"
                             "provider: {{hedge: {}}}\n",
                             hedge));
        EXPECT_TRUE(spec.has_value()) << spec.error().message;
        const auto kept = run_spec_from_json(to_json(*spec));
        EXPECT_EQ(kept->provider, spec->provider);
        return kept->provider.hedge;
    };
    EXPECT_EQ(hedge_of("false"), std::nullopt);
    EXPECT_EQ(hedge_of("true"), net::HedgePolicy{});
    EXPECT_EQ(hedge_of("{after_ms: 300}"),
              net::HedgePolicy{.after = std::chrono::milliseconds(300)});
}

}  // namespace
}  // namespace assay::engine
