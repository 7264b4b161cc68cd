// Training and prediction on one core, with outputs of about 100 words and inputs of 300.

#include "distill/planted.hpp"
#include "distill/train.hpp"

#include <benchmark/benchmark.h>

namespace assay::distill {
namespace {

void train(benchmark::State& state, std::size_t count) {
    const auto examples = planted({.count = count, .output_words = 100});
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(distill::train(examples, {}));
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

void predict(benchmark::State& state) {
    const auto training = distill::train(planted({.output_words = 100}), {});
    if (!training) return state.SkipWithError(training.error().message.c_str());
    const auto examples = planted({.count = 1000, .output_words = 100, .seed = 2});
    std::size_t i = 0;
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(training->judge.predict(examples[i++ % examples.size()]));
    state.SetItemsProcessed(state.iterations());
}

void from_bytes(benchmark::State& state) {
    const auto training = distill::train(planted({}), {});
    if (!training) return state.SkipWithError(training.error().message.c_str());
    const std::string bytes = training->judge.to_bytes();
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(TrainedJudge::from_bytes(bytes));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

BENCHMARK_CAPTURE(train, smallest, 100)->Name("train/smallest")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train, five_thousand, 5000)
    ->Name("train/5k_examples")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(predict)->Name("predict/100_words");
BENCHMARK(from_bytes)->Name("from_bytes/400_examples");

}  // namespace
}  // namespace assay::distill
