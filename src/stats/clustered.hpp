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

/// One cluster: the sum of its observations and their number.
struct ClusterSum {
    double sum;
    std::size_t count;
};

/// How the squared residual sum of a cluster is corrected for having helped to fit the mean.
enum class ClusterCorrection {
    cr0,  ///< not at all; too narrow below some 50 clusters; t with clusters - 1
    cr1,  ///< all by clusters / (clusters - 1); t with clusters - 1
    cr2,  ///< each by its leverage; t with Satterthwaite's degrees of freedom
};

/// The same for clusters given one by one; those without observations are ignored. O(clusters).
/// Source: Liang & Zeger 1986 (CR0), Bell & McCaffrey 2002 (CR2).
Estimate clustered_mean(std::span<const ClusterSum> clusters,
                        ClusterCorrection correction,
                        double confidence_ratio);

}  // namespace assay::stats
