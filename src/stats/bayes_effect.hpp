#pragma once
// How likely is the treatment better, and what does a wrong choice cost? From a normal posterior of
// the effect. Pure functions.
//
// Not protected against looking again and again: a probability above 95 % comes up far more often
// than in 5 % of the experiments without an effect when one waits for it. Pair it with an
// always-valid p-value (confidence_sequence.hpp).

#include "stats/estimate.hpp"

#include <optional>

namespace assay::stats {

/// What was believed of the effect before, in its units.
struct NormalPrior {
    double mean = 0;
    double standard_deviation;  ///< > 0
};

struct ExpectedLoss {
    double if_shipped;  ///< mean shortfall of the treatment where it is worse, >= 0
    double if_held;     ///< mean gain missed where it is better, >= 0

    bool operator==(const ExpectedLoss&) const = default;
};

/// Of an effect that is normal with this mean and deviation, for a treatment that should be above.
/// Null for NaN, magnitudes beyond 1e75 and a deviation below 0; a deviation of 0 is certainty.
std::optional<ExpectedLoss> expected_loss(double mean, double standard_deviation);

/// P(effect > 0); null as expected_loss(), and for a certain effect of 0.
std::optional<double> probability_above_zero(double mean, double standard_deviation);

struct BayesEffect {
    Status status = Status::ok;
    std::optional<double> mean;  ///< of the posterior
    std::optional<double> standard_deviation;
    std::optional<Interval> interval;  ///< credible, equal tails
    std::optional<double> probability_better;
    std::optional<ExpectedLoss> loss;

    bool operator==(const BayesEffect&) const = default;
};

/// estimate and standard_error: of the effect, as from arm_effect(). Without a prior it is flat.
/// invalid_argument for NaN, infinity, wrong priors and levels; zero_variance for a standard error
/// of 0. Source: Gelman et al. 2013, ch. 2.5.
BayesEffect bayes_effect(double estimate,
                         double standard_error,
                         const std::optional<NormalPrior>& prior,
                         double credible_ratio);

struct ShipRule {
    double probability_min = 0.95;
    double loss_ratio_max = 0.001;  ///< of shipping, as a share of the baseline
};

enum class ShipDecision { ship, hold, undecided };

/// ship when the treatment is better with enough probability and shipping costs little enough; hold
/// when the same is true of the control. baseline: the control mean, in the units of the loss (1
/// for relative effects). undecided for anything else, NaN and a baseline of 0.
ShipDecision decide_to_ship(double probability_better,
                            const ExpectedLoss& loss,
                            double baseline,
                            const ShipRule& rule);

}  // namespace assay::stats
