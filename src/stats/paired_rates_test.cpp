#include "stats/paired_rates.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::stats {
namespace {

Interval interval(std::size_t first_only, std::size_t second_only, std::uint64_t pair_count) {
    const auto found = paired_rates_interval(
        {.first_only = first_only, .second_only = second_only}, pair_count, 0.95);
    EXPECT_TRUE(found.has_value());
    return found.value_or(Interval{});
}

TEST(PairedRates, leaves_out_zero_exactly_when_mcnemar_rejects) {
    for (std::size_t lost = 0; lost <= 40; ++lost) {
        for (std::size_t gained = 0; gained <= 40; ++gained) {
            if (lost + gained == 0) continue;
            const auto test =
                mcnemar_test({.first_only = lost, .second_only = gained}, Continuity::uncorrected);
            const Interval found = interval(lost, gained, 300);
            EXPECT_EQ(found.low > 0 || found.high < 0, *test.p_value < 0.05)
                << lost << ' ' << gained;
        }
    }
}

TEST(PairedRates, mirrors_when_the_sides_change_places) {
    const Interval one = interval(3, 12, 80);
    const Interval other = interval(12, 3, 80);
    EXPECT_NEAR(one.low, -other.high, 1e-12);
    EXPECT_NEAR(one.high, -other.low, 1e-12);
    EXPECT_LT(one.low, 9.0 / 80);
    EXPECT_GT(one.high, 9.0 / 80);
}

TEST(PairedRates, has_a_width_when_no_sample_differs) {
    // Then the test statistic at a difference d is -n d / sqrt(n d (1 - d)).
    const Interval found = interval(0, 0, 100);
    const double bound = 3.841458820694124 / (100 + 3.841458820694124);
    EXPECT_NEAR(found.low, -bound, 1e-9);
    EXPECT_NEAR(found.high, bound, 1e-9);
}

TEST(PairedRates, stays_within_one) {
    EXPECT_LE(interval(0, 10, 10).high, 1);
    EXPECT_GT(interval(0, 10, 10).low, 0);
    EXPECT_GE(interval(10, 0, 10).low, -1);
}

/// Coverage by enumeration of all outcomes of 40 pairs.
TEST(PairedRates, covers_what_it_promises) {
    constexpr std::size_t count = 40;
    for (const auto& [lost_ratio, gained_ratio] :
         {std::pair(0.1, 0.1), std::pair(0.05, 0.2), std::pair(0.2, 0.3), std::pair(0.02, 0.1)}) {
        double covered = 0;
        for (std::size_t lost = 0; lost <= count; ++lost) {
            for (std::size_t gained = 0; lost + gained <= count; ++gained) {
                const Interval found = interval(lost, gained, count);
                const double truth = gained_ratio - lost_ratio;
                if (truth < found.low || truth > found.high) continue;
                const auto rest = static_cast<double>(count - lost - gained);
                const auto l = static_cast<double>(lost);
                const auto g = static_cast<double>(gained);
                covered += std::exp(std::lgamma(count + 1) - std::lgamma(l + 1) -
                                    std::lgamma(g + 1) - std::lgamma(rest + 1) +
                                    l * std::log(lost_ratio) + g * std::log(gained_ratio) +
                                    rest * std::log(1 - lost_ratio - gained_ratio));
            }
        }
        EXPECT_GT(covered, 0.93) << lost_ratio << ' ' << gained_ratio;
        EXPECT_LT(covered, 0.985) << lost_ratio << ' ' << gained_ratio;
    }
}

TEST(PairedRates, refuses_what_are_no_counts) {
    EXPECT_FALSE(paired_rates_interval({.first_only = 0, .second_only = 0}, 0, 0.95));
    EXPECT_FALSE(paired_rates_interval({.first_only = 3, .second_only = 2}, 4, 0.95));
    EXPECT_FALSE(paired_rates_interval({.first_only = 1, .second_only = 1}, 4, 1));
}

}  // namespace
}  // namespace assay::stats
