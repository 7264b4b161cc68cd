#pragma once
// Ranges within which squares, ratios and logarithms of gamma functions keep their digits: what is
// outside is refused instead of becoming infinite. Pure functions.

#include <cmath>

namespace assay::stats {

/// Whether alpha, or a confidence, is neither 0 nor 1 for all that doubles can tell.
inline bool is_level(double ratio) { return ratio >= 1e-12 && ratio <= 1 - 1e-12; }

/// Whether the square can be multiplied with another's, in either direction.
inline bool is_moderate(double value) { return std::abs(value) <= 1e75; }
inline bool is_moderate_scale(double value) { return value >= 1e-75 && value <= 1e75; }

/// A standard error that is nothing beside the estimate: the data did not vary but by rounding.
inline bool is_nil(double standard_error, double estimate) {
    return standard_error < 1e-75 || standard_error < 1e-50 * std::abs(estimate);
}

/// Units up to which the logarithm of a gamma function, about n log n, is off by less than 0.01.
inline constexpr double gamma_count_max = 1e12;

}  // namespace assay::stats
