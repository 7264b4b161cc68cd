#pragma once
// What an estimate of given precision costs, from planning with known variances and simulating the
// plan.

#include "tier_simulation_draw.hpp"

#include <optional>

namespace assay::benchmarks {

struct CostOptions {
    std::size_t replication_count;
    std::uint64_t seed;
    double price_ratio;
};

struct Priced {
    Design design;
    Outcome outcome;
};

/// The cheapest even shares with which the estimate lies within 5 % of the population's mean in
/// 95 % of the replications: the planner's mix of fast and full judgements, scaled. At least 30
/// full judgements. Null when the planner finds no shares.
std::optional<Priced> cheapest_within(const Recorded& population, const CostOptions& options);

/// The planner's shares for `cost_ratio` of judging everything in the full tier. Null when that
/// does not pay 30 full judgements.
std::optional<Priced> at_cost(const Recorded& population,
                              double cost_ratio,
                              const CostOptions& options);

}  // namespace assay::benchmarks
