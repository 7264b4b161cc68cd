#include "stats/confidence_sequence.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace assay::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr SequentialTestOptions ratio_options = {.effect_variance = 0.01};

TEST(ConfidenceSequence, leaves_zero_out_exactly_when_p_is_below_alpha) {
    for (const double z : {-4.0, -3.1, -2.9, 0.0, 2.0, 3.02, 3.05, 6.0}) {
        for (const SequentialLook& look :
             {confidence_sequence(z * 0.01, 0.01, 5000),
              mixture_ratio_test(z * 0.01, 0.01, 5000, ratio_options)}) {
            const bool is_outside = look.interval->low > 0 || look.interval->high < 0;
            EXPECT_EQ(is_outside, *look.p_value < 0.05) << z;
        }
    }
}

TEST(ConfidenceSequence, is_wider_than_an_interval_for_one_look) {
    for (const std::size_t count : {10U, 1000U, 5000U, 1'000'000U}) {
        const Interval interval = *confidence_sequence(0, 1, count).interval;
        EXPECT_GT(interval.high, 3.0);
        EXPECT_DOUBLE_EQ(interval.low, -interval.high);
    }
}

TEST(ConfidenceSequence, decides_nothing_on_few_units) {
    EXPECT_FALSE(confidence_sequence(1, 0.01, 199).may_decide);
    EXPECT_TRUE(confidence_sequence(1, 0.01, 200).may_decide);
    EXPECT_FALSE(guardrail_look(1, 0.01, 199, {.margin = 0}).is_breached);
    EXPECT_TRUE(guardrail_look(1, 0.01, 200, {.margin = 0}).is_breached);
}

TEST(ConfidenceSequence, keeps_its_best_evidence) {
    AlwaysValidPValue p;
    EXPECT_EQ(p.value(), 1);
    p.add(confidence_sequence(0.03, 0.01, 2000));
    EXPECT_NEAR(p.value(), 0.0667017552154262, 1e-12);
    p.add(confidence_sequence(0.0, 0.01, 3000));
    p.add(confidence_sequence(0.0, 0.0, 3000));
    EXPECT_NEAR(p.value(), 0.0667017552154262, 1e-12);
    p.add(confidence_sequence(0.3, 0.001, 3000));
    EXPECT_GE(p.value(), 0);
    EXPECT_LT(p.value(), 1e-100);
}

TEST(ConfidenceSequence, refuses_what_overflows) {
    EXPECT_EQ(confidence_sequence(1e100, 1, 500).status, Status::invalid_argument);
    EXPECT_EQ(confidence_sequence(1, 1e-60, 500).status, Status::zero_variance);
    EXPECT_EQ(confidence_sequence(1, 1, 500, {.alpha = 1e-300}).status, Status::invalid_argument);
    EXPECT_EQ(guardrail_look(0, 1, 500, {.margin = 1e100}).status, Status::invalid_argument);
    EXPECT_EQ(mixture_ratio_test(1, 1, 500, {.effect_variance = 1e-100}).status,
              Status::invalid_argument);
}

TEST(ConfidenceSequence, says_why_it_is_undefined) {
    for (const double wrong : {nan, infinity}) {
        EXPECT_EQ(confidence_sequence(wrong, 1, 10).status, Status::invalid_argument);
        EXPECT_EQ(confidence_sequence(1, wrong, 10).status, Status::invalid_argument);
        EXPECT_EQ(guardrail_look(wrong, 1, 10, {.margin = 0}).status, Status::invalid_argument);
        EXPECT_EQ(guardrail_look(1, 1, 10, {.margin = wrong}).status, Status::invalid_argument);
        EXPECT_EQ(mixture_ratio_test(1, wrong, 10, ratio_options).status, Status::invalid_argument);
        EXPECT_EQ(mixture_ratio_test(1, 1, 10, {.effect_variance = wrong}).status,
                  Status::invalid_argument);
    }
    EXPECT_EQ(confidence_sequence(1, -1, 10).status, Status::invalid_argument);
    EXPECT_EQ(confidence_sequence(1, 1, 10, {.alpha = 0}).status, Status::invalid_argument);
    EXPECT_EQ(confidence_sequence(1, 1, 10, {.planned_count = 0}).status, Status::invalid_argument);
    EXPECT_EQ(guardrail_look(1, 1, 10, {.margin = -1}).status, Status::invalid_argument);
    EXPECT_EQ(confidence_sequence(1, 0, 10).status, Status::zero_variance);
    EXPECT_EQ(confidence_sequence(1, 0, 10).estimate, 1);
    EXPECT_EQ(confidence_sequence(1, 0, 10).interval, std::nullopt);
    EXPECT_EQ(guardrail_look(1, 0, 10, {.margin = 0}).status, Status::zero_variance);
    EXPECT_FALSE(guardrail_look(1, 0, 1000, {.margin = 0}).is_breached);
    EXPECT_EQ(confidence_sequence(1, 1, 0).status, Status::insufficient_data);
}

TEST(Guardrail, is_breached_when_the_harm_is_surely_above_the_margin) {
    const GuardrailLook beyond = guardrail_look(0.05, 0.01, 5000, {.margin = 0.01});
    EXPECT_TRUE(beyond.is_breached);
    EXPECT_LT(*beyond.p_value, 0.05);
    const GuardrailLook within = guardrail_look(0.05, 0.01, 5000, {.margin = 0.03});
    EXPECT_FALSE(within.is_breached);
    EXPECT_GT(*within.p_value, 0.05);
    EXPECT_DOUBLE_EQ(*within.harm_low, *beyond.harm_low);
}

TEST(Guardrail, is_tighter_than_a_look_to_both_sides) {
    const double both = confidence_sequence(0.05, 0.01, 5000).interval->low;
    EXPECT_GT(*guardrail_look(0.05, 0.01, 5000, {.margin = 0}).harm_low, both);
}

TEST(Guardrail, is_silent_about_a_treatment_that_is_better) {
    const GuardrailLook look = guardrail_look(-10, 0.01, 5000, {.margin = 0});
    EXPECT_FALSE(look.is_breached);
    EXPECT_EQ(look.p_value, 1);
    EXPECT_TRUE(std::isfinite(*look.log_e_value));
}

}  // namespace
}  // namespace assay::stats
