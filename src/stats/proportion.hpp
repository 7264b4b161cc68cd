#pragma once
// A rate: the share of independent observations that are 1. Pure functions.

#include "stats/estimate.hpp"

#include <cstddef>

namespace assay::stats {

/// successes / count with Wilson's score interval, which stays within [0, 1] and has width at 0 and
/// 1; the standard error is that of the mean (n - 1), as for mean_estimate(). insufficient_data
/// when count is 0; successes <= count. Source: Wilson 1927.
Estimate wilson_estimate(std::size_t successes, std::size_t count, double confidence_ratio);

}  // namespace assay::stats
