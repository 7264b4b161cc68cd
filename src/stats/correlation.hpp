#pragma once
// Do two measurements of the same samples go together? Pure functions.
//
// Every one: invalid_argument for unequal lengths, NaN and infinity; insufficient_data below 2
// pairs; zero_variance when either side is constant. `estimate` is the coefficient, -1..1.

#include "stats/hypothesis_test.hpp"

#include <span>

namespace assay::stats {

/// Linear correlation; t test with n - 2 (from 3 pairs) and Fisher's z interval (from 4).
HypothesisTest pearson_correlation(std::span<const double> x,
                                   std::span<const double> y,
                                   double confidence_ratio);

/// Pearson's coefficient of the mid-ranks; t test with n - 2, approximate in small samples.
HypothesisTest spearman_correlation(std::span<const double> x, std::span<const double> y);

/// Concordant minus discordant pairs, corrected for ties on either side; without a p-value.
/// O(n log n). Source: Kendall 1945; Knight 1966.
HypothesisTest kendall_tau_b(std::span<const double> x, std::span<const double> y);

}  // namespace assay::stats
