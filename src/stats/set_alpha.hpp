#pragma once
// Agreement of raters who give any number of labels to a unit. Pure functions.

#include "stats/krippendorff_alpha.hpp"

#include <cstdint>
#include <span>

namespace assay::stats {

struct SetRating {
    std::uint32_t unit;
    std::uint64_t labels;  ///< a bit per label, of up to 64
};

/// How far apart two sets are, 0..1.
enum class SetDistance {
    equality,  ///< 1 unless equal
    jaccard,   ///< 1 - shared / all labels of both
    masi,      ///< 1 - shared / all * (1 equal, 2/3 one within the other, 1/3 overlap, 0 apart)
};

/// Krippendorff's alpha with the distance in the place of the squared difference, as is customary
/// for MASI. Two empty sets are equal. Interval and status as for krippendorff_alpha. O(n + sets^2
/// in the number of distinct sets). Source: Passonneau 2006.
KrippendorffAlpha set_alpha(std::span<const SetRating> ratings,
                            SetDistance distance,
                            double confidence_ratio);

}  // namespace assay::stats
