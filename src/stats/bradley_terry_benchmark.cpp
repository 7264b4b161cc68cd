#include "stats/bradley_terry.hpp"
#include "stats/random.hpp"

#include <benchmark/benchmark.h>

#include <cmath>

namespace assay::stats {
namespace {

/// Battles of models whose strengths are spread evenly over two units of log odds.
std::vector<Comparison> battles(std::size_t count, std::size_t model_count) {
    Random random(1, 0);
    std::vector<Comparison> out;
    for (std::size_t i = 0; i < count; ++i) {
        const auto a = static_cast<std::uint32_t>(random.next() % model_count);
        auto b = static_cast<std::uint32_t>(random.next() % (model_count - 1));
        if (b >= a) ++b;
        const double lead = 2 * (static_cast<double>(a) - static_cast<double>(b)) /
                            static_cast<double>(model_count);
        out.push_back({a, b, random.uniform() < 1 / (1 + std::exp(-lead)) ? 1.0 : 0.0});
    }
    return out;
}

void fit(benchmark::State& state, RatingInterval interval) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const auto model_count = static_cast<std::size_t>(state.range(1));
    const auto data = battles(count, model_count);
    for (auto _ : state)
        benchmark::DoNotOptimize(bradley_terry(data, model_count, {.interval = interval}));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(fit, sandwich, RatingInterval::sandwich)
    ->Name("bradley_terry/smallest")
    ->Args({1000, 5});
BENCHMARK_CAPTURE(fit, sandwich, RatingInterval::sandwich)
    ->Name("bradley_terry/100k_battles_100_models")
    ->Args({100'000, 100})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fit, bootstrap, RatingInterval::bootstrap)
    ->Name("bradley_terry_bootstrap/100k_battles_100_models")
    ->Args({100'000, 100})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::stats
