#pragma once
// A rate: the share of independent observations that are 1. Pure functions.

#include "stats/estimate.hpp"

#include <cstddef>
#include <optional>

namespace assay::stats {

/// successes / count with Wilson's score interval, which stays within [0, 1] and has width at 0 and
/// 1; the standard error is that of the mean (n - 1), as for mean_estimate(). insufficient_data
/// when count is 0; successes <= count. Source: Wilson 1927.
Estimate wilson_estimate(std::size_t successes, std::size_t count, double confidence_ratio);

// Two-sided intervals of successes / count; null when count is 0 or successes > count.

/// Inverts the score test. Mean coverage is close to the level at any count. Source: Wilson 1927.
std::optional<Interval> wilson_interval(std::size_t successes,
                                        std::size_t count,
                                        double confidence_ratio);
/// Inverts the exact binomial test: coverage is never below the level, often well above it.
/// Source: Clopper & Pearson 1934.
std::optional<Interval> clopper_pearson_interval(std::size_t successes,
                                                 std::size_t count,
                                                 double confidence_ratio);
/// Equal-tailed quantiles of Beta(successes + 1/2, failures + 1/2), not stretched to 0 or 1 at the
/// edges. Source: Brown, Cai & DasGupta 2001.
std::optional<Interval> jeffreys_interval(std::size_t successes,
                                          std::size_t count,
                                          double confidence_ratio);
/// Wald's interval after adding z^2 / 2 successes and failures, cut at 0 and 1.
/// Source: Agresti & Coull 1998.
std::optional<Interval> agresti_coull_interval(std::size_t successes,
                                               std::size_t count,
                                               double confidence_ratio);
/// p -+ z sqrt(p (1 - p) / n), cut at 0 and 1. Without width at 0 and 1 and too narrow near them:
/// only for comparison with numbers published so.
std::optional<Interval> wald_interval(std::size_t successes,
                                      std::size_t count,
                                      double confidence_ratio);

/// The quantile of the normal distribution that leaves (1 - confidence_ratio) / 2 above it.
double two_sided_z(double confidence_ratio);

}  // namespace assay::stats
