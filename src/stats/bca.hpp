#pragma once
// From resampled values to an interval. Pure functions.

#include "stats/estimate.hpp"

#include <optional>
#include <span>

namespace assay::stats {

/// Type-7 quantile of sorted values (linear between order statistics). At least one value;
/// 0 <= level_ratio <= 1.
double sorted_quantile(std::span<const double> sorted, double level_ratio);

/// Third-moment skew of leave-one-out values; 0 when they do not vary.
double jackknife_acceleration(std::span<const double> leave_one_out);

struct BcaInterval {
    double bias_correction;  ///< z0, in normal deviates
    double low_level_ratio;  ///< the quantile levels that replace the two tails
    double high_level_ratio;
    Interval interval;
};

/// Bias-corrected and accelerated interval around `value` from its sorted resamples; resamples
/// within rounding of `value` count as half below. Null when all resamples lie on one side: then
/// use the plain percentiles. Source: Efron 1987.
std::optional<BcaInterval> bca_interval(std::span<const double> sorted_resamples,
                                        double value,
                                        double acceleration,
                                        double confidence_ratio);

struct ExhaustiveBootstrap {
    Estimate estimate;  ///< standard_error with divisor resamples; the percentile interval
    double acceleration;
    std::size_t resample_count;
    std::optional<BcaInterval> bca;
};

/// All n^n resamples of a mean: the bootstrap without sampling error, for 2 to 7 numbers; null
/// otherwise, and for NaN and infinity.
std::optional<ExhaustiveBootstrap> exhaustive_bootstrap_mean(std::span<const double> values,
                                                             double confidence_ratio);

}  // namespace assay::stats
