#include "stats/difference_estimator.hpp"

#include <benchmark/benchmark.h>

#include <random>
#include <vector>

namespace assay::stats {
namespace {

enum class Clusters { none, of_ten };

/// A tenth of the samples judged, a tenth of those labelled.
void difference_estimate_tiers(benchmark::State& state, Clusters clusters) {
    const auto sample_count = static_cast<std::size_t>(state.range(0));
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    std::vector<std::optional<double>> cheap(sample_count), judged(sample_count),
        label(sample_count);
    std::vector<std::uint32_t> cluster(clusters == Clusters::none ? 0 : sample_count);
    for (std::size_t i = 0; i < cluster.size(); ++i)
        cluster[i] = static_cast<std::uint32_t>(i / 10);
    for (std::size_t i = 0; i < sample_count; ++i) {
        const double truth = normal(random);
        cheap[i] = truth + normal(random);
        if (uniform(random) >= 0.1) continue;
        judged[i] = truth + 0.3 * normal(random);
        if (uniform(random) < 0.1) label[i] = truth;
    }
    const std::vector<double> ratios(sample_count, 0.1);
    const TieredSamples samples{.cheap = cheap,
                                .judged = judged,
                                .label = label,
                                .judged_ratio = ratios,
                                .label_ratio = ratios,
                                .cluster = cluster};
    for (auto _ : state) benchmark::DoNotOptimize(difference_estimate(samples, {}));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(difference_estimate_tiers, plain, Clusters::none)
    ->Name("difference_estimate/smallest")
    ->Arg(1000);
BENCHMARK_CAPTURE(difference_estimate_tiers, plain, Clusters::none)
    ->Name("difference_estimate/1m_samples")
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(difference_estimate_tiers, clustered, Clusters::of_ten)
    ->Name("difference_estimate/1m_samples_clustered")
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::stats
