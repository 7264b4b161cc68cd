#include "stats/cuped.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace assay::stats {
namespace {

using Covariates = std::vector<std::optional<double>>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Arm {
    std::vector<double> outcomes;
    Covariates covariates;
    operator CupedArm() const { return {outcomes, covariates}; }
};

/// Units whose outcome is half covariate, half noise; every third covariate unknown when asked.
Arm draw(std::mt19937_64& random, double effect, bool has_gaps) {
    std::normal_distribution<double> normal(0, 1);
    Arm arm;
    for (int i = 0; i < 60; ++i) {
        const double covariate = normal(random);
        arm.outcomes.push_back(effect + covariate + normal(random));
        if (has_gaps && i % 3 == 0)
            arm.covariates.emplace_back();
        else
            arm.covariates.emplace_back(covariate);
    }
    return arm;
}

TEST(Cuped, halves_the_variance_when_the_covariate_is_half_of_it) {
    std::mt19937_64 random(1);
    double reduction = 0;
    for (int i = 0; i < 200; ++i)
        reduction += *cuped_comparison(draw(random, 0, false), draw(random, 1, false), 0.95)
                          .variance_reduction_ratio /
                     200;
    EXPECT_NEAR(reduction, 0.5, 0.02);
}

TEST(Cuped, covers_the_effect_with_and_without_gaps) {
    std::mt19937_64 random(2);
    for (const bool has_gaps : {false, true}) {
        int covered_count = 0;
        constexpr int repetition_count = 2000;
        for (int i = 0; i < repetition_count; ++i) {
            const CupedComparison comparison =
                cuped_comparison(draw(random, 0, has_gaps), draw(random, 0.3, has_gaps), 0.95);
            const Interval& interval = *comparison.adjusted.interval;
            covered_count += interval.low <= 0.3 && 0.3 <= interval.high ? 1 : 0;
            EXPECT_EQ(comparison.missing_count, has_gaps ? 40 : 0);
        }
        EXPECT_NEAR(covered_count, repetition_count * 0.95, 2.5 * std::sqrt(95));
    }
}

TEST(Cuped, is_the_same_for_any_unit_of_the_covariate) {
    std::mt19937_64 random(3);
    const Arm control = draw(random, 0, true);
    const Arm treatment = draw(random, 1, true);
    const auto scaled = [](Arm arm) {
        for (auto& covariate : arm.covariates)
            if (covariate) *covariate = 1e6 + 100 * *covariate;
        return arm;
    };
    const CupedComparison one = cuped_comparison(control, treatment, 0.95);
    const CupedComparison other = cuped_comparison(scaled(control), scaled(treatment), 0.95);
    EXPECT_NEAR(one.theta, other.theta * 100, 1e-9);
    EXPECT_NEAR(*one.adjusted.p_value, *other.adjusted.p_value, 1e-9);
}

TEST(Cuped, leaves_the_difference_alone_without_a_varying_covariate) {
    const Arm control{{1, 2, 3}, {0.1, 0.1, 0.1}};
    const Arm treatment{{2, 3, 5}, {0.1, 0.1, 0.1}};
    const CupedComparison constant = cuped_comparison(control, treatment, 0.95);
    EXPECT_EQ(constant.covariate, CovariateUse::constant);
    EXPECT_EQ(constant.theta, 0);
    EXPECT_EQ(constant.adjusted.p_value, constant.unadjusted.p_value);
    const Arm unknown{{1, 2, 3}, Covariates(3)};
    EXPECT_EQ(cuped_comparison(unknown, unknown, 0.95).covariate, CovariateUse::constant);
}

TEST(Cuped, says_why_it_is_undefined) {
    const Arm good{{1, 2, 4}, {1, 2, 3}};
    const auto status = [&](const Arm& arm) {
        return cuped_comparison(good, arm, 0.95).adjusted.status;
    };
    EXPECT_EQ(status({{}, {}}), Status::insufficient_data);
    EXPECT_EQ(status({{1}, {1}}), Status::insufficient_data);
    EXPECT_EQ(status({{1, 2}, {1}}), Status::invalid_argument);
    EXPECT_EQ(status({{1, nan}, {1, 2}}), Status::invalid_argument);
    EXPECT_EQ(status({{1, 2}, {1, nan}}), Status::invalid_argument);
    EXPECT_EQ(cuped_comparison(good, good, nan).adjusted.status, Status::invalid_argument);
    const Arm empty;
    EXPECT_EQ(cuped_comparison(empty, empty, 0.95).adjusted.status, Status::insufficient_data);
    const Arm flat{{2, 2, 2}, {1, 2, 3}};
    EXPECT_EQ(cuped_comparison(flat, flat, 0.95).adjusted.status, Status::zero_variance);
}

}  // namespace
}  // namespace assay::stats
