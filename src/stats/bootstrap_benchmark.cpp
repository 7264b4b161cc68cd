#include "stats/bootstrap.hpp"
#include "stats/random.hpp"

#include <benchmark/benchmark.h>

#include <vector>

namespace assay::stats {
namespace {

/// A statistic that costs nothing, so that the time is that of drawing.
void bootstrap_corpus_draws(benchmark::State& state) {
    const auto unit_count = static_cast<std::size_t>(state.range(0));
    const auto resample_count = static_cast<std::size_t>(state.range(1));
    const auto statistic = [](std::span<const std::uint32_t> weights) -> std::optional<double> {
        return weights[0];
    };
    for (auto _ : state)
        benchmark::DoNotOptimize(
            bootstrap_corpus(unit_count, statistic, {.resample_count = resample_count}));
    state.SetItemsProcessed(state.iterations() * state.range(0) * state.range(1));
}
BENCHMARK(bootstrap_corpus_draws)->Name("bootstrap_corpus/smallest")->Args({100, 10});
BENCHMARK(bootstrap_corpus_draws)->Name("bootstrap_corpus/10k_units")->Args({10'000, 1000});
BENCHMARK(bootstrap_corpus_draws)
    ->Name("bootstrap_corpus/100k_units")
    ->Args({100'000, 1000})
    ->Unit(benchmark::kMillisecond);

/// Each resample draws as many values as there are.
void bootstrap_mean_draws(benchmark::State& state) {
    std::vector<double> values(static_cast<std::size_t>(state.range(0)));
    Random random(1, 0);
    for (double& value : values) value = random.uniform();
    const auto resample_count = static_cast<std::size_t>(state.range(1));
    for (auto _ : state)
        benchmark::DoNotOptimize(bootstrap_mean(values, {.resample_count = resample_count}));
    state.SetItemsProcessed(state.iterations() * state.range(0) * state.range(1));
}
BENCHMARK(bootstrap_mean_draws)->Name("bootstrap_mean/smallest")->Args({100, 10});
BENCHMARK(bootstrap_mean_draws)->Name("bootstrap_mean/1k_values")->Args({1000, 1000});
BENCHMARK(bootstrap_mean_draws)->Name("bootstrap_mean/10k_values")->Args({10'000, 1000});
BENCHMARK(bootstrap_mean_draws)
    ->Name("bootstrap_mean/100k_values")
    ->Args({100'000, 10'000})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::stats
