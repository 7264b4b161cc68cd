#include "experiment/comparison.hpp"

#include "stats/tails.hpp"

#include <algorithm>

namespace assay::experiment {
namespace {

// 10,000 resamples as long as they are cheap; the interval's own error falls with their root.
constexpr std::size_t resample_count_max = 10'000;
constexpr std::size_t resample_count_min = 1'000;
constexpr std::size_t drawn_count_max = 100'000'000;

std::size_t resample_count_of(std::size_t pair_count) {
    return std::clamp(drawn_count_max / std::max<std::size_t>(pair_count, 1),
                      resample_count_min,
                      resample_count_max);
}

}  // namespace

MetricComparison compare_corpus(const CorpusPair& pair, const ComparisonOptions& options) {
    const std::size_t count = pair.pairs.paired;
    const auto difference_at =
        [&pair](std::span<const std::uint32_t> weights) -> std::optional<double> {
        const auto first = pair.first(weights);
        const auto second = pair.second(weights);
        if (!first || !second) return std::nullopt;
        return *second - *first;
    };
    const bool is_bca = count <= bca_unit_count_max;
    const stats::Estimate estimate =
        stats::bootstrap_corpus(count,
                                difference_at,
                                {.resample_count = resample_count_of(count),
                                 .seed = options.seed,
                                 .confidence_ratio = options.confidence_ratio,
                                 .thread_count = options.thread_count,
                                 .clusters = pair.clusters,
                                 .interval = is_bca ? stats::BootstrapInterval::bca
                                                    : stats::BootstrapInterval::percentile});
    const std::vector<std::uint32_t> once(count, 1);
    MetricComparison metric{.metric = pair.metric, .better = pair.better, .pairs = pair.pairs};
    if (count > 0) {
        metric.first_mean = pair.first(once);
        metric.second_mean = pair.second(once);
    }
    metric.difference = {.status = estimate.status,
                         .method = "joint " + estimate.method,
                         .test = "normal, bootstrap standard error",
                         .value = estimate.value,
                         .standard_error = estimate.standard_error,
                         .interval = estimate.interval,
                         .cluster_count = estimate.cluster_count};
    metric.warnings = estimate.warnings;
    if (!estimate.value || !estimate.standard_error) return metric;
    if (*estimate.standard_error > 0) {
        metric.difference.p_value =
            stats::normal_p_value(*estimate.value / *estimate.standard_error);
    } else {
        metric.difference.status = stats::Status::zero_variance;
        metric.difference.interval.reset();
    }
    return metric;
}

}  // namespace assay::experiment
