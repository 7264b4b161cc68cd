#include "stats/power.hpp"

#include "stats/rate_power.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr PowerAim aim = {};

TEST(Power, needs_the_samples_that_cohens_table_says) {
    EXPECT_EQ(whole_count(two_sample_t_count(0.2, 1, aim)), 394);
    EXPECT_EQ(whole_count(two_sample_t_count(0.5, 1, aim)), 64);
    EXPECT_EQ(whole_count(two_sample_t_count(0.8, 1, aim)), 26);
    EXPECT_EQ(whole_count(two_sample_t_count(-0.8, 1, aim)), 26);
}

TEST(Power, agrees_with_an_independent_calculator) {
    // 39,906 in both groups together is what G*Power gives at a power of 85 %.
    const PowerAim wanted = {.alpha = 0.05, .power_ratio = 0.85};
    EXPECT_EQ(2 * *whole_count(two_sample_t_count(0.03, 1, wanted)), 39906);
}

TEST(Power, comes_back_from_count_and_effect) {
    for (const Sides sides : {Sides::one, Sides::two}) {
        for (const double effect : {0.003, 0.05, 0.3, 1.2}) {
            const PowerAim wanted = {.alpha = 0.01, .power_ratio = 0.9, .sides = sides};
            const double n = *two_sample_t_count(effect, 2, wanted).value;
            EXPECT_NEAR(*two_sample_t_power(effect, n, 2 * n, 0.01, sides).value, 0.9, 1e-9);
            EXPECT_NEAR(*two_sample_t_effect(n, 2 * n, wanted).value, effect, 1e-9);
            const double pairs = *paired_t_count(effect, wanted).value;
            EXPECT_NEAR(*paired_t_power(effect, pairs, 0.01, sides).value, 0.9, 1e-9);
            EXPECT_NEAR(*paired_t_effect(pairs, wanted).value, effect, 1e-9);
        }
    }
}

TEST(Power, of_no_effect_is_alpha) {
    EXPECT_NEAR(*two_sample_t_power(0, 10, 20, 0.05, Sides::two).value, 0.05, 1e-12);
    EXPECT_NEAR(*paired_t_power(0, 2, 0.05, Sides::one).value, 0.05, 1e-12);
}

TEST(Power, holds_for_very_small_and_very_large_effects) {
    EXPECT_NEAR(*two_sample_t_count(1e-5, 1, aim).value / 1.5697759e11, 1, 1e-5);
    EXPECT_EQ(two_sample_t_count(1e200, 1, aim).value, 2);
    EXPECT_EQ(two_sample_t_power(1e200, 5, 5, 0.05, Sides::two).value, 1);
    EXPECT_EQ(two_sample_t_power(50, 50, 50, 0.05, Sides::two).value, 1);
    EXPECT_EQ(two_sample_t_count(1e-200, 1, aim).status, Status::invalid_argument);
    EXPECT_EQ(two_sample_t_count(1, 1e300, aim).status, Status::invalid_argument);
    EXPECT_EQ(paired_t_count(1, {.alpha = 1e-300}).status, Status::invalid_argument);
    EXPECT_EQ(whole_count({.value = 1e300}), std::nullopt);
}

TEST(Power, of_an_evaluation_grows_with_answers_per_question) {
    EvaluationDesign design = {.question_variance = 1.0 / 9,
                               .first_answer_variance = 1.0 / 6,
                               .second_answer_variance = 1.0 / 6};
    const double once = *evaluation_question_count(design, 0.03, aim).value;
    EXPECT_NEAR(*evaluation_effect(design, once, aim).value, 0.03, 1e-12);
    EXPECT_NEAR(*evaluation_power(design, 0.03, once, 0.05, Sides::two).value, 0.8, 1e-6);
    design.first_answer_count = design.second_answer_count = 10;
    EXPECT_NEAR(once / *evaluation_question_count(design, 0.03, aim).value, 40.0 / 13, 1e-12);
}

TEST(Power, multiplies_samples_by_the_design_effect) {
    EXPECT_DOUBLE_EQ(*design_effect(10, 0.05).value, 1.45);
    EXPECT_EQ(design_effect(1, 1).value, 1);
    EXPECT_EQ(design_effect(0.5, 0.1).status, Status::invalid_argument);
    EXPECT_EQ(design_effect(5, nan).status, Status::invalid_argument);
}

TEST(Power, says_why_it_is_undefined) {
    for (const double wrong : {0.0, nan, infinity}) {
        EXPECT_EQ(two_sample_t_count(wrong, 1, aim).status, Status::invalid_argument);
        EXPECT_EQ(two_sample_t_count(0.5, wrong, aim).status, Status::invalid_argument);
        EXPECT_EQ(paired_t_count(wrong, aim).status, Status::invalid_argument);
        EXPECT_EQ(evaluation_question_count({.question_variance = wrong}, 0.1, aim).status,
                  Status::invalid_argument);
    }
    for (const PowerAim wrong : {PowerAim{.alpha = 0},
                                 PowerAim{.alpha = 1},
                                 PowerAim{.power_ratio = 1},
                                 PowerAim{.power_ratio = 0.04},
                                 PowerAim{.power_ratio = nan}}) {
        EXPECT_EQ(two_sample_t_effect(9, 9, wrong).status, Status::invalid_argument);
        EXPECT_EQ(two_rates_count(0.1, 0.2, 1, RateVariance::pooled, wrong).status,
                  Status::invalid_argument);
    }
    EXPECT_EQ(two_sample_t_power(0.5, 1, 10, 0.05, Sides::two).status, Status::insufficient_data);
    EXPECT_EQ(two_sample_t_power(0.5, 10, 0, 0.05, Sides::two).status, Status::insufficient_data);
    EXPECT_EQ(paired_t_effect(1, aim).status, Status::insufficient_data);
    EXPECT_EQ(paired_t_power(0.5, nan, 0.05, Sides::two).status, Status::invalid_argument);
}

TEST(RatePower, comes_back_from_count_and_effect) {
    for (const double treatment : {0.12, 0.5, 0.8, 0.02}) {
        const double n = *two_rates_count(0.1, treatment, 1.5, RateVariance::pooled, aim).value;
        EXPECT_NEAR(
            *two_rates_power(0.1, treatment, n, 1.5 * n, 0.05, Sides::two).value, 0.8, 1e-9);
        const RateDirection direction = treatment > 0.1 ? RateDirection::up : RateDirection::down;
        EXPECT_NEAR(
            *two_rates_effect(0.1, direction, n, 1.5 * n, aim).value, treatment - 0.1, 1e-9);
    }
}

TEST(RatePower, says_why_it_is_undefined) {
    const auto status = [](double p, double q) {
        return two_rates_count(p, q, 1, RateVariance::pooled, aim).status;
    };
    EXPECT_EQ(status(0.1, 0.1), Status::invalid_argument);
    EXPECT_EQ(status(-0.1, 0.1), Status::invalid_argument);
    EXPECT_EQ(status(0.1, nan), Status::invalid_argument);
    EXPECT_EQ(two_rates_power(0.1, 0.2, 0, 5, 0.05, Sides::two).status, Status::insufficient_data);
    EXPECT_EQ(two_rates_effect(0.1, RateDirection::down, 20, 20, aim).status,
              Status::insufficient_data);
    EXPECT_EQ(two_rates_effect(1, RateDirection::up, 20, 20, aim).status, Status::invalid_argument);
    EXPECT_EQ(two_rates_power(0, 1, 5, 5, 0.05, Sides::two).value, 1);
}

}  // namespace
}  // namespace assay::stats
