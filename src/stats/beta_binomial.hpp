#pragma once
// Two rates with Beta posteriors: how likely is the treatment's higher, and what does a wrong
// choice cost? As peeking-prone as bayes_effect.hpp says. Pure functions.

#include "stats/bayes_effect.hpp"
#include "stats/two_proportions.hpp"

#include <optional>

namespace assay::stats {

/// successes + 1 and failures + 1 seen before, when both are 1: every rate is as likely.
struct BetaPrior {
    double successes = 1;
    double failures = 1;
};

struct BetaPosterior {
    double mean;
    Interval interval;  ///< credible, equal tails
};

struct BayesRates {
    Status status = Status::ok;
    std::optional<BetaPosterior> control;
    std::optional<BetaPosterior> treatment;
    std::optional<double> probability_better;  ///< of the treatment's rate being the higher
    std::optional<ExpectedLoss> loss;          ///< in the unit of the rates
};

/// The same prior for both arms; an arm without units has its prior. By quadrature, to about 1e-9;
/// some milliseconds. invalid_argument for more successes than units, a prior below 1/2 (whose
/// density cannot be integrated to that precision), more than 1e12 units and wrong levels.
BayesRates bayes_rates(const Rate& control,
                       const Rate& treatment,
                       const BetaPrior& prior,
                       double credible_ratio);

}  // namespace assay::stats
