#include "stats/mean.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <limits>
#include <vector>

namespace assay::stats {
namespace {

Moments moments_of(std::initializer_list<double> values) {
    return stats::moments_of(std::vector<double>(values));
}

TEST(Mean, has_the_t_interval_of_the_textbook) {
    const Estimate estimate = mean_estimate(moments_of({1, 2, 3, 4, 5}), 0.95);
    EXPECT_DOUBLE_EQ(*estimate.value, 3);
    EXPECT_NEAR(*estimate.standard_error, 0.7071067811865476, 1e-15);
    EXPECT_NEAR(estimate.interval->low, 3 - 2.7764451051977934 * 0.7071067811865476, 1e-12);
    EXPECT_EQ(estimate.degrees_of_freedom, 4);
}

TEST(Mean, keeps_its_spread_when_the_values_are_large) {
    EXPECT_NEAR(moments_of({1e9 + 1, 1e9 + 2, 1e9 + 3}).centred_squares(), 2, 1e-6);
}

TEST(Mean, of_nothing_is_null_and_of_one_has_no_interval) {
    const Estimate none = mean_estimate(Moments{}, 0.95);
    EXPECT_EQ(none.status, Status::insufficient_data);
    EXPECT_EQ(none.value, std::nullopt);
    const Estimate one = mean_estimate(moments_of({7}), 0.95);
    EXPECT_EQ(one.status, Status::insufficient_data);
    EXPECT_EQ(one.value, 7);
    EXPECT_EQ(one.interval, std::nullopt);
}

TEST(Mean, of_a_number_that_is_not_finite_is_invalid) {
    const Estimate nan =
        mean_estimate(moments_of({1, std::numeric_limits<double>::quiet_NaN()}), 0.95);
    EXPECT_EQ(nan.status, Status::invalid_argument);
    EXPECT_EQ(nan.value, std::nullopt);
    const Estimate large =
        mean_estimate(moments_of({1, std::numeric_limits<double>::infinity()}), 0.95);
    EXPECT_EQ(large.status, Status::invalid_argument);
}

TEST(Moments, merged_are_those_of_all_numbers) {
    Moments left = moments_of({1e9 + 1, 1e9 + 5});
    left.merge(moments_of({1e9 + 2, 1e9 + 9, 1e9 + 4}));
    left.merge({});
    const Moments all = moments_of({1e9 + 1, 1e9 + 5, 1e9 + 2, 1e9 + 9, 1e9 + 4});
    EXPECT_EQ(left.count(), 5);
    EXPECT_NEAR(left.mean(), all.mean(), 1e-6);
    EXPECT_NEAR(left.centred_squares(), all.centred_squares(), 1e-6);
}

}  // namespace
}  // namespace assay::stats
