#include "stats/uniform_bound.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr MixtureOptions options = {.best_v = 100};

TEST(UniformBound, is_where_the_mixture_reaches_one_over_alpha) {
    for (const double v : {0.0, 1.0, 100.0, 1e6}) {
        const double two = *two_sided_normal_bound(v, 0.01, options);
        EXPECT_NEAR(*two_sided_normal_log(two, v, options), std::log(100), 1e-9);
        const double one = *one_sided_normal_bound(v, 0.01, options);
        EXPECT_NEAR(*one_sided_normal_log(one, v, options), std::log(100), 1e-9);
    }
    EXPECT_LT(*one_sided_normal_bound(100, 0.01, options),
              *two_sided_normal_bound(100, 0.01, options));
}

TEST(UniformBound, is_tightest_for_its_v_where_planned) {
    const auto relative = [](double v) {
        return *two_sided_normal_bound(v, 0.05, options) / std::sqrt(v);
    };
    EXPECT_LT(relative(100), relative(50));
    EXPECT_LT(relative(100), relative(200));
    EXPECT_NEAR(relative(100), 3.035, 0.001);
}

TEST(UniformBound, holds_little_evidence_far_on_the_wrong_side) {
    const double far = *one_sided_normal_log(-1e4, 100, options);
    const double near = *one_sided_normal_log(-300, 100, options);
    EXPECT_TRUE(std::isfinite(far));
    EXPECT_LT(far, near);
}

TEST(UniformBound, widens_for_heavier_tails) {
    EXPECT_GT(*gamma_exponential_bound(100, 0.05, 2, options),
              *one_sided_normal_bound(100, 0.05, options));
    EXPECT_GT(*polynomial_stitching_bound(100, 0.05, 10, 3),
              *polynomial_stitching_bound(100, 0.05, 10, 0));
    EXPECT_EQ(*polynomial_stitching_bound(1, 0.05, 10, 3),
              *polynomial_stitching_bound(10, 0.05, 10, 3));
}

TEST(UniformBound, is_null_when_undefined) {
    EXPECT_FALSE(two_sided_normal_rho({.best_v = 0}));
    EXPECT_FALSE(two_sided_normal_rho({.best_v = 1, .best_alpha = 1}));
    EXPECT_FALSE(two_sided_normal_log(nan, 1, options));
    EXPECT_FALSE(two_sided_normal_bound(-1, 0.05, options));
    EXPECT_FALSE(two_sided_normal_bound(1, 0, options));
    EXPECT_FALSE(one_sided_normal_log(1, nan, options));
    EXPECT_FALSE(one_sided_normal_bound(1, 0.5, options));
    EXPECT_FALSE(gamma_exponential_bound(1, 0.05, 0, options));
    EXPECT_FALSE(polynomial_stitching_bound(1, 0.05, 0, 1));
}

}  // namespace
}  // namespace assay::stats
