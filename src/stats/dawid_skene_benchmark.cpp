#include "stats/dawid_skene.hpp"
#include "stats/mace.hpp"
#include "stats/random.hpp"

#include <benchmark/benchmark.h>

#include <vector>

namespace assay::stats {
namespace {

/// Five labels of each item by 1,000 annotators of mixed skill, five categories.
LabelSet crowd(std::size_t label_count, std::vector<Label>& labels) {
    Random random(1, 0);
    const std::size_t item_count = label_count / 5;
    for (std::uint32_t item = 0; item < item_count; ++item) {
        const auto truth = static_cast<std::uint32_t>(random.next() % 5);
        for (int i = 0; i < 5; ++i) {
            const auto annotator = static_cast<std::uint32_t>(random.next() % 1000);
            const bool is_right = random.uniform() < 0.4 + 0.5 * (annotator % 10) / 10.0;
            const auto other = static_cast<std::uint32_t>(random.next() % 5);
            labels.push_back({item, annotator, is_right ? truth : other});
        }
    }
    return {labels, item_count, 1000, 5};
}

/// Ten iterations, so that it can be set against another program's ten.
void dawid_skene_ten(benchmark::State& state) {
    std::vector<Label> labels;
    const LabelSet set = crowd(static_cast<std::size_t>(state.range(0)), labels);
    for (auto _ : state)
        benchmark::DoNotOptimize(
            dawid_skene(set, {.change_max = 1e-300, .iteration_count_max = 10}));
    state.SetItemsProcessed(state.iterations() * state.range(0) * 10);
}
BENCHMARK(dawid_skene_ten)->Name("dawid_skene/smallest")->Arg(1000);
BENCHMARK(dawid_skene_ten)
    ->Name("dawid_skene_10_iterations/1m_labels")
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);

void mace_ten(benchmark::State& state) {
    std::vector<Label> labels;
    const LabelSet set = crowd(static_cast<std::size_t>(state.range(0)), labels);
    for (auto _ : state)
        benchmark::DoNotOptimize(
            mace(set, {.restart_count = 1, .change_max = 1e-300, .iteration_count_max = 10}));
    state.SetItemsProcessed(state.iterations() * state.range(0) * 10);
}
BENCHMARK(mace_ten)
    ->Name("mace_10_iterations/1m_labels")
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::stats
