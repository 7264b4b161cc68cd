#include "stats/proportion.hpp"

#include <gtest/gtest.h>

namespace assay::stats {
namespace {

// Limits computed with R's binom package, method "wilson".
TEST(Wilson, equals_the_published_limits) {
    const Estimate estimate = wilson_estimate(15, 148, 0.95);
    EXPECT_NEAR(estimate.interval->low, 0.06238639953073628, 1e-12);
    EXPECT_NEAR(estimate.interval->high, 0.16048724172330803, 1e-12);
}

TEST(Wilson, touches_0_and_1_and_keeps_a_width) {
    EXPECT_EQ(wilson_estimate(0, 10, 0.95).interval->low, 0);
    EXPECT_NEAR(wilson_estimate(0, 10, 0.95).interval->high, 0.27753279986288926, 1e-12);
    EXPECT_EQ(wilson_estimate(10, 10, 0.95).interval->high, 1);
}

TEST(Wilson, of_nothing_is_null) {
    EXPECT_EQ(wilson_estimate(0, 0, 0.95).status, Status::insufficient_data);
    EXPECT_EQ(wilson_estimate(0, 0, 0.95).value, std::nullopt);
}

// R's binom package, 0 of 10: "exact" and "bayes" with the Jeffreys prior.
TEST(Proportion, has_the_published_intervals_at_the_edge) {
    EXPECT_EQ(clopper_pearson_interval(0, 10, 0.95)->low, 0);
    EXPECT_NEAR(clopper_pearson_interval(0, 10, 0.95)->high, 0.30849710781876083, 1e-12);
    EXPECT_NEAR(jeffreys_interval(0, 10, 0.95)->high, 0.21719626750921053, 1e-10);
    EXPECT_EQ(agresti_coull_interval(0, 10, 0.95)->low, 0);
    EXPECT_EQ(wald_interval(0, 10, 0.95)->high, 0);
}

TEST(Proportion, mirrors_its_intervals_when_successes_become_failures) {
    using IntervalOf = std::optional<Interval> (*)(std::size_t, std::size_t, double);
    for (const IntervalOf interval_of : {wilson_interval,
                                         clopper_pearson_interval,
                                         jeffreys_interval,
                                         agresti_coull_interval,
                                         wald_interval}) {
        const auto few = interval_of(3, 20, 0.9);
        const auto many = interval_of(17, 20, 0.9);
        EXPECT_NEAR(few->low, 1 - many->high, 1e-12);
        EXPECT_NEAR(few->high, 1 - many->low, 1e-12);
        EXPECT_EQ(interval_of(0, 0, 0.9), std::nullopt);
        EXPECT_EQ(interval_of(3, 2, 0.9), std::nullopt);
    }
}

}  // namespace
}  // namespace assay::stats
