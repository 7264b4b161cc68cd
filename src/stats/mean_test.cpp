#include "stats/mean.hpp"

#include <gtest/gtest.h>

namespace assay::stats {
namespace {

Moments moments_of(std::initializer_list<double> values) {
    Moments moments;
    for (const double value : values) moments.add(value);
    return moments;
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
    const Estimate none = mean_estimate({}, 0.95);
    EXPECT_EQ(none.status, Status::insufficient_data);
    EXPECT_EQ(none.value, std::nullopt);
    const Estimate one = mean_estimate(moments_of({7}), 0.95);
    EXPECT_EQ(one.status, Status::insufficient_data);
    EXPECT_EQ(one.value, 7);
    EXPECT_EQ(one.interval, std::nullopt);
}

}  // namespace
}  // namespace assay::stats
