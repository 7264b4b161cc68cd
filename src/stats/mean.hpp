#pragma once
// The mean of independent observations, from running moments. Value types; pure functions.

#include "stats/estimate.hpp"
#include "stats/moments.hpp"

#include <span>

namespace assay::stats {

/// The mean with Student's t interval; standard error with the sample variance (n - 1).
/// insufficient_data below 2 observations: then there is no interval, and below 1 no value.
/// invalid_argument, and no value, when one of the numbers was NaN or infinite.
Estimate mean_estimate(const Moments& moments, double confidence_ratio);
Estimate mean_estimate(std::span<const double> values, double confidence_ratio);

/// The quantile of Student's t that leaves (1 - confidence_ratio) / 2 above it.
/// degrees_of_freedom > 0.
double two_sided_t(double degrees_of_freedom, double confidence_ratio);

}  // namespace assay::stats
