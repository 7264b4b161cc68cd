#pragma once
// Parts of the examples that share no group. Pure function.

#include "distill/example.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::distill {

struct Folds {
    std::vector<std::uint32_t> of;  ///< the fold of each example
    std::size_t group_count = 0;
};

/// Deals the groups, largest first and equal ones by a hash with the seed, each to the fold with
/// the fewest examples so far. O(n log n).
Folds deal_folds(std::span<const Example> examples, std::uint32_t fold_count, std::uint64_t seed);

}  // namespace assay::distill
