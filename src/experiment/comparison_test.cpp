#include "experiment/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay::experiment {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Values = std::vector<std::optional<double>>;

ScoreTable table_of(const std::string& name, const Values& values, std::size_t first_id = 0) {
    ScoreTable table{.name = name};
    for (std::size_t i = 0; i < values.size(); ++i)
        table.sample_ids.push_back(std::to_string(first_id + i));
    table.has_error.resize(values.size());
    table.clusters.resize(values.size(), ScoreTable::no_cluster);
    table.columns = {{.evaluator = {.name = "score", .metric = "score", .version = 1, .hash = "h"},
                      .better = "higher",
                      .values = values}};
    return table;
}

RunComparison compared(const ScoreTable& first,
                       const ScoreTable& second,
                       const ComparisonOptions& options = {}) {
    return compare_tables(first, second, options).value();
}

std::string error_of(const ScoreTable& first,
                     const ScoreTable& second,
                     const ComparisonOptions& options = {}) {
    const auto outcome = compare_tables(first, second, options);
    return outcome ? std::string() : outcome.error().message;
}

// Student 1908: hours of sleep gained under two drugs; t = 4.0621, p = 0.002833.
const Values sleep_a = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
const Values sleep_b = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

TEST(Comparison, students_sleep_data_give_his_t) {
    const auto metric = compared(table_of("a", sleep_a), table_of("b", sleep_b)).metrics.at(0);
    EXPECT_EQ(metric.pairs.paired, 10U);
    EXPECT_NEAR(*metric.difference.value, 1.58, 1e-12);
    EXPECT_NEAR(*metric.difference.p_value, 0.00283289, 1e-7);
    EXPECT_NEAR(metric.difference.interval->low, 0.7001142, 1e-6);
    EXPECT_NEAR(metric.difference.interval->high, 2.4598858, 1e-6);
    EXPECT_NEAR(*metric.effects.cohens_dz, 4.0621277 / std::sqrt(10), 1e-6);
    EXPECT_EQ(metric.outcomes, (Outcomes{.won = 9, .tied = 1, .lost = 0}));
}

TEST(Comparison, exchanging_the_runs_changes_only_the_sign) {
    const auto there = compared(table_of("a", sleep_a), table_of("b", sleep_b)).metrics.at(0);
    const auto back = compared(table_of("b", sleep_b), table_of("a", sleep_a)).metrics.at(0);
    EXPECT_DOUBLE_EQ(*there.difference.value, -*back.difference.value);
    EXPECT_DOUBLE_EQ(*there.difference.p_value, *back.difference.p_value);
    EXPECT_DOUBLE_EQ(*there.effects.superiority_ratio, 1 - *back.effects.superiority_ratio);
    EXPECT_EQ(there.outcomes.won, back.outcomes.lost);
}

TEST(Comparison, rows_pair_by_id_in_any_order) {
    const ScoreTable first = table_of("a", {1, 2, 3});
    ScoreTable second = table_of("b", {30, 20, 10});
    second.sample_ids = {};
    for (const char* id : {"2", "1", "0"}) second.sample_ids.push_back(id);
    const auto metric = compared(first, second).metrics.at(0);
    EXPECT_EQ(metric.pairs.paired, 3U);
    EXPECT_EQ(metric.best.at(0).sample_id, "2");
    EXPECT_DOUBLE_EQ(metric.best.at(0).second, 30);
}

TEST(Comparison, repeats_of_a_sample_are_averaged_first) {
    ScoreTable first = table_of("a", {0, 1, std::nullopt, 1});
    first.sample_ids = {};
    for (const char* id : {"0", "1", "0", "0"}) first.sample_ids.push_back(id);
    const auto comparison = compared(first, table_of("b", {1, 1}));
    EXPECT_EQ(comparison.first.sample_count, 2U);
    EXPECT_EQ(comparison.metrics.at(0).pairs.paired, 2U);
    EXPECT_DOUBLE_EQ(*comparison.metrics.at(0).first_mean, 0.75);
}

TEST(Comparison, every_sample_pairs_or_is_counted_once_with_its_reason) {
    ScoreTable first = table_of("a", {1, 1, 1, std::nullopt, std::nullopt, 1, 1});
    ScoreTable second = table_of("b", {1, std::nullopt, std::nullopt, std::nullopt, 1, 1, 1}, 1);
    first.has_error[1] = 1;
    second.has_error[0] = 1;
    second.has_error[5] = 1;
    const auto pairs = compared(first, second).metrics.at(0).pairs;
    EXPECT_EQ(pairs,
              (PairCounts{.paired = 1,
                          .only_in_first = 1,
                          .only_in_second = 1,
                          .failed_in_first = 1,
                          .failed_in_second = 1,
                          .unscored_in_first = 2,
                          .unscored_in_second = 1}));
}

TEST(Comparison, pass_or_fail_is_tested_with_mcnemar) {
    Values first;
    Values second;
    const auto add = [&](int count, double a, double b) {
        for (int i = 0; i < count; ++i) {
            first.emplace_back(a);
            second.emplace_back(b);
        }
    };
    add(20, 1, 1);
    add(2, 1, 0);
    add(10, 0, 1);
    auto metric = compared(table_of("a", first), table_of("b", second)).metrics.at(0);
    EXPECT_EQ(metric.difference.test, "McNemar, exact");
    EXPECT_NEAR(*metric.difference.p_value, 2 * (1 + 12 + 66) / 4096.0, 1e-12);
    EXPECT_NEAR(*metric.effects.superiority_ratio, 0.5 + 8.0 / 64, 1e-12);
    add(20, 0, 1);
    metric = compared(table_of("a", first), table_of("b", second)).metrics.at(0);
    EXPECT_EQ(metric.difference.test, "McNemar");
    // Chi-squared of 28^2 / 32 with 1 degree of freedom.
    EXPECT_NEAR(*metric.difference.p_value, 7.430983723414128e-07, 1e-12);
    EXPECT_GT(metric.difference.interval->low, 0);
}

TEST(Comparison, says_when_only_the_number_of_comparisons_leaves_it_open) {
    RunComparison comparison = compared(table_of("a", sleep_a), table_of("b", sleep_b));
    MetricComparison& metric = comparison.metrics.at(0);
    metric.difference.p_value = 0.03;
    metric.difference.adjusted_p_value = 0.09;
    EXPECT_THAT(verdict_sentence(metric, "B", 0.95),
                AllOf(HasSubstr("do not tell"), HasSubstr("Alone it would be decided")));
}

TEST(Comparison, pairs_of_one_cluster_are_not_independent) {
    ScoreTable first = table_of("a", {0.1, 0.2, 0.3, 0.4, 0.5, 0.6});
    const ScoreTable second = table_of("b", {0.3, 0.4, 0.4, 0.5, 0.9, 1.0});
    first.clusters = {0, 0, 1, 1, 2, 2};
    first.cluster_count = 3;
    const auto clustered = compared(first, second).metrics.at(0).difference;
    EXPECT_EQ(clustered.cluster_count, 3U);
    EXPECT_NEAR(*clustered.value, 0.7 / 3, 1e-12);
    // Equal clusters: as the paired t test of their three means, 0.2, 0.1, 0.4.
    EXPECT_NEAR(*clustered.standard_error, std::sqrt(0.07 / 3 / 3), 1e-12);
    EXPECT_NEAR(*clustered.degrees_of_freedom, 2, 1e-9);
}

TEST(Comparison, the_same_run_twice_is_identical_without_a_p_value) {
    const auto metric = compared(table_of("a", sleep_a), table_of("b", sleep_a)).metrics.at(0);
    EXPECT_EQ(metric.difference.status, stats::Status::zero_variance);
    EXPECT_EQ(metric.difference.p_value, std::nullopt);
    EXPECT_EQ(verdict_of(metric.difference, "higher", 0.95), Verdict::identical);
    EXPECT_TRUE(metric.worst.empty());
}

TEST(Comparison, one_side_without_any_score_is_undefined) {
    const auto metric = compared(table_of("a", {1, 0, 1}), table_of("b", Values(3))).metrics.at(0);
    EXPECT_EQ(metric.pairs.unscored_in_second, 3U);
    EXPECT_EQ(metric.first_mean, std::nullopt);
    EXPECT_EQ(metric.difference.value, std::nullopt);
    EXPECT_EQ(verdict_of(metric.difference, "higher", 0.95), Verdict::undefined);
    EXPECT_THAT(verdict_sentence(metric, "b", 0.95), HasSubstr("no sample has a score in both"));
}

TEST(Comparison, one_pair_has_a_difference_and_no_p_value) {
    const auto metric = compared(table_of("a", {1}), table_of("b", {0})).metrics.at(0);
    EXPECT_EQ(metric.difference.status, stats::Status::insufficient_data);
    EXPECT_EQ(metric.difference.p_value, std::nullopt);
}

TEST(Comparison, nan_is_refused_by_sample_and_metric) {
    const Values bad = {1, std::numeric_limits<double>::quiet_NaN()};
    EXPECT_THAT(error_of(table_of("a", bad), table_of("b", {1, 1})),
                HasSubstr("'a': sample '1' has a score of 'score'"));
}

TEST(Comparison, no_common_sample_is_an_error_that_shows_both) {
    EXPECT_THAT(error_of(table_of("a", {1}), table_of("b", {1}, 7)),
                HasSubstr("the first has '0', the second has '7'"));
    EXPECT_THAT(error_of(table_of("a", {}), table_of("b", {1})), HasSubstr("has no samples"));
}

TEST(Comparison, unknown_metric_names_the_nearest) {
    EXPECT_THAT(error_of(table_of("a", {1}), table_of("b", {1}), {.metrics = {"scroe"}}),
                HasSubstr("did you mean 'score'?"));
    ScoreTable other = table_of("b", {1});
    other.columns[0].evaluator.name = "bleu";
    EXPECT_THAT(error_of(table_of("a", {1}), other), HasSubstr("no metric in common"));
}

TEST(Comparison, other_versions_are_compared_only_on_request) {
    ScoreTable first = table_of("a", sleep_a);
    ScoreTable second = table_of("b", sleep_b);
    first.dataset_version = "1111";
    second.dataset_version = "2222";
    second.columns[0].evaluator.hash = "i";
    EXPECT_THAT(error_of(first, second),
                HasSubstr("differ in the dataset version (1111 and 2222), in evaluator 'score'"));
    const auto allowed = compared(first, second, {.versions = Versions::may_differ});
    EXPECT_THAT(allowed.warnings, ElementsAre(HasSubstr("do not measure the same")));
    first.dataset_version = "";
    second.columns[0].evaluator.hash = "";
    EXPECT_EQ(error_of(first, second), "");
}

TEST(Comparison, two_versions_of_a_dataset_are_one_measure_when_paired_questions_are_alike) {
    ScoreTable first = table_of("a", sleep_a);
    ScoreTable second = table_of("b", sleep_b);
    first.dataset_version = "1111";
    second.dataset_version = "2222";
    for (std::int64_t row = 0; row < 10; ++row) {
        first.questions.push_back(row);
        second.questions.push_back(row);
    }
    EXPECT_EQ(error_of(first, second), "");
    EXPECT_THAT(compared(first, second, {}).warnings, IsEmpty());
    second.questions[3] = 77;
    second.questions[8] = 78;
    EXPECT_THAT(error_of(first, second),
                HasSubstr("2 samples of both have another prompt or other targets, the first is "));
    // An unknown version, as of a part of a dataset, is no excuse.
    second.dataset_version = "";
    EXPECT_THAT(error_of(first, second), HasSubstr("2 samples of both"));
}

TEST(Comparison, lower_is_better_where_the_metric_says_so) {
    ScoreTable first = table_of("a", sleep_a);
    first.columns[0].better = "lower";
    const auto metric = compared(first, table_of("b", sleep_b)).metrics.at(0);
    EXPECT_EQ(metric.outcomes.lost, 9U);
    EXPECT_EQ(verdict_of(metric.difference, metric.better, 0.95), Verdict::worse);
    EXPECT_EQ(metric.worst.at(0).sample_id, "8");
}

TEST(Comparison, p_values_are_adjusted_over_metrics_and_over_slices) {
    ScoreTable first = table_of("a", sleep_a);
    ScoreTable second = table_of("b", sleep_b);
    first.slices = {{.field = "half"}};
    for (std::size_t i = 0; i < 10; ++i) first.slices[0].values.push_back(i < 5 ? "early" : "late");
    first.columns.push_back(first.columns[0]);
    second.columns.push_back(second.columns[0]);
    first.columns[1].evaluator.name = second.columns[1].evaluator.name = "again";
    std::vector<RunComparison> all = {compared(first, second)};
    adjust_p_values_of(all);
    const auto& metric = all[0].metrics.at(1);
    EXPECT_NEAR(*metric.difference.adjusted_p_value, 2 * *metric.difference.p_value, 1e-15);
    ASSERT_EQ(metric.slices.size(), 2U);
    EXPECT_EQ(metric.slices[0].value, "early");
    EXPECT_EQ(metric.slices[0].paired_count, 5U);
    EXPECT_GE(*metric.slices[0].difference.adjusted_p_value, *metric.slices[0].difference.p_value);
    EXPECT_THAT(verdict_sentence(metric, "b", 0.95),
                HasSubstr("b is better by 1.58 (95 % +0.7 … +2.46), p = 0.0057 after Holm."));
}

TEST(Comparison, corpus_metrics_are_resampled_jointly) {
    // A ratio of sums, with the second run 0.1 above the first on every sample.
    const std::vector<double> parts = {1, 5, 2, 8, 3, 9, 4, 7, 6, 2, 5, 5};
    const auto ratio = [&parts](double shift) {
        return [&parts, shift](std::span<const std::uint32_t> weights) -> std::optional<double> {
            double sum = 0;
            double count = 0;
            for (std::size_t i = 0; i < weights.size(); ++i) {
                sum += weights[i] * (parts[i] + shift * static_cast<double>(i % 3));
                count += weights[i];
            }
            return sum / count;
        };
    };
    const CorpusPair pair{.metric = "bleu",
                          .better = "higher",
                          .pairs = {.paired = parts.size()},
                          .first = ratio(0),
                          .second = ratio(0.1),
                          .clusters = {}};
    const auto metric = compare_corpus(pair, {.seed = 1});
    EXPECT_NEAR(*metric.difference.value, 0.1, 1e-12);
    EXPECT_NEAR(*metric.first_mean, 4.75, 1e-12);
    // Independent resampling would give about 1; jointly only the shift varies.
    EXPECT_LT(*metric.difference.standard_error, 0.05);
    EXPECT_THAT(metric.difference.method, HasSubstr("BCa"));
    EXPECT_EQ(metric, compare_corpus(pair, {.seed = 1, .thread_count = 3}));
}

}  // namespace
}  // namespace assay::experiment
