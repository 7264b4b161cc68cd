#pragma once
// Tests that use only the order of the numbers. Pure functions.
//
// Every test: invalid_argument for NaN and infinity, insufficient_data for an empty group,
// zero_variance when all numbers are equal; then p_value is null.

#include "stats/hypothesis_test.hpp"

#include <span>

namespace assay::stats {

/// Mann & Whitney 1947: statistic = U of `treatment`, the pairs it wins, ties as half. Normal
/// approximation with correction for ties and continuity. O(n log n).
HypothesisTest mann_whitney_test(std::span<const double> control,
                                 std::span<const double> treatment);

/// The same from the exact distribution of U; invalid_argument when values tie or there are more
/// than 200. O(n^4) in the worst case, a fraction of a second at 200.
HypothesisTest mann_whitney_exact_test(std::span<const double> control,
                                       std::span<const double> treatment);

/// Wilcoxon 1945 on treatment - control by position: statistic = the smaller rank sum of the
/// differences of one sign. Zero differences are left out; normal approximation with correction
/// for ties and without one for continuity. invalid_argument for unequal lengths. O(n log n).
HypothesisTest wilcoxon_signed_rank_test(std::span<const double> control,
                                         std::span<const double> treatment);

}  // namespace assay::stats
