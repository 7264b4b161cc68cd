#include "stats/rank_sum.hpp"

#include "stats/effect_size.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace assay::stats {
namespace {

TEST(MannWhitney, exact_p_counts_the_orders_of_three_and_three) {
    const std::vector<double> low = {1, 2, 3};
    const std::vector<double> high = {4, 5, 6};
    const HypothesisTest test = mann_whitney_exact_test(low, high);
    EXPECT_EQ(test.statistic, 9);
    EXPECT_DOUBLE_EQ(*test.p_value, 0.1);  // 2 of the 20 orders are this extreme
    EXPECT_EQ(cliffs_delta(low, high), 1);
}

TEST(MannWhitney, exact_and_normal_agree_in_larger_groups) {
    std::vector<double> control;
    std::vector<double> treatment;
    for (int i = 0; i < 40; ++i) {
        control.push_back(i);
        treatment.push_back(i * 1.1 + 5.05);
    }
    EXPECT_NEAR(*mann_whitney_test(control, treatment).p_value,
                *mann_whitney_exact_test(control, treatment).p_value,
                0.001);
}

TEST(MannWhitney, refuses_ties_in_the_exact_form_only) {
    const std::vector<double> control = {1, 2};
    const std::vector<double> treatment = {2, 3};
    EXPECT_EQ(mann_whitney_exact_test(control, treatment).status, Status::invalid_argument);
    EXPECT_EQ(mann_whitney_test(control, treatment).statistic, 3.5);
    EXPECT_EQ(mann_whitney_test({}, treatment).status, Status::insufficient_data);
}

TEST(Wilcoxon, is_undefined_when_no_pair_differs) {
    const std::vector<double> values = {1, 2};
    const HypothesisTest test = wilcoxon_signed_rank_test(values, values);
    EXPECT_EQ(test.status, Status::zero_variance);
    EXPECT_EQ(test.p_value, std::nullopt);
}

}  // namespace
}  // namespace assay::stats
