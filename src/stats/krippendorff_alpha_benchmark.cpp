#include "stats/krippendorff_alpha.hpp"
#include "stats/random.hpp"
#include "stats/streaming_alpha.hpp"

#include <benchmark/benchmark.h>

#include <vector>

namespace assay::stats {
namespace {

/// Eight ratings of each unit, three in four of them the unit's own value.
std::vector<Rating> ratings(std::size_t count, std::size_t value_count) {
    Random random(1, 0);
    std::vector<Rating> out;
    double own = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (i % 8 == 0) own = static_cast<double>(random.next() % value_count);
        const auto other = static_cast<double>(random.next() % value_count);
        out.push_back({i / 8, 1 + (random.uniform() < 0.75 ? own : other)});
    }
    return out;
}

void alpha(benchmark::State& state, MeasurementLevel level) {
    const auto data =
        ratings(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
    for (auto _ : state) benchmark::DoNotOptimize(krippendorff_alpha(data, level, 0.95));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(alpha, nominal, MeasurementLevel::nominal)
    ->Name("krippendorff_alpha/smallest")
    ->Args({800, 5});
BENCHMARK_CAPTURE(alpha, nominal, MeasurementLevel::nominal)
    ->Name("krippendorff_alpha_nominal/800k_ratings_5_values")
    ->Args({800'000, 5})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(alpha, ordinal, MeasurementLevel::ordinal)
    ->Name("krippendorff_alpha_ordinal/800k_ratings_5_values")
    ->Args({800'000, 5})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(alpha, interval, MeasurementLevel::interval)
    ->Name("krippendorff_alpha_interval/800k_ratings_5_values")
    ->Args({800'000, 5})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(alpha, ratio, MeasurementLevel::ratio)
    ->Name("krippendorff_alpha_ratio/800k_ratings_100_values")
    ->Args({800'000, 100})
    ->Unit(benchmark::kMillisecond);

/// One label of units by one of ten annotators, added or changed, and alpha read.
void stream(benchmark::State& state, MeasurementLevel level) {
    const auto unit_count = static_cast<std::uint64_t>(state.range(0));
    StreamingAlpha alpha(level);
    Random random(1, 0);
    const auto event = [&] {
        const std::uint64_t bits = random.next();
        const auto unit = static_cast<std::uint32_t>((bits >> 32) % unit_count);
        benchmark::DoNotOptimize(alpha.set(
            unit, static_cast<std::uint32_t>(bits % 10), static_cast<double>((bits >> 8) % 5)));
    };
    for (std::uint64_t i = 0; i < 10 * unit_count; ++i) event();
    for (auto _ : state) {
        event();
        benchmark::DoNotOptimize(alpha.alpha());
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(stream, nominal, MeasurementLevel::nominal)
    ->Name("streaming_alpha/smallest")
    ->Args({100});
BENCHMARK_CAPTURE(stream, nominal, MeasurementLevel::nominal)
    ->Name("streaming_alpha_nominal/100k_units")
    ->Args({100'000});
BENCHMARK_CAPTURE(stream, interval, MeasurementLevel::interval)
    ->Name("streaming_alpha_interval/100k_units")
    ->Args({100'000});
BENCHMARK_CAPTURE(stream, ordinal, MeasurementLevel::ordinal)
    ->Name("streaming_alpha_ordinal/100k_units")
    ->Args({100'000});

}  // namespace
}  // namespace assay::stats
