#include "engine/gate.hpp"

#include <gtest/gtest.h>

namespace assay::engine {
namespace {

report::RunReport report_with(std::optional<double> value) {
    report::RunReport report;
    report.samples = {.total = 100, .answered = 98, .errors = 2};
    stats::Estimate estimate{.method = "proportion, wilson", .value = value};
    if (value) estimate.interval = {.low = *value - 0.1, .high = *value + 0.1, .level_ratio = 0.95};
    estimate.count = 98;
    report.evaluators.push_back(
        {.evaluator = {.name = "em.v2", .metric = "exact_match", .version = 1},
         .estimate = estimate});
    return report;
}

report::GateResult judge_one(std::string_view text,
                             const report::RunReport& report,
                             const std::optional<report::RunReport>& baseline = std::nullopt) {
    const auto gate = parse_gate(text);
    EXPECT_TRUE(gate.has_value()) << gate.error().message;
    return judge_gates(std::span(&*gate, 1), report, baseline).front();
}

TEST(Gate, passes_and_fails_on_the_mean) {
    EXPECT_TRUE(judge_one("em.v2.mean >= 0.8", report_with(0.8)).has_passed);
    EXPECT_FALSE(judge_one("em.v2.mean > 0.8", report_with(0.8)).has_passed);
    EXPECT_TRUE(judge_one("em.v2.mean>=80%", report_with(0.8)).has_passed);
}

TEST(Gate, reads_the_interval_and_the_counts) {
    EXPECT_FALSE(judge_one("em.v2.ci_low >= 0.75", report_with(0.8)).has_passed);
    EXPECT_TRUE(judge_one("em.v2.n == 98", report_with(0.8)).has_passed);
    EXPECT_TRUE(judge_one("errors.rate <= 0.02", report_with(0.8)).has_passed);
}

TEST(Gate, compares_with_the_baseline) {
    EXPECT_TRUE(
        judge_one("em.v2.mean >= baseline - 0.02", report_with(0.79), report_with(0.8)).has_passed);
    EXPECT_FALSE(
        judge_one("em.v2.mean >= baseline", report_with(0.79), report_with(0.8)).has_passed);
    EXPECT_DOUBLE_EQ(
        *judge_one("em.v2.mean >= baseline + 0.05", report_with(0.79), report_with(0.8)).threshold,
        0.85);
}

TEST(Gate, fails_on_an_undefined_value_and_says_so) {
    const auto result = judge_one("em.v2.mean >= 0", report_with(std::nullopt));
    EXPECT_FALSE(result.has_passed);
    EXPECT_EQ(result.explanation, "em.v2.mean is undefined in this run.");
}

TEST(Gate, fails_when_the_latency_was_not_measured) {
    EXPECT_FALSE(judge_one("latency.p95_ms < 100", report_with(1)).has_passed);
}

TEST(Gate, tells_the_percentile_from_an_evaluator_of_the_same_name) {
    auto report = report_with(1);
    report.evaluators.front().evaluator.name = "latency";
    report.latency = report::LatencyResult{.count = 98, .p95_ms = 50};
    EXPECT_DOUBLE_EQ(*judge_one("latency.p95_ms < 100", report).observed, 50);
    EXPECT_DOUBLE_EQ(*judge_one("latency.mean < 100", report).observed, 1);
}

TEST(ParseGate, refuses_what_is_not_a_condition) {
    for (const std::string_view text : {"",
                                        "em >= 0.8",
                                        "em.mean",
                                        "em.mean >= x",
                                        "em.mean >= 0.8 or so",
                                        "em.mean >= baseline 0.1",
                                        ".mean > 1",
                                        "em. > 1"}) {
        EXPECT_FALSE(parse_gate(text).has_value()) << text;
    }
}

TEST(ParseGates, suggests_the_nearest_name) {
    const std::vector<std::string> gates = {"exact_mach.mean > 0"};
    const std::vector<std::string> names = {"exact_match"};
    EXPECT_EQ(
        parse_gates(gates, names).error().message,
        "gate 'exact_mach.mean > 0': nothing is called 'exact_mach'; did you mean 'exact_match'?");
}

TEST(ParseGates, lists_what_a_subject_has) {
    const std::vector<std::string> gates = {"errors.share > 0"};
    EXPECT_EQ(parse_gates(gates, {}).error().message,
              "gate 'errors.share > 0': errors has no 'share', it has count, rate");
}

}  // namespace
}  // namespace assay::engine
