#include "stats/bootstrap.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace assay::stats {
namespace {

/// The weighted mean of 0, 1, 2, …
std::optional<double> mean_of_indices(std::span<const std::uint32_t> weights) {
    double sum = 0;
    double count = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += weights[i] * static_cast<double>(i);
        count += weights[i];
    }
    if (count == 0) return std::nullopt;
    return sum / count;
}

TEST(Bootstrap, finds_the_standard_error_of_a_mean) {
    const Estimate estimate = bootstrap_corpus(100, mean_of_indices, {.resample_count = 4000});
    EXPECT_DOUBLE_EQ(*estimate.value, 49.5);
    EXPECT_NEAR(*estimate.standard_error, 2.8866, 0.1);
    EXPECT_NEAR(estimate.interval->low, 49.5 - 1.96 * 2.8866, 0.4);
    EXPECT_NEAR(estimate.interval->high, 49.5 + 1.96 * 2.8866, 0.4);
}

TEST(Bootstrap, depends_on_the_seed_and_not_on_the_threads) {
    const Estimate one = bootstrap_corpus(50, mean_of_indices, {.seed = 7, .thread_count = 1});
    EXPECT_EQ(one, bootstrap_corpus(50, mean_of_indices, {.seed = 7, .thread_count = 3}));
    EXPECT_NE(one, bootstrap_corpus(50, mean_of_indices, {.seed = 8, .thread_count = 1}));
}

TEST(Bootstrap, draws_clusters_whole) {
    const std::vector<std::uint32_t> clusters = {0, 0, 1, 1, 1, 2};
    const auto statistic = [](std::span<const std::uint32_t> weights) -> std::optional<double> {
        EXPECT_EQ(weights[0], weights[1]);
        EXPECT_EQ(weights[2], weights[4]);
        return mean_of_indices(weights);
    };
    const Estimate estimate = bootstrap_corpus(6, statistic, {.clusters = clusters});
    EXPECT_EQ(estimate.cluster_count, 3);
}

TEST(Bootstrap, of_one_unit_has_a_value_and_no_interval) {
    const Estimate estimate = bootstrap_corpus(1, mean_of_indices, {});
    EXPECT_EQ(estimate.status, Status::insufficient_data);
    EXPECT_EQ(estimate.value, 0);
    EXPECT_EQ(estimate.interval, std::nullopt);
}

TEST(Bootstrap, reports_undefined_resamples) {
    const auto statistic = [](std::span<const std::uint32_t> weights) -> std::optional<double> {
        if (weights[0] == 0) return std::nullopt;
        return 1.0;
    };
    EXPECT_FALSE(bootstrap_corpus(20, statistic, {}).warnings.empty());
}

TEST(BootstrapMean, depends_on_the_seed_and_not_on_the_threads) {
    const std::vector<double> values = {0.1, 0.9, 0.4, 0.4, 0.7, 0.2, 0.8, 0.5, 0.3, 0.6, 0.1};
    const BootstrapOptions one = {.seed = 3, .thread_count = 1, .interval = BootstrapInterval::bca};
    BootstrapOptions three = one;
    three.thread_count = 3;
    EXPECT_EQ(bootstrap_mean(values, one), bootstrap_mean(values, three));
    EXPECT_EQ(bootstrap_mean(values, one).method, "mean, bootstrap BCa");
}

TEST(BootstrapMean, of_equal_values_has_no_width) {
    const std::vector<double> equal(12, 0.25);
    const Estimate estimate = bootstrap_mean(equal, {.interval = BootstrapInterval::bca});
    EXPECT_EQ(estimate.interval->low, 0.25);
    EXPECT_EQ(estimate.interval->high, 0.25);
}

TEST(Bootstrap, has_the_bca_interval_of_the_mean_for_the_corpus_too) {
    const Estimate corpus = bootstrap_corpus(
        30, mean_of_indices, {.resample_count = 4000, .interval = BootstrapInterval::bca});
    std::vector<double> values;
    for (int i = 0; i < 30; ++i) values.push_back(i);
    const Estimate mean =
        bootstrap_mean(values, {.resample_count = 4000, .interval = BootstrapInterval::bca});
    EXPECT_NEAR(corpus.interval->low, mean.interval->low, 1e-9);
    EXPECT_NEAR(corpus.interval->high, mean.interval->high, 1e-9);
}

}  // namespace
}  // namespace assay::stats
