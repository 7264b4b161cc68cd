#include "stats/clustered.hpp"

#include <cmath>

namespace assay::stats {

// With the mean as the only regressor the leverage of a cluster of m among n observations is m / n,
// and CR2 divides its squared residual sum by 1 - m / n:
//   variance = sum over clusters (S - m * mean)^2 / (1 - m / n) / n^2
//   df       = n^2 / (sum m^2 + ((sum u)^2 - sum u^2) / n^2),   u = m^2 / (1 - m / n)
// Clusters of one size share m, so their squares follow from the moments of their sums.
Estimate clustered_mean(std::span<const ClusterGroup> groups, double confidence_ratio) {
    Estimate estimate{.method = "mean, clustered CR2 t"};
    std::size_t cluster_count = 0;
    double total = 0;
    for (const ClusterGroup& group : groups) {
        cluster_count += group.sums.count();
        estimate.count += group.sums.count() * group.cluster_size;
        total += static_cast<double>(group.sums.count()) * group.sums.mean();
    }
    estimate.cluster_count = cluster_count;
    const auto n = static_cast<double>(estimate.count);
    if (estimate.count > 0) estimate.value = total / n;
    if (cluster_count < 2) {
        estimate.status = Status::insufficient_data;
        return estimate;
    }
    double variance = 0;
    double sizes_squared = 0;
    double u_sum = 0;
    double u_squared_sum = 0;
    for (const ClusterGroup& group : groups) {
        const auto size = static_cast<double>(group.cluster_size);
        const auto count = static_cast<double>(group.sums.count());
        const double offset = group.sums.mean() - size * *estimate.value;
        const double kept = 1 - size / n;
        variance += (group.sums.centred_squares() + count * offset * offset) / kept;
        const double u = size * size / kept;
        sizes_squared += count * size * size;
        u_sum += count * u;
        u_squared_sum += count * u * u;
    }
    const double error = std::sqrt(variance) / n;
    const double freedom = n * n / (sizes_squared + (u_sum * u_sum - u_squared_sum) / (n * n));
    const double half = two_sided_t(freedom, confidence_ratio) * error;
    estimate.standard_error = error;
    estimate.degrees_of_freedom = freedom;
    estimate.interval = {.low = *estimate.value - half,
                         .high = *estimate.value + half,
                         .level_ratio = confidence_ratio};
    return estimate;
}

}  // namespace assay::stats
