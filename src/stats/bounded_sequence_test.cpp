#include "stats/bounded_sequence.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace assay::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(BoundedSequence, says_nothing_after_one_unit) {
    for (const double sum : {0.0, 0.3, 1.0}) {
        const SequentialLook look = bounded_mean_look({.sum = sum, .count = 1}, 0.5);
        EXPECT_LT(look.interval->low, 0.01);
        EXPECT_GT(look.interval->high, 0.99);
        EXPECT_GT(*look.p_value, 0.5);
    }
}

TEST(BoundedSequence, mirrors_successes_and_failures) {
    const SequentialLook few = bounded_mean_look({.sum = 7, .count = 40}, 0.3);
    const SequentialLook many = bounded_mean_look({.sum = 33, .count = 40}, 0.7);
    EXPECT_NEAR(few.interval->low, 1 - many.interval->high, 1e-9);
    EXPECT_NEAR(*few.log_e_value, *many.log_e_value, 1e-9);
}

TEST(BoundedSequence, leaves_a_rate_out_exactly_when_p_is_below_alpha) {
    const Interval interval = *bounded_mean_look({.sum = 60, .count = 100}, 0.5).interval;
    for (const double step : {-1e-6, 1e-6}) {
        const auto p = [](double null_ratio) {
            return *bounded_mean_look({.sum = 60, .count = 100}, null_ratio).p_value;
        };
        EXPECT_EQ(p(interval.low + step) < 0.05, step < 0);
        EXPECT_EQ(p(interval.high + step) < 0.05, step > 0);
    }
}

TEST(BoundedSequence, has_bounds_at_the_edges) {
    const SequentialLook none = bounded_mean_look({.sum = 0, .count = 1000}, 0.01);
    EXPECT_EQ(none.interval->low, 0);
    EXPECT_LT(none.interval->high, 0.02);
    const SequentialLook every = bounded_mean_look({.sum = 1e9, .count = 1'000'000'000}, 0.5);
    EXPECT_EQ(every.interval->high, 1);
    EXPECT_GT(every.interval->low, 0.9999);
    EXPECT_GE(*every.p_value, 0);
}

TEST(BoundedDifference, leaves_zero_out_exactly_when_p_is_below_alpha) {
    for (int successes = 50; successes <= 100; ++successes) {
        const SequentialLook look = bounded_difference_look(
            {.sum = 50, .count = 100}, {.sum = static_cast<double>(successes), .count = 100});
        EXPECT_EQ(look.interval->low > 0, *look.p_value < 0.05) << successes;
        EXPECT_LE(look.interval->low, *look.estimate);
        EXPECT_GE(look.interval->high, *look.estimate);
    }
}

TEST(BoundedDifference, changes_sign_when_the_arms_change_places) {
    const BoundedSum a{.sum = 12.5, .count = 30};
    const BoundedSum b{.sum = 40, .count = 50};
    const SequentialLook there = bounded_difference_look(a, b);
    const SequentialLook back = bounded_difference_look(b, a);
    EXPECT_NEAR(there.interval->low, -back.interval->high, 1e-6);
    EXPECT_NEAR(*there.log_e_value, *back.log_e_value, 1e-6);
}

TEST(BoundedDifference, holds_at_the_edges) {
    const SequentialLook full =
        bounded_difference_look({.sum = 0, .count = 500}, {.sum = 500, .count = 500});
    EXPECT_GT(full.interval->low, 0.9);
    EXPECT_EQ(full.interval->high, 1);
    const SequentialLook none =
        bounded_difference_look({.sum = 0, .count = 1}, {.sum = 0, .count = 1});
    EXPECT_EQ(none.estimate, 0);
    EXPECT_EQ(none.p_value, 1);
    EXPECT_LT(none.interval->low, -0.9);
}

TEST(BoundedSequence, holds_for_very_many_units) {
    const BoundedSum half{.sum = 5e11, .count = 1'000'000'000'000};
    EXPECT_NEAR(bounded_mean_look(half, 0.5).interval->low, 0.5, 1e-5);
    const SequentialLook look = bounded_difference_look(half, half);
    EXPECT_NEAR(look.interval->low, 0, 1e-5);
    EXPECT_NEAR(look.interval->high, 0, 1e-5);
    EXPECT_LE(look.interval->low, 0);
    EXPECT_EQ(bounded_mean_look({.sum = 1, .count = 2'000'000'000'000}, {}).status,
              Status::invalid_argument);
}

TEST(BoundedSequence, says_why_it_is_undefined) {
    EXPECT_EQ(bounded_mean_look({.sum = 0, .count = 0}, {}).status, Status::insufficient_data);
    EXPECT_EQ(bounded_mean_look({.sum = 2, .count = 1}, {}).status, Status::invalid_argument);
    EXPECT_EQ(bounded_mean_look({.sum = -1, .count = 1}, {}).status, Status::invalid_argument);
    EXPECT_EQ(bounded_mean_look({.sum = nan, .count = 1}, {}).status, Status::invalid_argument);
    EXPECT_EQ(bounded_mean_look({.sum = 1, .count = 1}, 1.0).status, Status::invalid_argument);
    EXPECT_EQ(bounded_mean_look({.sum = 1, .count = 1}, {}, {.alpha = nan}).status,
              Status::invalid_argument);
    EXPECT_EQ(bounded_mean_look({.sum = 1, .count = 1}, {}, {.planned_count = 0}).status,
              Status::invalid_argument);
    EXPECT_EQ(bounded_difference_look({.sum = 0, .count = 0}, {.sum = 1, .count = 2}).status,
              Status::insufficient_data);
    EXPECT_EQ(bounded_difference_look({.sum = 0, .count = 0}, {.sum = 3, .count = 2}).status,
              Status::invalid_argument);
    EXPECT_EQ(bounded_mean_look({.sum = 1, .count = 1}, {}).log_e_value, std::nullopt);
}

}  // namespace
}  // namespace assay::stats
