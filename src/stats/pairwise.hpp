#pragma once
// Which of two models did better, and whether such results say how all models rank. Value types and
// pure functions.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::stats {

/// One battle. Models are numbered from 0.
struct Comparison {
    std::uint32_t first;
    std::uint32_t second;
    double first_share;  ///< 1: the first won, 0: it lost, 1/2: a tie; a judge's preference between
    double weight = 1;   ///< how many battles it stands for; above 0
};

/// Whether models are below model_count and differ, shares are in 0..1, and weights are finite and
/// above 0.
bool is_valid(std::span<const Comparison> comparisons, std::size_t model_count);

/// The group of each model, numbered from 0, within which each model did better than each other at
/// least through others. The models of different groups cannot be ranked by wins: one group never
/// lost to the other, or never met it. One group in all: strongly connected. O(models +
/// comparisons). Source: Ford 1957; Sharir 1981.
std::vector<std::uint32_t> win_groups(std::span<const Comparison> comparisons,
                                      std::size_t model_count);

}  // namespace assay::stats
