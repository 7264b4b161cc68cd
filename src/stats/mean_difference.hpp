#pragma once
// Do two groups of numbers have the same mean? Student's t tests, of independent groups and of
// pairs. Pure functions.
//
// Every test: invalid_argument for NaN, infinity, pairs of unequal length and numbers whose squares
// overflow; insufficient_data
// below 2 numbers a group, zero_variance when nothing varies. Then the difference is still given
// where it exists, and the rest is null.

#include "stats/hypothesis_test.hpp"

#include <span>

namespace assay::stats {

/// mean(treatment) - mean(control) of independent groups whose variances may differ, with
/// Satterthwaite's degrees of freedom. Source: Welch 1947.
HypothesisTest welch_t_test(std::span<const double> control,
                            std::span<const double> treatment,
                            double confidence_ratio);

/// The same with one pooled variance; wrong when both variances and sizes differ: prefer Welch.
HypothesisTest student_t_test(std::span<const double> control,
                              std::span<const double> treatment,
                              double confidence_ratio);

/// mean(treatment - control), where position i of both belongs to the same sample. Far more
/// precise than welch_t_test() when the two go together.
HypothesisTest paired_t_test(std::span<const double> control,
                             std::span<const double> treatment,
                             double confidence_ratio);

/// Satterthwaite's, for means of n1 and n2 numbers whose squared standard errors are v1 and v2.
double welch_degrees_of_freedom(double v1, double n1, double v2, double n2);

}  // namespace assay::stats
