#pragma once
// How large a difference is, in units that do not depend on the scale. Pure functions.
//
// All are null when undefined: too few numbers, NaN or infinity, nothing varies.

#include <optional>
#include <span>

namespace assay::stats {

struct StandardizedDifference {
    double cohens_d;        ///< (mean treatment - mean control) / pooled sample deviation
    double hedges_g;        ///< cohens_d without its bias in small groups (exact gamma form)
    double standard_error;  ///< of cohens_d, large-sample
};

/// Source: Cohen 1988; Hedges 1981.
std::optional<StandardizedDifference> standardized_difference(std::span<const double> control,
                                                              std::span<const double> treatment);

/// Cohen's dz: the mean of the differences by position over their sample deviation. Null also for
/// unequal lengths.
std::optional<double> cohens_dz(std::span<const double> control, std::span<const double> treatment);

/// The difference of two rates on the arcsine scale, in [-pi, pi]. Source: Cohen 1988.
std::optional<double> cohens_h(double control_ratio, double treatment_ratio);

/// Vargha & Delaney's A12: the probability that a treatment value is above a control value, ties
/// as half. 0..1. O(n log n).
std::optional<double> probability_of_superiority(std::span<const double> control,
                                                 std::span<const double> treatment);

/// 2 A12 - 1: wins minus losses over all pairs. -1..1. Source: Cliff 1993.
std::optional<double> cliffs_delta(std::span<const double> control,
                                   std::span<const double> treatment);

}  // namespace assay::stats
