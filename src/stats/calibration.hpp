#pragma once
// How well do predicted probabilities fit what happened: is a judge that says 0.8 right four times
// in five, and does it rank right above wrong? Pure functions.
//
// Everywhere predicted[i] is the probability, 0..1, that outcomes[i] is 1, and outcomes are 0 or 1.
// invalid_argument for anything else, NaN and sizes that do not fit; insufficient_data without
// enough observations.

#include "stats/estimate.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::stats {

/// Mean squared distance, 0 best; with the interval of a mean. Source: Brier 1950.
Estimate brier_score(std::span<const double> predicted,
                     std::span<const std::uint8_t> outcomes,
                     double confidence_ratio);

/// Mean of -log(probability given to what happened), in nats, 0 best; with the interval of a mean.
/// Probabilities are kept 1e-15 away from 0 and 1, so that one sure error costs 34.5 and not all.
Estimate log_loss(std::span<const double> predicted,
                  std::span<const std::uint8_t> outcomes,
                  double confidence_ratio);

/// The predictions in [low, high); the last bin holds 1 too.
struct CalibrationBin {
    double low;
    double high;
    std::size_t count = 0;
    double predicted_mean = 0;  ///< 0 without predictions
    double outcome_ratio = 0;   ///< 0 without predictions
};

/// The points of a reliability diagram: `bin_count` bins of equal width, also the empty ones.
/// Empty for invalid input and 0 bins.
std::vector<CalibrationBin> calibration_bins(std::span<const double> predicted,
                                             std::span<const std::uint8_t> outcomes,
                                             std::size_t bin_count);

/// Mean distance between predicted_mean and outcome_ratio, weighted by count: 0..1, 0 best; without
/// a standard error. Chance makes it too high when bins are small, and a warning says so.
/// Source: Naeini, Cooper & Hauskrecht 2015.
Estimate expected_calibration_error(std::span<const double> predicted,
                                    std::span<const std::uint8_t> outcomes,
                                    std::size_t bin_count);

/// The probability that a case with outcome 1 scores above one with outcome 0, ties as half: 0..1.
/// `scores` may be any finite numbers. DeLong's standard error, interval cut at 0 and 1.
/// no_variation when only one outcome occurs; no interval below 2 cases of each. O(n log n).
/// Source: Hanley & McNeil 1982; DeLong, DeLong & Clarke-Pearson 1988.
Estimate roc_auc(std::span<const double> scores,
                 std::span<const std::uint8_t> outcomes,
                 double confidence_ratio);

}  // namespace assay::stats
