#include "stats/survey.hpp"

#include "stats/clustered.hpp"
#include "stats/mean.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

namespace assay::stats {
namespace {

StratumSample stratum(std::size_t population, std::vector<double> values) {
    return {.population_count = population, .sample = moments_of(values)};
}

TEST(StratifiedMean, of_one_stratum_is_the_mean) {
    const std::vector<double> values = {0.1, 0.4, 0.9, 0.3};
    const std::array strata = {stratum(1000, values)};
    const Estimate ours = stratified_mean(strata, Population::superpopulation, 0.95);
    const Estimate plain = mean_estimate(values, 0.95);
    EXPECT_NEAR(*ours.value, *plain.value, 1e-15);
    EXPECT_NEAR(*ours.standard_error, *plain.standard_error, 1e-15);
    EXPECT_NEAR(ours.interval->low, plain.interval->low, 1e-12);
}

TEST(StratifiedMean, of_a_population_seen_whole_has_no_error) {
    const std::array strata = {stratum(3, {1, 2, 3}), stratum(1, {10})};
    const Estimate ours = stratified_mean(strata, Population::finite, 0.95);
    EXPECT_DOUBLE_EQ(*ours.value, 4);
    EXPECT_EQ(*ours.standard_error, 0);
}

TEST(StratifiedMean, borrows_the_variance_of_a_neighbour_for_a_single_observation) {
    const std::array strata = {stratum(10, {1, 3}), stratum(10, {5})};
    const Estimate ours = stratified_mean(strata, Population::superpopulation, 0.95);
    EXPECT_DOUBLE_EQ(*ours.value, 3.5);
    // Sample variances 2 of {1, 3} and 4 of {1, 3, 5}, each stratum with half the weight.
    EXPECT_DOUBLE_EQ(*ours.standard_error, std::sqrt(0.25 * 2 / 2 + 0.25 * 4));
    ASSERT_EQ(ours.warnings.size(), 1);
    EXPECT_TRUE(ours.warnings[0].starts_with("1 of 2 strata"));
}

TEST(StratifiedMean, is_undefined_when_a_stratum_was_not_seen) {
    const std::array strata = {stratum(10, {1, 3}), stratum(10, {})};
    const Estimate ours = stratified_mean(strata, Population::superpopulation, 0.95);
    EXPECT_EQ(ours.status, Status::insufficient_data);
    EXPECT_EQ(ours.value, std::nullopt);
    EXPECT_EQ(stratified_mean({}, Population::superpopulation, 0.95).status,
              Status::insufficient_data);
    const std::array alone = {stratum(10, {1})};
    EXPECT_EQ(stratified_mean(alone, Population::superpopulation, 0.95).interval, std::nullopt);
}

TEST(StratifiedMean, refuses_more_observations_than_population) {
    const std::array strata = {stratum(1, {1, 3})};
    EXPECT_EQ(stratified_mean(strata, Population::superpopulation, 0.95).status,
              Status::invalid_argument);
}

TEST(Hajek, with_equal_probabilities_is_the_mean) {
    const std::vector<double> values = {0.1, 0.4, 0.9, 0.3};
    const std::vector<double> ratios(4, 0.25);
    const WeightedEstimate ours = hajek_mean(values, ratios, {});
    const Estimate plain = mean_estimate(values, 0.95);
    EXPECT_NEAR(*ours.estimate.value, *plain.value, 1e-15);
    EXPECT_NEAR(*ours.estimate.standard_error, *plain.standard_error, 1e-15);
    EXPECT_NEAR(ours.effective_count, 4, 1e-12);
    EXPECT_EQ(ours.estimate.warnings.size(), 1);
}

TEST(Hajek, of_clusters_of_one_is_the_independent_estimate) {
    const std::vector<double> values = {0.1, 0.4, 0.9, 0.3};
    const std::vector<double> ratios = {0.1, 0.5, 0.25, 1};
    const std::vector<std::uint32_t> clusters = {3, 1, 0, 2};
    const WeightedEstimate clustered = hajek_mean(values, ratios, {.clusters = clusters});
    const WeightedEstimate plain = hajek_mean(values, ratios, {});
    EXPECT_NEAR(*clustered.estimate.standard_error, *plain.estimate.standard_error, 1e-15);
    EXPECT_EQ(clustered.estimate.cluster_count, 4);
}

TEST(Hajek, of_equal_weights_and_clusters_is_the_clustered_mean) {
    const std::vector<double> values = {1, 2, 0, 1, 4, 2};
    const std::vector<double> ratios(6, 0.1);
    const std::vector<std::uint32_t> clusters = {0, 0, 1, 1, 2, 2};
    const std::array sums = {ClusterSum{3, 2}, ClusterSum{1, 2}, ClusterSum{6, 2}};
    const Estimate expected = clustered_mean(sums, ClusterCorrection::cr1, 0.95);
    const WeightedEstimate ours = hajek_mean(values, ratios, {.clusters = clusters});
    EXPECT_NEAR(*ours.estimate.standard_error, *expected.standard_error, 1e-15);
    EXPECT_NEAR(ours.estimate.interval->high, expected.interval->high, 1e-12);
}

TEST(Hajek, keeps_its_precision_on_a_large_offset) {
    const std::vector<double> ratios = {0.1, 0.5, 0.25, 1};
    const WeightedEstimate far = hajek_mean(std::vector{1e9, 1e9 + 1, 1e9 + 2, 1e9}, ratios, {});
    const WeightedEstimate near = hajek_mean(std::vector{0.0, 1.0, 2.0, 0.0}, ratios, {});
    EXPECT_NEAR(*far.estimate.standard_error, *near.estimate.standard_error, 1e-6);
}

TEST(Hajek, covers_a_mean_that_the_plain_one_misses) {
    std::mt19937_64 random(23);
    std::uniform_real_distribution<double> uniform;
    int covered = 0;
    int plain_covered = 0;
    constexpr int replications = 2000;
    for (int replication = 0; replication < replications; ++replication) {
        std::vector<double> values, ratios;
        for (int i = 0; i < 1000; ++i) {
            const double value = uniform(random);
            const double ratio = 0.1 + 0.3 * value;
            if (uniform(random) >= ratio) continue;
            values.push_back(value);
            ratios.push_back(ratio);
        }
        const auto covers = [](const Estimate& e) {
            return e.interval->low <= 0.5 && 0.5 <= e.interval->high ? 1 : 0;
        };
        covered += covers(hajek_mean(values, ratios, {}).estimate);
        plain_covered += covers(mean_estimate(values, 0.95));
    }
    EXPECT_GT(covered, 0.93 * replications);
    EXPECT_LT(covered, 0.97 * replications);
    EXPECT_LT(plain_covered, 0.2 * replications);
}

TEST(HorvitzThompson, adds_up_what_each_observation_stands_for) {
    const std::vector<double> values = {2, 3};
    const std::vector<double> ratios = {0.5, 0.1};
    const WeightedEstimate ours = horvitz_thompson_total(values, ratios, {});
    EXPECT_DOUBLE_EQ(*ours.estimate.value, 34);
    EXPECT_DOUBLE_EQ(*ours.estimate.standard_error, 26);
}

TEST(HorvitzThompson, refuses_a_probability_that_is_none) {
    const std::vector<double> values = {2, 3};
    for (const double bad : {0.0, -0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
        const std::vector<double> ratios = {0.5, bad};
        const WeightedEstimate ours = horvitz_thompson_total(values, ratios, {});
        EXPECT_EQ(ours.estimate.status, Status::invalid_argument);
        EXPECT_EQ(ours.estimate.value, std::nullopt);
    }
    const std::vector<double> one = {0.5};
    EXPECT_EQ(horvitz_thompson_total(one, one, {}).estimate.status, Status::insufficient_data);
    EXPECT_EQ(horvitz_thompson_total({}, {}, {}).estimate.value, std::nullopt);
}

}  // namespace
}  // namespace assay::stats
