#pragma once
// An interval and a p-value from a value and its standard error. Pure functions.

#include "stats/estimate.hpp"

#include <optional>

namespace assay::stats {

/// Completes an estimate whose value is known: the standard error, the degrees of freedom and the
/// interval value -+ quantile * standard_error. Student's t; normal without degrees of freedom.
/// A standard error of 0 leaves an interval without width, and a warning.
void set_symmetric_interval(double standard_error,
                            std::optional<double> degrees_of_freedom,
                            double confidence_ratio,
                            Estimate& estimate);

/// Two-sided p-value of "the quantity is `null_value`" from the very value, standard error and
/// degrees of freedom of the interval, so that it is below 1 - level exactly when the interval
/// leaves `null_value` out. Null without a standard error above 0.
std::optional<double> p_value(const Estimate& estimate, double null_value);

/// Whether 0 < confidence_ratio < 1, and by 1e-12 or more, so that its quantiles are finite.
bool is_confidence(double confidence_ratio);

}  // namespace assay::stats
