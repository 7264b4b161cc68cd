#pragma once
// Do any number of raters, who need not have rated everything, agree more than by chance? Pure
// functions.

#include "stats/bootstrap.hpp"
#include "stats/estimate.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace assay::stats {

struct Rating {
    std::uint32_t unit;  ///< what was rated; any number
    double value;        ///< a category's number when nominal
};

/// When two values c and k are how far apart, squared.
enum class MeasurementLevel {
    nominal,   ///< 1 unless equal
    ordinal,   ///< by the number of ratings from c to k, half of those at the ends
    interval,  ///< (c - k)^2
    ratio,     ///< ((c - k) / (c + k))^2, 0 for two zeros; no value below 0
};

struct KrippendorffAlpha {
    Estimate estimate;  ///< 1 agreement, 0 chance; count is that of the pairable values
    std::optional<double> observed_disagreement;
    std::optional<double> expected_disagreement;
    std::size_t unit_count = 0;  ///< units with at least two values; others say nothing
};

/// 1 - observed / expected disagreement of pairs of values of one unit, by whichever raters; a
/// judge may be one of them. Interval by linearisation over units, t with units - 1, cut at 1; the
/// distances and the small-sample correction are taken as given in it. no_pairable_units when no
/// unit has two values, no_variation when all values are equal (even though raters agree fully);
/// insufficient_data, with a value, for one unit; invalid_argument for NaN, infinity and a ratio
/// below 0. O(n) for units numbered without large gaps, else O(n log n); for ratio also the square
/// of the number of distinct values.
/// Source: Krippendorff 2011; Gwet 2014 (standard error).
KrippendorffAlpha krippendorff_alpha(std::span<const Rating> ratings,
                                     MeasurementLevel level,
                                     double confidence_ratio);

/// Alpha whose interval comes from units drawn with replacement: the figure to publish where the
/// linearised one is for watching. Resamples in which all values are equal are left out and
/// reported. Status as above; invalid_argument also for clusters. O(resamples * n).
Estimate krippendorff_alpha_bootstrap(std::span<const Rating> ratings,
                                      MeasurementLevel level,
                                      const BootstrapOptions& options = {.resample_count = 2000});

}  // namespace assay::stats
