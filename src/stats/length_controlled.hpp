#pragma once
// How often a model beats a baseline, and how often it would with answers of the same length:
// judges like long answers. Pure functions.

#include "stats/estimate.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::stats {

/// One prompt, answered by the model and by the baseline.
struct LengthComparison {
    double win_share;     ///< of the model: 1 won, 0 lost, 1/2 a tie; a judge's preference between
    double model_length;  ///< of the answer, in any unit
    double baseline_length;  ///< in the same
    double difficulty = 0;   ///< of the prompt, in log odds; 0 for all: not known
};

struct LengthControlled {
    Estimate win_rate;             ///< as it was, 0..1
    Estimate controlled_win_rate;  ///< with answers of the same length, 0..1
    Estimate length_coefficient;   ///< log odds of a win by tanh(length difference / its spread)
};

/// Fits log odds of a win = strength + length_coefficient * tanh((model - baseline length) /
/// standard deviation) + coefficient * difficulty, and averages the fit over the prompts without
/// the second term. Sandwich standard errors, by the delta method. Undefined estimates share a
/// status: zero_variance when the lengths' differences are all equal; not_strongly_connected when
/// one side always wins; not_converged when length tells the winner without fail;
/// insufficient_data below 2 prompts; invalid_argument for NaN, infinity and shares outside 0..1.
/// Without the difficulties and the reference fits of the published leaderboard, which it shrinks
/// towards, figures differ from it. Source: Dubois, Galambosi, Liang & Hashimoto 2024.
LengthControlled length_controlled_win_rate(std::span<const LengthComparison> comparisons,
                                            double confidence_ratio);

}  // namespace assay::stats
