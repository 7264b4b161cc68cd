#include "report/run_report.hpp"

#include <gtest/gtest.h>

namespace assay::report {
namespace {

RunReport example() {
    RunReport report{.run_id = "r1",
                     .name = "support",
                     .state = "finished",
                     .created_at = "2026-03-01T12:00:00.000000Z"};
    report.duration_s = 1.5;
    report.samples = {.total = 10, .answered = 9, .errors = 1, .cached = 2};
    stats::Estimate estimate{.method = "proportion, wilson", .value = 0.9, .standard_error = 0.1};
    estimate.interval = {.low = 0.5, .high = 0.98, .level_ratio = 0.95};
    estimate.count = 9;
    estimate.unscored_count = 1;
    estimate.warnings = {"Few samples."};
    report.evaluators = {
        {.evaluator = {.name = "em", .metric = "exact_match", .version = 1, .hash = "ab"},
         .better = "higher",
         .estimate = estimate,
         .histogram = {.low = 0, .high = 1, .counts = {1, 8}}}};
    report.latency =
        LatencyResult{.count = 9, .p50_ms = 1, .p90_ms = 2, .p95_ms = 3, .p99_ms = 4, .max_ms = 5};
    report.spending = SpendingResult{
        .cost = Usd{1500}, .unknown_price_count = 0, .prompt_tokens = 90, .request_count = 11};
    report.errors = {
        {.kind = "timed_out", .message = "no answer", .count = 1, .first_sample_id = "q7"}};
    report.gates = {
        {.condition = "em.mean >= 0.8", .has_passed = true, .observed = 0.9, .threshold = 0.8}};
    report.warnings = {"One sample has no answer."};
    return report;
}

TEST(RunReport, survives_json) {
    const auto text = to_json_text(to_json(example()));
    const auto back = run_report_from_json(*parse_json(text));
    ASSERT_TRUE(back.has_value()) << back.error().message;
    EXPECT_EQ(*back, example());
}

TEST(RunReport, keeps_undefined_numbers_null) {
    RunReport report = example();
    report.evaluators[0].estimate = {.status = stats::Status::insufficient_data,
                                     .method = "mean, t"};
    report.latency.reset();
    report.spending->cost.reset();
    const auto back = run_report_from_json(to_json(report));
    ASSERT_TRUE(back.has_value()) << back.error().message;
    EXPECT_EQ(*back, report);
    EXPECT_TRUE(to_json(report).at("evaluators").at(0).at("estimate").at("value").is_null());
}

TEST(RunReport, names_the_damaged_field) {
    Json value = to_json(example());
    value.get_object()["name"] = 3;
    EXPECT_EQ(run_report_from_json(value).error(),
              (Error{ErrorKind::corrupt, "report: field 'name' is number, expected a string"}));
}

}  // namespace
}  // namespace assay::report
