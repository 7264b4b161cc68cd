#include "stats/arm_effect.hpp"

#include "stats/mean_difference.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace assay::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
const std::vector<double> control = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
const std::vector<double> treatment = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6};

HypothesisTest effect_test(const Moments& first,
                           const Moments& second,
                           EffectScale scale = EffectScale::absolute,
                           Alternative alternative = Alternative::two_sided) {
    return arm_effect_test(first, second, scale, alternative, 0.95);
}

ArmSums sums_of(const std::vector<double>& values) {
    ArmSums sums{.count = values.size(), .sum = 0, .sum_of_squares = 0};
    for (const double value : values) {
        sums.sum += value;
        sums.sum_of_squares += value * value;
    }
    return sums;
}

TEST(ArmEffect, is_welchs_test_of_the_moments) {
    const HypothesisTest of_values = welch_t_test(control, treatment, 0.95);
    const HypothesisTest of_moments = effect_test(moments_of(control), moments_of(treatment));
    EXPECT_DOUBLE_EQ(*of_moments.estimate, *of_values.estimate);
    EXPECT_DOUBLE_EQ(*of_moments.p_value, *of_values.p_value);
    EXPECT_DOUBLE_EQ(of_moments.interval->low, of_values.interval->low);
}

TEST(ArmEffect, halves_the_p_value_on_its_side) {
    const Moments a = moments_of(control);
    const Moments b = moments_of(treatment);
    const double two_sided = *effect_test(a, b).p_value;
    const auto one_sided = [&](Alternative alternative) {
        return effect_test(a, b, EffectScale::absolute, alternative);
    };
    EXPECT_NEAR(*one_sided(Alternative::greater).p_value, two_sided / 2, 1e-12);
    EXPECT_NEAR(*one_sided(Alternative::less).p_value, 1 - two_sided / 2, 1e-12);
    EXPECT_EQ(one_sided(Alternative::greater).interval->high, infinity);
    EXPECT_EQ(one_sided(Alternative::less).interval->low, -infinity);
}

TEST(ArmEffect, keeps_a_tiny_p_value_above_zero) {
    const double p = *effect_test(Moments(1000, 0, 1000), Moments(1000, 2, 1000)).p_value;
    EXPECT_GT(p, 0);
    EXPECT_LT(p, 1e-100);
}

TEST(ArmEffect, refuses_a_ratio_to_a_baseline_near_zero) {
    // The standard error of the mean is 0.1.
    const Moments near(101, 0.29, 101 * 100 * 0.01);
    const Moments far(101, 0.31, 101 * 100 * 0.01);
    EXPECT_EQ(arm_effect(near, far, EffectScale::relative).status, Status::insufficient_data);
    EXPECT_EQ(arm_effect(near, far, EffectScale::relative).value, std::nullopt);
    EXPECT_EQ(arm_effect(far, near, EffectScale::relative).status, Status::ok);
    EXPECT_EQ(arm_effect(Moments(9, 0, 0), far, EffectScale::relative).status,
              Status::insufficient_data);
}

TEST(ArmEffect, covers_the_relative_effect) {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal(0, 1);
    int covered_count = 0;
    constexpr int repetition_count = 2000;
    for (int repetition = 0; repetition < repetition_count; ++repetition) {
        Moments a;
        Moments b;
        for (int i = 0; i < 100; ++i) {
            a.add(2 + normal(random));
            b.add(2.5 + 2 * normal(random));
        }
        const Interval interval = *effect_test(a, b, EffectScale::relative).interval;
        covered_count += interval.low <= 0.25 && 0.25 <= interval.high ? 1 : 0;
    }
    EXPECT_NEAR(covered_count, repetition_count * 0.95, 2.5 * std::sqrt(repetition_count * 0.0475));
}

TEST(ArmEffect, says_why_it_is_undefined) {
    const Moments some = moments_of(control);
    const auto status = [&](const Moments& a) {
        return arm_effect(a, some, EffectScale::absolute).status;
    };
    EXPECT_EQ(status(Moments()), Status::insufficient_data);
    EXPECT_EQ(arm_effect(Moments(), some, EffectScale::absolute).value, std::nullopt);
    EXPECT_EQ(status(Moments(1, 2, 0)), Status::insufficient_data);
    EXPECT_TRUE(arm_effect(Moments(1, 2, 0), some, EffectScale::absolute).value.has_value());
    EXPECT_EQ(status(Moments(5, nan, 1)), Status::invalid_argument);
    EXPECT_EQ(status(Moments(5, 1, infinity)), Status::invalid_argument);
    EXPECT_EQ(status(Moments(5, 1, -1)), Status::invalid_argument);
    const Moments constant(5, 1, 0);
    EXPECT_EQ(arm_effect(constant, constant, EffectScale::absolute).status, Status::zero_variance);
    EXPECT_EQ(arm_effect(constant, constant, EffectScale::absolute).value, 0);
    EXPECT_EQ(arm_effect(constant, some, EffectScale::absolute).status, Status::ok);
    EXPECT_EQ(arm_effect_test(some, some, EffectScale::absolute, Alternative::less, 1).status,
              Status::invalid_argument);
}

TEST(ArmSums, give_the_moments_of_the_numbers) {
    const Moments moments = *moments_of(sums_of(control));
    EXPECT_NEAR(moments.mean(), moments_of(control).mean(), 1e-15);
    EXPECT_NEAR(moments.sample_variance(), moments_of(control).sample_variance(), 1e-12);
}

TEST(ArmSums, are_refused_when_they_lost_the_spread) {
    std::vector<double> far;
    for (const double value : control) far.push_back(1e9 + value);
    EXPECT_FALSE(moments_of(sums_of(far)).has_value());
    EXPECT_FALSE(moments_of(sums_of({0.1, 0.1, 0.1})).has_value());
}

TEST(ArmSums, of_whole_numbers_that_do_not_vary_have_no_variance) {
    EXPECT_EQ(moments_of({.count = 7, .sum = 7, .sum_of_squares = 7})->sample_variance(), 0);
    EXPECT_EQ(moments_of({.count = 7, .sum = 0, .sum_of_squares = 0})->sample_variance(), 0);
}

TEST(ArmSums, are_refused_when_no_numbers_have_them) {
    EXPECT_FALSE(moments_of({.count = 3, .sum = 3, .sum_of_squares = 1}).has_value());
    EXPECT_FALSE(moments_of({.count = 0, .sum = 1, .sum_of_squares = 1}).has_value());
    EXPECT_FALSE(moments_of({.count = 3, .sum = nan, .sum_of_squares = 1}).has_value());
    EXPECT_EQ(moments_of({.count = 0, .sum = 0, .sum_of_squares = 0})->count(), 0);
}

}  // namespace
}  // namespace assay::stats
