#pragma once
// Draws tiers over a population whose true mean is known, again and again, and tells how often the
// interval held it. The same seed gives the same figures on any number of threads.

#include "tier_simulation_data.hpp"

#include "stats/estimate.hpp"

#include <cstddef>
#include <cstdint>

namespace assay::benchmarks {

/// Shares are of all samples. The full judge sees some of what the fast one saw.
struct Design {
    double fast_share;  ///< 0: no fast judge, and the full one draws from all samples
    double full_share;
    /// With this probability the full judge sees what the fast judge and the metric disagree about
    /// by more than half the scale, and what the fast judge gave no score; 0: no escalation.
    double escalate_share = 0;
};

struct Trial {
    Design design;
    stats::Population population = stats::Population::finite;
    std::size_t replication_count;
    std::uint64_t seed;
    double price_ratio;  ///< what a full judgement costs, in fast ones
};

/// Means over the replications; shares of replications where it says so.
struct Outcome {
    double truth = 0;
    double coverage_ratio = 0;           ///< of replications: the interval held the true mean
    double coverage_labelled_ratio = 0;  ///< the same, of those with 30 effective labels and more
    double labelled_ratio = 0;           ///< of replications: 30 effective labels and more
    double half_width = 0;
    double bias = 0;
    double label_count = 0;
    double cost_ratio = 0;    ///< of judging every sample in the full tier
    double gain = 0;          ///< full judgements that one is worth, thanks to the tiers below
    double within_ratio = 0;  ///< of replications: estimate within 5 % of the true mean
    double error_95 = 0;      ///< 95th percentile of the error, relative to the true mean
    double naive_bias = 0;
    double naive_coverage_ratio = 0;
    double naive_cost_ratio = 0;
};

/// Rows drawn with replacement; their mean is then the true one. Clusters are lost.
Recorded resample(const Recorded& recorded, std::size_t count, std::uint64_t seed);

double mean(const Recorded& population);

/// finite: the tiers are drawn from these rows, again and again. superpopulation: so are the
/// clusters before, with replacement.
Outcome simulate(const Recorded& population, const Trial& trial);

}  // namespace assay::benchmarks
