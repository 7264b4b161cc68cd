#include "stats/ppi_plan.hpp"

#include <gtest/gtest.h>

namespace assay::stats {
namespace {

TEST(PpiPlan, for_its_own_effective_count_costs_the_budget) {
    const PpiCosts costs{.sample = 0.01, .label = 2, .prediction = 0.03};
    const auto rich = ppi_plan_for_budget(0.7, costs, 5000);
    const auto cheap = ppi_plan_for_count(0.7, costs, rich->effective_count);
    EXPECT_LE(rich->cost, 5000);
    EXPECT_NEAR(cheap->cost, rich->cost, 5);
    EXPECT_GE(cheap->effective_count, rich->effective_count);
}

TEST(PpiPlan, labels_everything_when_predictions_do_not_pay) {
    const PpiCosts costs{.sample = 0, .label = 1, .prediction = 0.9};
    const auto plan = ppi_plan_for_budget(0.3, costs, 100);
    EXPECT_EQ(plan->unlabelled_count, 0);
    EXPECT_EQ(plan->labelled_count, 100);
    EXPECT_DOUBLE_EQ(plan->effective_count, 100);
    EXPECT_EQ(ppi_plan_for_budget(0, costs, 100)->unlabelled_count, 0);
}

TEST(PpiPlan, is_null_without_an_optimum) {
    const PpiCosts costs{.sample = 0, .label = 1, .prediction = 0.1};
    EXPECT_EQ(ppi_plan_for_budget(1, costs, 100), std::nullopt);
    EXPECT_EQ(ppi_plan_for_budget(-0.5, costs, 100), std::nullopt);
    EXPECT_EQ(ppi_plan_for_budget(0.5, costs, 1), std::nullopt);
    EXPECT_EQ(ppi_plan_for_budget(0.5, {.sample = 0, .label = 1, .prediction = 0}, 9),
              std::nullopt);
    EXPECT_EQ(ppi_plan_for_budget(0.5, {.sample = 0, .label = 0, .prediction = 1}, 9),
              std::nullopt);
}

}  // namespace
}  // namespace assay::stats
