#pragma once
// Who and what lowers the agreement: alpha without each annotator, and of each value against the
// rest. Pure functions.

#include "stats/krippendorff_alpha.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

/// A rating and whose it is.
struct AnnotatorRating {
    std::uint32_t unit;
    std::uint32_t annotator;
    double value;
};

struct AlphaWithout {
    std::uint32_t annotator;
    Status status;
    std::optional<double> alpha;  ///< of all others; above alpha of all: this one disagrees
};

/// For each annotator, by number. Empty, with the status that alpha has, for bad input:
/// invalid_argument for values that do not fit the level and for two ratings of one unit by one
/// annotator. O(ratings) besides a reading of alpha per annotator.
struct AlphaByAnnotator {
    Status status = Status::ok;
    std::vector<AlphaWithout> without;
};
AlphaByAnnotator alpha_without_each(std::span<const AnnotatorRating> ratings,
                                    MeasurementLevel level);

struct AlphaOfValue {
    double value;
    std::size_t rating_count;     ///< pairable
    std::optional<double> alpha;  ///< nominal, of this value against all others
};

/// For each value of pairable units, rising. Null alpha when there is no other value. Empty for NaN
/// and infinity. O(ratings). Source: Krippendorff 2019, 12.4.
std::vector<AlphaOfValue> alpha_of_each_value(std::span<const Rating> ratings);

}  // namespace assay::stats
