#include "stats/mean_difference.hpp"

#include "stats/effect_size.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace assay::stats {
namespace {

// Student's sleep data (1908): hours gained with two drugs by ten patients.
const std::vector<double> first_drug = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
const std::vector<double> second_drug = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

TEST(TTest, finds_what_student_found) {
    EXPECT_NEAR(*paired_t_test(first_drug, second_drug, 0.95).p_value, 0.00283289, 1e-8);
    EXPECT_NEAR(*welch_t_test(first_drug, second_drug, 0.95).p_value, 0.07939414, 1e-8);
    EXPECT_NEAR(*student_t_test(first_drug, second_drug, 0.95).p_value, 0.07918671, 1e-8);
}

TEST(TTest, changes_sign_when_the_groups_change_places) {
    const HypothesisTest there = welch_t_test(first_drug, second_drug, 0.9);
    const HypothesisTest back = welch_t_test(second_drug, first_drug, 0.9);
    EXPECT_DOUBLE_EQ(*there.estimate, -*back.estimate);
    EXPECT_DOUBLE_EQ(*there.p_value, *back.p_value);
    EXPECT_DOUBLE_EQ(there.interval->low, -back.interval->high);
}

TEST(TTest, keeps_a_tiny_p_value_above_zero) {
    std::vector<double> low;
    std::vector<double> high;
    for (int i = 0; i < 200; ++i) {
        low.push_back(i % 7);
        high.push_back(i % 7 + 12);
    }
    const double p_value = *welch_t_test(low, high, 0.95).p_value;
    EXPECT_GT(p_value, 0);
    EXPECT_LT(p_value, 1e-100);
}

TEST(TTest, says_why_it_is_undefined) {
    const std::vector<double> one = {1};
    const std::vector<double> equal = {2, 2, 2};
    const std::vector<double> nan = {1, std::numeric_limits<double>::quiet_NaN()};
    EXPECT_EQ(welch_t_test(one, equal, 0.95).status, Status::insufficient_data);
    EXPECT_EQ(welch_t_test(one, equal, 0.95).estimate, 1);
    EXPECT_EQ(student_t_test({}, equal, 0.95).estimate, std::nullopt);
    EXPECT_EQ(student_t_test(equal, equal, 0.95).status, Status::zero_variance);
    EXPECT_EQ(student_t_test(equal, equal, 0.95).p_value, std::nullopt);
    EXPECT_EQ(welch_t_test(nan, equal, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(paired_t_test(one, equal, 0.95).status, Status::invalid_argument);
    EXPECT_FALSE(standardized_difference(equal, equal).has_value());
}

TEST(TTest, holds_for_very_small_and_very_large_numbers) {
    const auto scaled = [](double factor) {
        std::vector<double> values = second_drug;
        for (double& value : values) value *= factor;
        return values;
    };
    const std::vector<double> zeros(10);
    const double p_value = *welch_t_test(zeros, second_drug, 0.95).p_value;
    EXPECT_NEAR(*welch_t_test(zeros, scaled(1e-60), 0.95).p_value, p_value, 1e-12);
    EXPECT_NEAR(*welch_t_test(zeros, scaled(1e60), 0.95).p_value, p_value, 1e-12);
    EXPECT_EQ(welch_t_test(zeros, scaled(1e-200), 0.95).status, Status::zero_variance);
    EXPECT_EQ(welch_t_test(zeros, scaled(1e200), 0.95).status, Status::invalid_argument);
    EXPECT_EQ(paired_t_test(zeros, scaled(1e300), 0.95).status, Status::invalid_argument);
    EXPECT_EQ(paired_t_test(zeros, scaled(1e300), 0.95).estimate, std::nullopt);
}

}  // namespace
}  // namespace assay::stats
