#include "report/comparison_report.hpp"

#include "report/printing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace assay::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<experiment::RunComparison> example() {
    experiment::MetricComparison metric{
        .metric = "exact_match",
        .better = "higher",
        .pairs = {.paired = 1312, .only_in_first = 4, .unscored_in_second = 3},
        .first_mean = 0.61,
        .second_mean = 0.641,
        .difference = {.method = "paired t",
                       .test = "McNemar, exact",
                       .value = 0.031,
                       .interval = stats::Interval{0.0104, 0.0519, 0.95},
                       .p_value = 0.002,
                       .adjusted_p_value = 0.004},
        .effects = {.cohens_h = 0.064},
        .outcomes = {.won = 90, .tied = 1172, .lost = 50},
        .worst = {{.sample_id = "q<7>",
                   .first = 1,
                   .second = 0,
                   .first_output = "four",
                   .second_output = "a|b\x1b[31m"}}};
    metric.slices = {{.field = "topic", .value = "<b>", .paired_count = 12, .difference = {}}};
    return {
        {.first = {.name = "base r1", .model = "openai/a", .row_count = 1316, .sample_count = 1316},
         .second = {.name = "new r2", .row_count = 2640, .sample_count = 1320},
         .metrics = {metric}}};
}

TEST(ComparisonReport, table_says_who_is_better_and_who_did_not_pair) {
    const std::string text = to_table(example(), 0.95, {.width_columns = 100});
    EXPECT_THAT(text,
                HasSubstr("B is better by 0.031 (95 % +0.0104 … +0.0519), p = 0.004 after Holm."));
    EXPECT_THAT(text, HasSubstr("1312 pairs; not paired: 4 only in A, 3 without a score in B"));
    EXPECT_THAT(text, HasSubstr("1320 samples in 2640 rows, repeats averaged"));
    EXPECT_THAT(text, HasSubstr("lost q<7>: 1.0000 to 0.0000"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(ComparisonReport, no_line_of_the_table_is_wider_than_asked) {
    std::istringstream lines(to_table(example(), 0.95, {.width_columns = 100}));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(column_count(line), 100U) << line;
}

TEST(ComparisonReport, markdown_cannot_be_broken_by_names) {
    const std::string text = to_markdown(example(), 0.95);
    EXPECT_THAT(text, HasSubstr("| exact_match | 0.6100 | 0.6410 | +0.0310 "));
    EXPECT_THAT(text, HasSubstr("topic: &lt;b&gt;"));
}

TEST(ComparisonReport, p_values_are_never_shown_as_zero) {
    EXPECT_EQ(p_value_text(0.0), "< 0.0001");
    EXPECT_EQ(p_value_text(0.0042), "0.0042");
    EXPECT_EQ(p_value_text(std::nullopt), "–");
}

}  // namespace
}  // namespace assay::report
