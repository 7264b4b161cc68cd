#include "stats/bootstrap.hpp"

#include <benchmark/benchmark.h>

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

}  // namespace
}  // namespace assay::stats
