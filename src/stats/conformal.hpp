#pragma once
// Guarantees from a calibration set, without any model of the errors: how large may a score get,
// and from which confidence on may a cheap tier decide alone? Pure functions.

#include "stats/estimate.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace assay::stats {

struct ConformalQuantile {
    Status status = Status::ok;
    /// ceil((n + 1) (1 - alpha)); above n there is no bound.
    std::size_t rank = 0;
    /// The rank-th smallest score. Null when rank > n, which means +infinity: too few scores to
    /// promise anything, so escalate everything.
    std::optional<double> quantile;
};

/// A new score from the same source is at most `quantile` with probability 1 - miscoverage_ratio or
/// more. The ratio, above 0 and below 1, is taken to 9 decimals and the rank in whole numbers, as
/// rounding could cost the guarantee. invalid_argument for NaN and a ratio out of range.
/// O(n). Source: Papadopoulos et al. 2002; Lei et al. 2018.
ConformalQuantile split_conformal_quantile(std::span<const double> scores,
                                           double miscoverage_ratio);

/// The error rate that is exceeded with probability at most `risk_ratio`, after `error_count` of
/// `count` independent cases were wrong. Null for count 0, more errors than cases and a risk
/// outside (0, 1). Source: Clopper & Pearson 1934, one-sided.
std::optional<double> error_upper_bound(std::size_t error_count,
                                        std::size_t count,
                                        double risk_ratio);

struct EscalationOptions {
    double error_ratio_max;                ///< of what is accepted without a second opinion
    double risk_ratio = 0.05;              ///< probability that the promise is wrong
    std::size_t threshold_count_max = 20;  ///< thresholds tried; more cost certainty each
};

struct EscalationRule {
    Status status = Status::ok;
    std::optional<double> confidence_min;     ///< accept at and above; null: escalate everything
    std::size_t accepted_count = 0;           ///< of the calibration cases
    std::size_t error_count = 0;              ///< among the accepted
    std::optional<double> error_bound_ratio;  ///< of the accepted, at the corrected risk
    std::size_t threshold_count = 0;          ///< thresholds tried
};

/// The lowest confidence from which on the error rate is, with probability 1 - risk_ratio, at most
/// error_ratio_max. is_error: 0 or 1. The thresholds are chosen by confidence alone, about evenly
/// in cases, and the risk is divided among them (Bonferroni), so that trying many does not break
/// the promise. insufficient_data without cases; invalid_argument for NaN, sizes that do not fit
/// and options out of range. O(n log n).
EscalationRule escalation_rule(std::span<const double> confidences,
                               std::span<const std::uint8_t> is_error,
                               const EscalationOptions& options);

}  // namespace assay::stats
