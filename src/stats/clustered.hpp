#pragma once
// The mean of observations that come in clusters (questions about one text, repeats of one sample),
// where only the clusters are independent. Pure functions.

#include "stats/estimate.hpp"
#include "stats/mean.hpp"

#include <span>

namespace assay::stats {

/// All clusters with the same number of observations: that number, and the moments of their sums.
struct ClusterGroup {
    std::size_t cluster_size;
    Moments sums;
};

/// The mean of all observations with the CR2 standard error (Bell & McCaffrey 2002) and t interval
/// with Satterthwaite's degrees of freedom, both in closed form for a mean. `groups` name each
/// cluster size once. insufficient_data below 2 clusters: then the mean has no interval.
/// O(groups).
Estimate clustered_mean(std::span<const ClusterGroup> groups, double confidence_ratio);

}  // namespace assay::stats
