#pragma once
// How many observations each stratum should get. Pure functions.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

struct StratumPlan {
    std::size_t population_count;
    double deviation;  ///< standard deviation expected within the stratum, at least 0
    double cost = 1;   ///< of one observation, above 0
};

// Both make the variance of stratified_mean() (survey.hpp) least: observations in proportion to
// population * deviation / sqrt(cost), at least min(floor_count, population), at most the
// population, whole numbers by largest remainder (ties: the earlier stratum). Strata that do not
// vary get the floor until all others are exhausted. Null for arguments out of range, and when the
// floors alone ask for more. O(strata log strata). Source: Neyman 1934; Cochran 1977, sec. 5.5.

/// Observations that add up to sample_count, or to the population if that is less.
std::optional<std::vector<std::size_t>> neyman_allocation(std::span<const StratumPlan> strata,
                                                          std::size_t sample_count,
                                                          std::size_t floor_count);

/// Observations that together cost `budget` at most, and nearly that.
std::optional<std::vector<std::size_t>> neyman_allocation_for_budget(
    std::span<const StratumPlan> strata, double budget, std::size_t floor_count);

}  // namespace assay::stats
