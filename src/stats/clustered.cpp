#include "stats/clustered.hpp"

#include <cmath>

namespace assay::stats {

// With the mean as the only regressor the leverage of a cluster of m among n observations is m / n,
// and CR2 divides its squared residual sum by 1 - m / n:
//   variance = sum over clusters (S - m * mean)^2 / (1 - m / n) / n^2
//   df       = n^2 / (sum m^2 + ((sum u)^2 - sum u^2) / n^2),   u = m^2 / (1 - m / n)
// Clusters of one size share m, so their squares follow from the moments of their sums.
//
// CR0 leaves the divisor 1 - m / n out; CR1 replaces it by 1 - 1 / clusters.
namespace {

class ClusterVariance {
  public:
    explicit ClusterVariance(double observation_count) : n_(observation_count) {}

    /// `count` clusters of `size` whose squared residual sums add up to `residual_squares`.
    void add(double size, double count, double residual_squares) {
        const double kept = 1 - size / n_;
        const double u = size * size / kept;
        squares_ += residual_squares;
        leveraged_squares_ += residual_squares / kept;
        sizes_squared_ += count * size * size;
        u_sum_ += count * u;
        u_squared_sum_ += count * u * u;
    }
    void write(ClusterCorrection correction, double confidence_ratio, Estimate& estimate) const {
        const auto clusters = static_cast<double>(*estimate.cluster_count);
        double squares = squares_;
        double freedom = clusters - 1;
        if (correction == ClusterCorrection::cr1) squares *= clusters / (clusters - 1);
        if (correction == ClusterCorrection::cr2) {
            squares = leveraged_squares_;
            freedom = n_ * n_ / (sizes_squared_ + (u_sum_ * u_sum_ - u_squared_sum_) / (n_ * n_));
        }
        const double error = std::sqrt(squares) / n_;
        const double half = two_sided_t(freedom, confidence_ratio) * error;
        estimate.standard_error = error;
        estimate.degrees_of_freedom = freedom;
        estimate.interval = {.low = *estimate.value - half,
                             .high = *estimate.value + half,
                             .level_ratio = confidence_ratio};
    }

  private:
    double n_;
    double squares_ = 0;
    double leveraged_squares_ = 0;
    double sizes_squared_ = 0;
    double u_sum_ = 0;
    double u_squared_sum_ = 0;
};

/// Whether a standard error can be had; sets value, status and cluster_count.
bool has_variance(double total, std::size_t cluster_count, Estimate& estimate) {
    estimate.cluster_count = cluster_count;
    if (!std::isfinite(total)) {
        estimate.status = Status::invalid_argument;
        return false;
    }
    if (estimate.count > 0) estimate.value = total / static_cast<double>(estimate.count);
    if (cluster_count < 2) estimate.status = Status::insufficient_data;
    return cluster_count >= 2;
}

}  // namespace

Estimate clustered_mean(std::span<const ClusterGroup> groups, double confidence_ratio) {
    Estimate estimate{.method = "mean, clustered CR2 t"};
    std::size_t cluster_count = 0;
    double total = 0;
    for (const ClusterGroup& group : groups) {
        cluster_count += group.sums.count();
        estimate.count += group.sums.count() * group.cluster_size;
        total += static_cast<double>(group.sums.count()) * group.sums.mean();
    }
    if (!has_variance(total, cluster_count, estimate)) return estimate;
    ClusterVariance variance(static_cast<double>(estimate.count));
    for (const ClusterGroup& group : groups) {
        const auto size = static_cast<double>(group.cluster_size);
        const auto count = static_cast<double>(group.sums.count());
        const double offset = group.sums.mean() - size * *estimate.value;
        variance.add(size, count, group.sums.centred_squares() + count * offset * offset);
    }
    variance.write(ClusterCorrection::cr2, confidence_ratio, estimate);
    return estimate;
}

Estimate clustered_mean(std::span<const ClusterSum> clusters,
                        ClusterCorrection correction,
                        double confidence_ratio) {
    Estimate estimate{.method = correction == ClusterCorrection::cr0   ? "mean, clustered CR0 t"
                                : correction == ClusterCorrection::cr1 ? "mean, clustered CR1 t"
                                                                       : "mean, clustered CR2 t"};
    std::size_t cluster_count = 0;
    double total = 0;
    for (const ClusterSum& cluster : clusters) {
        if (cluster.count == 0) continue;
        ++cluster_count;
        estimate.count += cluster.count;
        total += cluster.sum;
    }
    if (!has_variance(total, cluster_count, estimate)) return estimate;
    ClusterVariance variance(static_cast<double>(estimate.count));
    for (const ClusterSum& cluster : clusters) {
        if (cluster.count == 0) continue;
        const auto size = static_cast<double>(cluster.count);
        const double residual = cluster.sum - size * *estimate.value;
        variance.add(size, 1, residual * residual);
    }
    variance.write(correction, confidence_ratio, estimate);
    return estimate;
}

}  // namespace assay::stats
