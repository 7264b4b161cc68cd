#include "stats/tier_plan.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace assay::stats {
namespace {

constexpr TierPilot pilot{
    .label_variance = 1, .cheap_residual_variance = 0.8, .judged_residual_variance = 0.1};
constexpr TierPlanOptions options{.sample_count = 100'000, .judged_cost = 0.01, .label_cost = 1};

TEST(TierPlan, forecasts_what_the_estimate_then_shows) {
    std::mt19937_64 random(137);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    constexpr std::size_t sample_count = 2000;
    constexpr int replications = 300;
    double squares = 0;
    TierPilot seen{};
    for (int i = 0; i < replications; ++i) {
        std::vector<std::optional<double>> cheap(sample_count), judged(sample_count),
            label(sample_count);
        for (std::size_t k = 0; k < sample_count; ++k) {
            const double truth = normal(random);
            cheap[k] = 0.5 * truth + normal(random);
            if (uniform(random) >= 0.2) continue;
            judged[k] = truth + 0.3 * normal(random);
            if (uniform(random) < 0.25) label[k] = truth;
        }
        const std::vector<double> judged_ratio(sample_count, 0.2);
        const std::vector<double> label_ratio(sample_count, 0.25);
        const DifferenceEstimate out = difference_estimate({.cheap = cheap,
                                                            .judged = judged,
                                                            .label = label,
                                                            .judged_ratio = judged_ratio,
                                                            .label_ratio = label_ratio},
                                                           {});
        squares += *out.estimate.value * *out.estimate.value / replications;
        seen.label_variance += out.pilot->label_variance / replications;
        seen.cheap_residual_variance += out.pilot->cheap_residual_variance / replications;
        seen.judged_residual_variance += out.pilot->judged_residual_variance / replications;
    }
    const auto forecast = forecast_tiers(
        seen, {.sample_count = sample_count, .judged_cost = 0, .label_cost = 1}, 400, 100);
    EXPECT_NEAR(forecast->standard_error / std::sqrt(squares), 1, 0.1);
}

TEST(TierPlan, spends_in_proportion_to_the_root_of_variance_times_cost) {
    const TierPlan plan = *tier_plan_for_budget(pilot, options, 100);
    const double judged_spent = static_cast<double>(plan.judged_count) * options.judged_cost;
    const auto label_spent = static_cast<double>(plan.label_count);
    EXPECT_NEAR(judged_spent / label_spent, std::sqrt(0.7 * 0.01) / std::sqrt(0.1), 0.02);
    EXPECT_LE(plan.cost, 100);
    EXPECT_GT(plan.cost, 98.9);
}

TEST(TierPlan, is_the_best_of_all_counts_that_cost_as_much) {
    const TierPlan plan = *tier_plan_for_budget(pilot, options, 100);
    for (std::size_t labels = 30; labels <= 100; ++labels) {
        const auto judged = static_cast<std::size_t>((100 - static_cast<double>(labels)) / 0.01);
        const auto other = forecast_tiers(pilot, options, judged, labels);
        if (other) EXPECT_GE(other->half_width, plan.half_width * 0.999) << labels;
    }
}

TEST(TierPlan, does_not_judge_when_judging_does_not_pay) {
    const TierPilot useless{
        .label_variance = 1, .cheap_residual_variance = 0.8, .judged_residual_variance = 0.8};
    const TierPlan plan = *tier_plan_for_budget(useless, options, 100);
    EXPECT_EQ(plan.judged_count, 0);
    EXPECT_EQ(plan.label_count, 100);
}

TEST(TierPlan, for_a_half_width_costs_what_its_budget_would) {
    const TierPlan plan = *tier_plan_for_half_width(pilot, options, 0.05);
    EXPECT_LE(plan.half_width, 0.05);
    EXPECT_GT(plan.half_width, 0.0495);
    EXPECT_GT(tier_plan_for_budget(pilot, options, plan.cost * 0.97)->half_width, 0.05);
}

TEST(TierPlan, stays_within_the_samples) {
    const TierPlan rich = *tier_plan_for_budget(pilot, options, 1e9);
    EXPECT_EQ(rich.label_count, options.sample_count);
    TierPlanOptions finite = options;
    finite.population = Population::finite;
    EXPECT_EQ(tier_plan_for_budget(pilot, finite, 1e9)->half_width, 0);
    TierPlanOptions few = options;
    few.sample_count = 10;
    EXPECT_EQ(tier_plan_for_budget(pilot, few, 1e9)->label_count, 10);
}

TEST(TierPlan, is_null_for_what_cannot_be) {
    EXPECT_FALSE(tier_plan_for_budget(pilot, options, 29));
    EXPECT_FALSE(tier_plan_for_half_width(pilot, options, 1e-9));
    EXPECT_FALSE(tier_plan_for_half_width(pilot, options, 0));
    EXPECT_FALSE(forecast_tiers(pilot, options, 10, 11));
    EXPECT_FALSE(forecast_tiers(pilot, options, 100'001, 30));
    TierPlanOptions free = options;
    free.label_cost = 0;
    EXPECT_FALSE(tier_plan_for_budget(pilot, free, 100));
    TierPilot broken = pilot;
    broken.label_variance = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(tier_plan_for_budget(broken, options, 100));
}

}  // namespace
}  // namespace assay::stats
