#include "stats/clustered.hpp"

#include <gtest/gtest.h>

#include <array>
#include <initializer_list>
#include <limits>
#include <vector>

namespace assay::stats {
namespace {

Moments moments_of(std::initializer_list<double> values) {
    return stats::moments_of(std::vector<double>(values));
}

TEST(ClusteredMean, of_clusters_of_one_is_the_plain_mean) {
    const Moments values = moments_of({0.2, 0.9, 0.4, 0.7});
    const std::array groups = {ClusterGroup{.cluster_size = 1, .sums = values}};
    const Estimate clustered = clustered_mean(groups, 0.95);
    const Estimate plain = mean_estimate(values, 0.95);
    EXPECT_NEAR(*clustered.standard_error, *plain.standard_error, 1e-15);
    EXPECT_NEAR(*clustered.degrees_of_freedom, 3, 1e-12);
}

TEST(ClusteredMean, of_equal_clusters_is_the_mean_of_their_means) {
    const std::array groups = {ClusterGroup{.cluster_size = 2, .sums = moments_of({1, 2, 0, 1})}};
    const Estimate clustered = clustered_mean(groups, 0.95);
    const Estimate of_means = mean_estimate(moments_of({0.5, 1, 0, 0.5}), 0.95);
    EXPECT_NEAR(*clustered.value, *of_means.value, 1e-15);
    EXPECT_NEAR(*clustered.standard_error, *of_means.standard_error, 1e-15);
    EXPECT_NEAR(clustered.interval->low, of_means.interval->low, 1e-12);
    EXPECT_EQ(clustered.count, 8);
    EXPECT_EQ(clustered.cluster_count, 4);
}

TEST(ClusteredMean, needs_two_clusters) {
    const std::array groups = {ClusterGroup{.cluster_size = 5, .sums = moments_of({3})}};
    const Estimate estimate = clustered_mean(groups, 0.95);
    EXPECT_EQ(estimate.status, Status::insufficient_data);
    EXPECT_DOUBLE_EQ(*estimate.value, 0.6);
    EXPECT_EQ(estimate.interval, std::nullopt);
}

TEST(ClusteredMean, is_the_same_from_single_clusters_and_from_groups) {
    const std::array groups = {ClusterGroup{.cluster_size = 2, .sums = moments_of({1, 2, 0})},
                               ClusterGroup{.cluster_size = 3, .sums = moments_of({2.5, 1})}};
    const std::array clusters = {ClusterSum{1, 2},
                                 ClusterSum{2.5, 3},
                                 ClusterSum{2, 2},
                                 ClusterSum{0, 0},
                                 ClusterSum{0, 2},
                                 ClusterSum{1, 3}};
    const Estimate grouped = clustered_mean(groups, 0.95);
    const Estimate single = clustered_mean(clusters, ClusterCorrection::cr2, 0.95);
    EXPECT_EQ(single.count, 12);
    EXPECT_EQ(single.cluster_count, 5);
    EXPECT_NEAR(*single.value, *grouped.value, 1e-15);
    EXPECT_NEAR(*single.standard_error, *grouped.standard_error, 1e-15);
    EXPECT_NEAR(*single.degrees_of_freedom, *grouped.degrees_of_freedom, 1e-12);
}

TEST(ClusteredMean, of_a_number_that_is_not_finite_is_invalid) {
    const std::array clusters = {ClusterSum{1, 2},
                                 ClusterSum{std::numeric_limits<double>::infinity(), 2}};
    const Estimate estimate = clustered_mean(clusters, ClusterCorrection::cr0, 0.95);
    EXPECT_EQ(estimate.status, Status::invalid_argument);
    EXPECT_EQ(estimate.value, std::nullopt);
}

}  // namespace
}  // namespace assay::stats
