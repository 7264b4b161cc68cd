#pragma once
// Ranks with ties. Pure functions.

#include <span>
#include <vector>

namespace assay::stats {

struct Ranks {
    std::vector<double> of;  ///< from 1, in the order of the input; equal values share their mean
    double tie_sum = 0;      ///< sum of t^3 - t over groups of t equal values
};

/// O(n log n). No NaN.
Ranks mid_ranks(std::span<const double> values);

}  // namespace assay::stats
