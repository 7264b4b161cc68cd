#include "stats/group_sequential.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace assay::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const std::vector<double> fifths = {0.2, 0.4, 0.6, 0.8, 1.0};
constexpr Spending obrien_fleming = {};
constexpr Spending pocock = {.shape = SpendingShape::pocock};

TEST(GroupSequential, has_the_known_bounds_of_five_looks) {
    const GroupSequentialDesign design = spending_design(fifths, 0.05, Sides::two, obrien_fleming);
    const std::vector<double> known = {4.877, 3.357, 2.680, 2.290, 2.031};
    for (std::size_t i = 0; i < known.size(); ++i) EXPECT_NEAR(*design.looks[i].z, known[i], 5e-4);
}

TEST(GroupSequential, is_the_fixed_test_at_one_look) {
    const std::vector<double> end = {1};
    EXPECT_NEAR(*spending_design(end, 0.05, Sides::two, pocock).looks[0].z, 1.959963984540, 1e-9);
    EXPECT_NEAR(*spending_design(end, 0.05, Sides::one, pocock).looks[0].z, 1.644853626951, 1e-9);
    const GroupSequentialDesign design = spending_design(end, 0.05, Sides::two, pocock);
    EXPECT_NEAR(*group_sequential_inflation(design, 0.8).value, 1, 1e-5);
}

TEST(GroupSequential, spends_what_it_says_under_no_effect) {
    for (const Sides sides : {Sides::one, Sides::two}) {
        for (const Spending& spending : {obrien_fleming, pocock}) {
            const std::vector<double> uneven = {0.1, 0.11, 0.5, 0.9995, 1.0};
            const GroupSequentialDesign design = spending_design(uneven, 0.05, sides, spending);
            const GroupSequentialPower power = group_sequential_power(design, 0);
            EXPECT_NEAR(*power.power_ratio, 0.05, 1e-9);
            EXPECT_NEAR(power.stop_ratios[0], design.looks[0].alpha_spent, 1e-9);
        }
    }
}

TEST(GroupSequential, needs_3_and_23_percent_more_units_for_five_looks) {
    const GroupSequentialDesign late =
        classical_design(5, 0.05, Sides::two, ClassicalShape::obrien_fleming);
    const GroupSequentialDesign even =
        classical_design(5, 0.05, Sides::two, ClassicalShape::pocock);
    EXPECT_NEAR(*group_sequential_inflation(late, 0.8).value, 1.028, 1e-3);
    EXPECT_NEAR(*group_sequential_inflation(even, 0.8).value, 1.228, 1e-3);
}

TEST(GroupSequential, stops_early_when_the_effect_is_large) {
    const GroupSequentialDesign design = spending_design(fifths, 0.05, Sides::two, obrien_fleming);
    const GroupSequentialPower none = group_sequential_power(design, 0);
    const GroupSequentialPower large = group_sequential_power(design, -6);
    EXPECT_GT(*large.power_ratio, 0.999);
    EXPECT_LT(*large.expected_information_fraction, 0.6);
    EXPECT_GT(*none.expected_information_fraction, 0.98);
    EXPECT_NEAR(*group_sequential_power(design, 6).power_ratio, *large.power_ratio, 1e-9);
}

TEST(GroupSequential, has_no_bound_where_nothing_may_be_spent) {
    const std::vector<double> early = {0.001, 1};
    const GroupSequentialDesign design = spending_design(early, 0.05, Sides::two, obrien_fleming);
    EXPECT_EQ(design.looks[0].z, std::nullopt);
    EXPECT_NEAR(*design.looks[1].z, 1.959963984540, 1e-6);
    EXPECT_FALSE(group_sequential_look(design, 0, 100, 1).is_crossed);
}

TEST(GroupSequential, covers_with_repeated_intervals) {
    const GroupSequentialDesign design = spending_design(fifths, 0.05, Sides::two, obrien_fleming);
    const GroupSequentialLook look = group_sequential_look(design, 4, 0.2, 0.1);
    EXPECT_FALSE(look.is_crossed);
    EXPECT_LT(look.interval->low, 0);
    EXPECT_TRUE(group_sequential_look(design, 4, -0.21, 0.1).is_crossed);
    EXPECT_FALSE(group_sequential_look(design, 3, -0.21, 0.1).is_crossed);
}

TEST(GroupSequential, holds_for_many_looks) {
    std::vector<double> fractions;
    for (int i = 1; i <= 100; ++i) fractions.push_back(i / 100.0);
    const GroupSequentialDesign design = spending_design(fractions, 0.05, Sides::two, pocock);
    EXPECT_NEAR(*group_sequential_power(design, 0).power_ratio, 0.05, 1e-9);
}

TEST(GroupSequential, says_why_it_is_undefined) {
    const auto status = [](const std::vector<double>& fractions, double alpha = 0.05) {
        return spending_design(fractions, alpha, Sides::two, {}).status;
    };
    EXPECT_EQ(status({}), Status::invalid_argument);
    EXPECT_EQ(status({0, 1}), Status::invalid_argument);
    EXPECT_EQ(status({0.5, 0.5}), Status::invalid_argument);
    EXPECT_EQ(status({0.5, 1.1}), Status::invalid_argument);
    EXPECT_EQ(status({nan}), Status::invalid_argument);
    EXPECT_EQ(status({1}, 0), Status::invalid_argument);
    EXPECT_EQ(status({1}, 0.5), Status::invalid_argument);
    EXPECT_EQ(status(std::vector<double>(201, 0.1)), Status::invalid_argument);
    EXPECT_EQ(
        spending_design(fifths, 0.05, Sides::two, {.shape = SpendingShape::power, .exponent = 0})
            .status,
        Status::invalid_argument);
    const GroupSequentialDesign design = spending_design(fifths, 0.05, Sides::two, {});
    EXPECT_EQ(group_sequential_look(design, 5, 1, 1).status, Status::invalid_argument);
    EXPECT_EQ(group_sequential_look(design, 0, nan, 1).status, Status::invalid_argument);
    EXPECT_EQ(group_sequential_look(design, 0, 1, -1).status, Status::invalid_argument);
    EXPECT_EQ(group_sequential_look(design, 0, 1, 0).status, Status::zero_variance);
    EXPECT_EQ(group_sequential_power(design, nan).status, Status::invalid_argument);
    EXPECT_EQ(group_sequential_power({}, 1).status, Status::invalid_argument);
    EXPECT_EQ(group_sequential_inflation(design, 0.04).status, Status::invalid_argument);
    EXPECT_EQ(classical_design(0, 0.05, Sides::two, ClassicalShape::pocock).status,
              Status::invalid_argument);
    EXPECT_EQ(spent_alpha(1.5, 0.05, Sides::two, {}), std::nullopt);
    EXPECT_EQ(spent_alpha(0, 0.05, Sides::two, {}), 0);
}

}  // namespace
}  // namespace assay::stats
