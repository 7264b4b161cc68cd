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

}  // namespace
}  // namespace assay::stats
