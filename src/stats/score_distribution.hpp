#pragma once
// One score from the probabilities that a judge gave to every score of its scale, instead of from
// the one token it happened to write: finer than the scale and without ties. Pure functions.

#include "stats/estimate.hpp"

#include <optional>
#include <span>

namespace assay::stats {

/// A token that stands for a score of the scale. Several may stand for one score ("4", " 4").
struct ScoreToken {
    double score;
    double
        log_probability;  ///< natural logarithm, at most 0 but for rounding; -infinity is allowed
};

struct ScoreDistribution {
    Status status = Status::ok;
    std::optional<double> score;               ///< the mean over the tokens, in units of the scale
    std::optional<double> standard_deviation;  ///< how undecided the judge was
    double covered_mass_ratio = 0;             ///< probability of the tokens together, 0..1
};

/// A judge that put less than this on the scale answered something else: leave it unscored.
constexpr double covered_mass_ratio_min = 0.5;

/// sum of score * p / sum of p over the tokens, in logarithms, so that tiny probabilities keep
/// their proportions. no_valid_score_tokens without a token of positive probability;
/// invalid_argument for NaN, a score that is infinite and a logarithm of +infinity. Source: Liu et
/// al. 2023 (G-Eval).
ScoreDistribution score_distribution(std::span<const ScoreToken> tokens);

}  // namespace assay::stats
