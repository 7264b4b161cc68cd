#include "engine/run_spec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::engine {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

Result<RunSpec> read(const std::string& yaml) {
    auto document = parse_yaml(yaml, "eval.yaml");
    EXPECT_TRUE(document.has_value()) << document.error().message;
    return run_spec_from_yaml(*document);
}

std::string error_of(const std::string& yaml) {
    const auto spec = read(yaml);
    EXPECT_FALSE(spec.has_value()) << yaml;
    return spec ? "" : spec.error().message;
}

const std::string judged =
    "dataset: d.jsonl\nevaluators:\n  - {judge: g_eval, criteria: fluency, model: a/b}\n";

TEST(JudgingSpec, reads_judges_models_tiers_and_budget) {
    const auto spec = read(R"(
dataset: d.jsonl
models:
  big: {model: openai/x, settings: {temperature: 0}, fallbacks: [small, anthropic/y]}
  small: openai/z
evaluators:
  - exact_match
  - {name: helpful, judge: g_eval, criteria: helpfulness, scale: [1, 5], model: big}
  - {judge: faithfulness, context: "{{ passages }}", model: big}
tiers:
  distilled: {model: latest, uncertain_width: 0.3}
  fast: {model: small, share: 0.1, escalate: [failure, uncertain]}
  full: {model: big, share: 0.01, escalate: [disagreement, failure], escalate_share: 0.5}
  human: {share: 0.005}
budget: {usd: 5.00}
)");
    ASSERT_TRUE(spec.has_value()) << spec.error().message;
    EXPECT_THAT(evaluator_names(*spec), ElementsAre("exact_match", "helpful", "faithfulness"));
    const JudgingSpec& judging = spec->judging;
    EXPECT_EQ(judging.models.at("small").model, "openai/z");
    EXPECT_THAT(judging.models.at("big").fallbacks, ElementsAre("small", "anthropic/y"));
    EXPECT_EQ(judging.fast->share, 0.1);
    EXPECT_TRUE(judging.fast->escalation.on_failure);
    EXPECT_TRUE(judging.fast->escalation.on_uncertain);
    EXPECT_EQ(judging.distilled, (DistilledSpec{.model = "latest", .uncertain_width = 0.3}));
    EXPECT_TRUE(judging.full.escalation.on_disagreement);
    EXPECT_EQ(judging.full.escalation.share, 0.5);
    ASSERT_TRUE(judging.human);
    EXPECT_EQ(judging.human->share, 0.005);
    EXPECT_EQ(judging.budget, Usd::from_dollars(5));
    EXPECT_THAT(models_of(judging.judges[0], *judging.fast), ElementsAre("small"));
    const auto again = run_spec_from_json(to_json(*spec));
    ASSERT_TRUE(again.has_value()) << again.error().message;
    EXPECT_EQ(again->judging, judging);
}

TEST(JudgingSpec, refuses_an_entry_whose_kind_says_nothing) {
    EXPECT_THAT(error_of("dataset: d.jsonl\nevaluators:\n  - {name: a, judge: }\n"),
                AllOf(HasSubstr("eval.yaml:3"), HasSubstr("judge"), HasSubstr("a string")));
    EXPECT_THAT(error_of("dataset: d.jsonl\nevaluators:\n  - {name: a, http: }\n"),
                AllOf(HasSubstr("eval.yaml:3"), HasSubstr("http"), HasSubstr("a map")));
}

TEST(JudgingSpec, reads_a_panel) {
    const auto spec = read(R"(
dataset: d.jsonl
evaluators:
  - {judge: panel, of: {judge: g_eval, criteria: fluency}, models: [a/b, c/d], weights: [1, 2]}
)");
    ASSERT_TRUE(spec.has_value()) << spec.error().message;
    EXPECT_THAT(models_of(spec->judging.judges[0], spec->judging.full), ElementsAre("a/b", "c/d"));
    const auto again = run_spec_from_json(to_json(*spec));
    ASSERT_TRUE(again.has_value()) << again.error().message;
    EXPECT_EQ(again->judging, spec->judging);
}

TEST(JudgingSpec, says_what_a_judge_lacks) {
    const std::string head = "dataset: d\nevaluators:\n  - ";
    EXPECT_THAT(error_of(head + "{judge: geval, criteria: x}\n"),
                AllOf(HasSubstr("eval.yaml:3"), HasSubstr("'g_eval'")));
    EXPECT_THAT(error_of(head + "{judge: g_eval, model: a/b}\n"), HasSubstr("criteria"));
    EXPECT_THAT(error_of(head + "{judge: g_eval, criteria: x}\n"), HasSubstr("needs 'model'"));
    EXPECT_THAT(error_of(head + "{judge: g_eval, criteria: x, model: big}\n"),
                HasSubstr("neither provider/name nor an entry of 'models'"));
    EXPECT_THAT(error_of(head + "{judge: pairwise, model: a/b}\n"), HasSubstr("'against'"));
    EXPECT_THAT(error_of(head + "{judge: g_eval, criteria: x, models: [a/b, c/d]}\n"),
                HasSubstr("panel"));
    EXPECT_THAT(error_of(head + "{judge: g_eval, criteria: x, model: a/b}\n  - {judge: g_eval, "
                                "criteria: y, model: a/b}\n"),
                HasSubstr("same name"));
}

TEST(JudgingSpec, says_what_is_wrong_with_tiers) {
    EXPECT_THAT(error_of(judged + "tiers: {fast: {share: 0.1}}\n"), HasSubstr("needs 'full'"));
    EXPECT_THAT(error_of(judged + "tiers: {full: {share: 0}}\n"), HasSubstr("above 0"));
    EXPECT_THAT(error_of(judged + "tiers: {full: {model: a/b}}\n"), HasSubstr("needs 'share'"));
    EXPECT_THAT(error_of(judged + "tiers: {fast: {share: 0.1}, full: {share: 0.2}}\n"),
                HasSubstr("above the fast tier's"));
    EXPECT_THAT(error_of(judged + "tiers: {full: {share: 0.1, escalate: disagreement}}\n"),
                HasSubstr("without a judge below, expected failure, injection"));
    EXPECT_THAT(
        error_of(judged + "tiers: {fast: {share: 1}, full: {share: 0.1, escalate: [luck]}}\n"),
        HasSubstr("'luck' is no reason"));
    EXPECT_THAT(error_of(judged + "tiers: {full: {share: 0.1, escalate: uncertain}}\n"),
                HasSubstr("it needs 'tiers/distilled'"));
    EXPECT_THAT(error_of(judged + "tiers: {distilled: {}, full: {share: 0.1}}\n"),
                HasSubstr("'assay judge distill'"));
    EXPECT_THAT(error_of(judged + "tiers: {full: {share: 0.1}, slow: {share: 1}}\n"),
                HasSubstr("unknown key 'slow'"));
    EXPECT_THAT(error_of(judged + "tiers: {full: {share: 0.1}, human: {share: 0.5}}\n"),
                HasSubstr("above the full tier's"));
}

TEST(JudgingSpec, says_what_is_wrong_with_a_budget) {
    EXPECT_THAT(error_of(judged + "budget: {eur: 5}\n"), HasSubstr("unknown key 'eur'"));
    EXPECT_THAT(error_of(judged + "budget: {}\n"), HasSubstr("needs 'usd'"));
    EXPECT_THAT(error_of(judged + "budget: -1\n"), HasSubstr("expected 0 to"));
    EXPECT_THAT(error_of(judged + "budget: much\n"), HasSubstr("a number"));
}

TEST(JudgingSpec, a_fallback_must_be_known) {
    EXPECT_THAT(error_of(judged + "models: {a: {model: b/c, fallbacks: [d]}}\n"), HasSubstr("'d'"));
    EXPECT_THAT(error_of(judged + "models: {a: {settings: {}}}\n"), HasSubstr("needs 'model'"));
}

}  // namespace
}  // namespace assay::engine
