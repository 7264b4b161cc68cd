#include "stats/bayes_effect.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(ExpectedLoss, of_shipping_and_holding_differ_by_the_effect) {
    for (const double mean : {-3.0, -0.1, 0.0, 0.02, 5.0}) {
        const ExpectedLoss loss = *expected_loss(mean, 0.7);
        EXPECT_NEAR(loss.if_held - loss.if_shipped, mean, 1e-15);
        EXPECT_GE(loss.if_shipped, 0);
        EXPECT_GE(loss.if_held, 0);
    }
}

TEST(ExpectedLoss, of_certainty_is_the_effect) {
    EXPECT_EQ(expected_loss(0.3, 0)->if_held, 0.3);
    EXPECT_EQ(expected_loss(0.3, 0)->if_shipped, 0);
    EXPECT_EQ(expected_loss(0, 0)->if_held, 0);
    EXPECT_EQ(expected_loss(1e100, 1), std::nullopt);
    EXPECT_EQ(expected_loss(1e70, 1e-300)->if_held, 1e70);
    EXPECT_EQ(probability_above_zero(0.3, 0), 1);
    EXPECT_EQ(probability_above_zero(-1e70, 1e-300), 0);
    EXPECT_EQ(probability_above_zero(0, 0), std::nullopt);
}

TEST(BayesEffect, with_a_flat_prior_is_the_interval_of_the_estimate) {
    const BayesEffect effect = bayes_effect(0.1, 0.05, std::nullopt, 0.95);
    EXPECT_NEAR(effect.interval->low, 0.1 - 1.959963984540054 * 0.05, 1e-12);
    EXPECT_NEAR(*effect.probability_better, 0.9772498680518208, 1e-12);
}

TEST(BayesEffect, weighs_prior_and_data_by_their_precision) {
    const BayesEffect effect =
        bayes_effect(0.3, 0.1, NormalPrior{.mean = 0, .standard_deviation = 0.2}, 0.95);
    EXPECT_NEAR(*effect.mean, 0.3 * 0.8, 1e-12);
    EXPECT_NEAR(*effect.standard_deviation, std::sqrt(1 / (100.0 + 25.0)), 1e-12);
    const BayesEffect vague = bayes_effect(0.3, 0.1, NormalPrior{.standard_deviation = 1e70}, 0.95);
    EXPECT_EQ(vague.mean, 0.3);
}

TEST(BayesEffect, says_why_it_is_undefined) {
    const auto status = [](double estimate, double error) {
        return bayes_effect(estimate, error, std::nullopt, 0.95).status;
    };
    EXPECT_EQ(status(nan, 1), Status::invalid_argument);
    EXPECT_EQ(status(1, infinity), Status::invalid_argument);
    EXPECT_EQ(status(1, -1), Status::invalid_argument);
    EXPECT_EQ(status(1, 0), Status::zero_variance);
    EXPECT_EQ(bayes_effect(1, 1, NormalPrior{.standard_deviation = 0}, 0.95).status,
              Status::invalid_argument);
    EXPECT_EQ(bayes_effect(1, 1, NormalPrior{.mean = nan, .standard_deviation = 1}, 0.9).status,
              Status::invalid_argument);
    EXPECT_EQ(bayes_effect(1, 1, std::nullopt, 1).status, Status::invalid_argument);
}

TEST(ShipRule, needs_probability_and_a_small_loss) {
    const auto decide = [](double probability, double if_shipped, double if_held) {
        return decide_to_ship(probability, {if_shipped, if_held}, 0.5, {});
    };
    EXPECT_EQ(decide(0.96, 0.0004, 0.1), ShipDecision::ship);
    EXPECT_EQ(decide(0.96, 0.0006, 0.1), ShipDecision::undecided);
    EXPECT_EQ(decide(0.94, 0.0001, 0.1), ShipDecision::undecided);
    EXPECT_EQ(decide(0.04, 0.1, 0.0004), ShipDecision::hold);
    EXPECT_EQ(decide(nan, 0, 0), ShipDecision::undecided);
    EXPECT_EQ(decide_to_ship(0.99, {0, 0}, 0, {}), ShipDecision::undecided);
    EXPECT_EQ(decide_to_ship(0.99, {0, 0}, nan, {}), ShipDecision::undecided);
}

}  // namespace
}  // namespace assay::stats
