#include "stats/drift.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace assay::stats {
namespace {

TEST(Cusum, alarms_when_the_sum_passes_the_threshold) {
    Cusum cusum({.target = 10, .allowance = 0.5, .threshold = 4});
    EXPECT_FALSE(cusum.add(9));
    EXPECT_FALSE(cusum.add(12.5));
    EXPECT_FALSE(cusum.add(12.5));
    EXPECT_DOUBLE_EQ(cusum.up(), 4);
    EXPECT_TRUE(cusum.add(12.5));
    ASSERT_TRUE(cusum.alarm().has_value());
    EXPECT_EQ(
        *cusum.alarm(),
        (DriftAlarm{.direction = DriftDirection::up, .index = 3, .since_index = 1, .shift = 2.5}));
}

TEST(Cusum, keeps_its_first_alarm) {
    Cusum cusum({.target = 0, .allowance = 0, .threshold = 1});
    for (const double value : {-2.0, 5.0, 5.0}) cusum.add(value);
    EXPECT_EQ(cusum.alarm()->direction, DriftDirection::down);
    EXPECT_EQ(cusum.alarm()->index, 0);
    EXPECT_DOUBLE_EQ(cusum.alarm()->shift, -2);
}

TEST(Cusum, ignores_numbers_that_are_none) {
    Cusum cusum({.target = 0, .allowance = 0, .threshold = 1});
    EXPECT_FALSE(cusum.add(std::numeric_limits<double>::quiet_NaN()));
    EXPECT_FALSE(cusum.add(std::numeric_limits<double>::infinity()));
    EXPECT_TRUE(cusum.add(2));
    EXPECT_EQ(cusum.alarm()->index, 2);
    EXPECT_EQ(cusum.alarm()->since_index, 2);
}

TEST(PageHinkley, finds_a_shift_without_knowing_the_mean) {
    std::mt19937_64 random(107);
    std::normal_distribution<double> normal;
    PageHinkley detector({.allowance = 0.25, .threshold = 15});
    for (int i = 0; i < 200; ++i) EXPECT_FALSE(detector.add(70 + normal(random))) << i;
    int delay = 0;
    while (!detector.add(68.5 + normal(random)) && delay < 100) ++delay;
    EXPECT_LT(delay, 30);
    EXPECT_EQ(detector.alarm()->direction, DriftDirection::down);
    EXPECT_GE(detector.alarm()->since_index, 190);
    EXPECT_NEAR(detector.alarm()->shift, -1.5, 0.5);
}

TEST(CusumAverageRunLength, agrees_with_what_simulated_streams_do) {
    std::mt19937_64 random(109);
    std::normal_distribution<double> normal;
    double total = 0;
    constexpr int replications = 4000;
    for (int i = 0; i < replications; ++i) {
        Cusum cusum({.target = 0, .allowance = 0.5, .threshold = 4});
        total += 1;
        while (!cusum.add(1 + normal(random))) total += 1;
    }
    EXPECT_NEAR(total / replications, *cusum_average_run_length(0.5, 4, 1), 0.3);
}

TEST(CusumAverageRunLength, is_what_the_options_say) {
    EXPECT_NEAR(*cusum_average_run_length(0.5, 4, 0), 168, 0.5);
    EXPECT_NEAR(*cusum_average_run_length(0.5, 5, 0), 465, 1);
    EXPECT_NEAR(*cusum_average_run_length(0.5, 5, 1), 10.4, 0.05);
    EXPECT_EQ(*cusum_average_run_length(0.5, 4, 1), *cusum_average_run_length(0.5, 4, -1));
}

TEST(CusumAverageRunLength, is_null_out_of_range) {
    EXPECT_EQ(cusum_average_run_length(-0.5, 4, 0), std::nullopt);
    EXPECT_EQ(cusum_average_run_length(0.5, 0, 0), std::nullopt);
    EXPECT_EQ(cusum_average_run_length(0.5, 4, std::numeric_limits<double>::infinity()),
              std::nullopt);
}

TEST(CusumThreshold, gives_the_run_length_it_was_asked_for) {
    for (const double wanted : {500.0, 10'000.0, 1e6}) {
        const double threshold = cusum_threshold(0.25, wanted);
        EXPECT_NEAR(*cusum_average_run_length(0.25, threshold, 0), wanted, 0.02 * wanted);
    }
}

}  // namespace
}  // namespace assay::stats
