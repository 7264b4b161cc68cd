#include "experiment/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::experiment {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::string_view small = R"(name: prompt
variants:
  - {name: old, allocation: 0.5}
  - {name: new, allocation: 0.5}
primary: {name: solved, kind: rate}
stopping: {units: 1000}
)";

Result<ExperimentPlan> read(std::string_view text) {
    auto document = parse_yaml(text, "experiment.yaml");
    if (!document) return document.error();
    return read_plan(*document);
}

std::string with(std::string_view from, std::string_view to) {
    std::string text(small);
    const auto place = text.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    return text.replace(place, from.size(), to);
}

std::string refusal(const std::string& text) {
    const auto plan = read(text);
    EXPECT_FALSE(plan) << text;
    if (plan) return {};
    EXPECT_EQ(plan.error().kind, ErrorKind::invalid_input);
    return plan.error().message;
}

TEST(ReadPlan, fills_in_what_is_not_said) {
    const auto plan = read(small).value();
    EXPECT_EQ(plan.method, Method::confidence_sequence);
    EXPECT_EQ(plan.salt, "prompt");
    EXPECT_EQ(plan.primary.label, "solved");
    EXPECT_EQ(plan.primary.unit_value, UnitValue::any);
    EXPECT_EQ(plan.alpha, 0.05);
    EXPECT_EQ(plan.power_ratio, 0.8);
    EXPECT_EQ(plan.stopping.unit_count, 1000U);
    EXPECT_EQ(plan.stopping.unit_count_min, 200U);
}

TEST(ReadPlan, computes_the_units_from_the_wanted_effect) {
    const std::string text = with("kind: rate}\nstopping: {units: 1000}",
                                  "kind: rate, baseline: 0.1, effect: 0.02}\nmethod: fixed");
    EXPECT_EQ(read(text).value().stopping.unit_count, 2U * 3841U);
}

TEST(ReadPlan, without_units_and_effect_says_what_is_missing) {
    EXPECT_THAT(refusal(with("stopping: {units: 1000}\n", "")),
                AllOf(HasSubstr("stopping/units"), HasSubstr("primary/effect")));
}

TEST(ReadPlan, a_wrong_sum_of_allocations_names_line_and_field) {
    EXPECT_THAT(refusal(with("{name: new, allocation: 0.5}", "{name: new, allocation: 0.6}")),
                AllOf(HasSubstr("experiment.yaml:2"), HasSubstr("variants"), HasSubstr("1.1")));
}

TEST(ReadPlan, an_unknown_key_names_the_nearest) {
    EXPECT_THAT(refusal(with("stopping:", "stoping:")),
                AllOf(HasSubstr("experiment.yaml:6: stoping"), HasSubstr("'stopping'")));
    EXPECT_THAT(refusal(with("kind: rate", "knd: rate")),
                AllOf(HasSubstr("experiment.yaml:5: primary/knd"), HasSubstr("'kind'")));
    EXPECT_THAT(refusal(with("stopping:", "method: bayess\nstopping:")),
                AllOf(HasSubstr("experiment.yaml:6: method"), HasSubstr("'bayes'")));
}

TEST(ReadPlan, refuses_values_that_mean_nothing) {
    for (const auto& [from, to, field] : std::vector<std::array<std::string_view, 3>>{
             {"name: prompt\n", "", "name: is missing"},
             {"name: prompt", "name: 7", "name: a text is needed"},
             {"name: new", "name: old", "variants/1/name"},
             {"  - {name: new, allocation: 0.5}\n", "", "at least 2"},
             {"allocation: 0.5}\n  - {name: new",
              "allocation: 0}\n  - {name: new",
              "variants/0/allocation"},
             {"allocation: 0.5}\n  - {name: new",
              "allocation: .nan}\n  - {name: new",
              "variants/0/allocation"},
             {"units: 1000", "units: 0", "stopping/units"},
             {"units: 1000", "units: 1.5", "stopping/units"},
             {"units: 1000", "units: many", "stopping/units"},
             {"kind: rate", "kind: rate, effect: -1", "primary/effect"},
             {"kind: rate", "kind: rate, effect: 2", "primary/effect"},
             {"kind: rate", "kind: rate, baseline: 2", "primary/baseline"},
             {"kind: rate", "kind: rate, unit_value: sum", "primary/unit_value"},
             {"kind: rate", "kind: rate, margin: 0.1", "primary/margin"},
             {"kind: rate", "kind: rate, proxy: solved", "primary/proxy"},
             {"kind: rate}", "kind: rate}\nalpha: 0.5", "alpha"},
             {"kind: rate}", "kind: rate}\nalpha: 0", "alpha"},
             {"kind: rate}", "kind: rate}\npower: 1", "power"},
             {"kind: rate}", "kind: rate}\nguardrails: [{name: g}]", "guardrails/0/margin"},
             {"kind: rate}", "kind: rate}\nguardrails: 3", "a list is needed"},
             {"kind: rate}", "kind: rate}\nsecondary: [{name: solved}]", "secondary"},
             {"kind: rate}", "kind: rate}\nsecondary: [{name: a}, {name: a}]", "secondary/1/name"},
             {"kind: rate}", "kind: rate}\nsecondary: [7]", "secondary/0: an object"},
             {"kind: rate}", "kind: rate}\ncovariate: solved", "covariate"},
             {"kind: rate}", "kind: rate}\nmethod: msprt", "primary/effect"},
             {"kind: rate", "kind: mean, better: up", "primary/better"},
             {"kind: rate}", "kind: rate}\noffline: {runs: [a]}", "offline/runs"}}) {
        EXPECT_THAT(refusal(with(from, to)), HasSubstr(field)) << to;
    }
    EXPECT_THAT(refusal("[]"), HasSubstr("a plan is an object"));
    EXPECT_THAT(refusal(""), HasSubstr("a plan is an object"));
}

TEST(Plan, reads_back_from_json_with_the_same_hash) {
    const auto plan = read(with("kind: rate}",
                                "kind: rate, better: lower, proxy: judge}\n"
                                "guardrails: [{name: latency, better: lower, margin: 0.1}]\n"
                                "method: group_sequential"))
                          .value();
    const auto again = plan_from_json(to_json(plan)).value();
    EXPECT_EQ(again, plan);
    EXPECT_EQ(plan_hash(again), plan_hash(plan));
    EXPECT_THAT(plan.event_names(), ::testing::ElementsAre("solved", "judge", "latency"));
}

TEST(Plan, another_alpha_is_another_hash) {
    EXPECT_NE(plan_hash(read(small).value()),
              plan_hash(read(with("stopping:", "alpha: 0.01\nstopping:")).value()));
}

TEST(Plan, offline_needs_no_variants_and_no_units) {
    const auto plan = read(R"(name: nightly
offline: {runs: [base, latest]}
primary: {name: exact_match}
)")
                          .value();
    EXPECT_EQ(plan.offline->treatment, "latest");
    EXPECT_EQ(plan.method, Method::fixed);
    EXPECT_EQ(plan.variants.size(), 2U);
    EXPECT_EQ(plan_from_json(to_json(plan)).value(), plan);
}

}  // namespace
}  // namespace assay::experiment
