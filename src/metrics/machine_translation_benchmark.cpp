// Pairs of about 25 words, the output a noised copy of the reference; the same on every run.

#include "metrics/registry.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace assay::metrics {
namespace {

struct Pair {
    std::string output;
    std::string reference;
};

std::vector<Pair> make_pairs(std::size_t count) {
    std::mt19937 random(20);
    std::vector<std::string> words;
    for (int i = 0; i < 4000; ++i) {
        std::string word(2 + random() % 8, ' ');
        for (char& c : word) c = static_cast<char>('a' + random() % 26);
        if (i % 12 == 0) word += i % 24 == 0 ? "." : ",";
        words.push_back(std::move(word));
    }
    const auto pick = [&] {
        // Squaring makes some words common, as in language.
        const double share = static_cast<double>(random() % 10000) / 10000;
        return words[static_cast<std::size_t>(share * share * 4000)];
    };
    std::vector<Pair> pairs(count);
    for (Pair& pair : pairs) {
        const std::size_t word_count = 15 + random() % 21;
        for (std::size_t i = 0; i < word_count; ++i) {
            const std::string word = pick();
            pair.reference += word + ' ';
            if (random() % 10 == 0) continue;
            pair.output += (random() % 5 == 0 ? pick() : word) + ' ';
        }
    }
    return pairs;
}

void corpus(benchmark::State& state, std::string_view name, std::size_t count) {
    const auto pairs = make_pairs(count);
    const Metric* metric = *find(name);
    const auto scorer = *metric->corpus(*resolve_options(*metric, {}));
    const std::vector<std::uint32_t> weights(count, 1);
    for (auto _ : state) {
        const auto accumulator = scorer->start();
        for (const Pair& pair : pairs) {
            const std::string_view target = pair.reference;
            benchmark::DoNotOptimize(
                accumulator->add({.output = pair.output, .targets = std::span(&target, 1)}));
        }
        benchmark::DoNotOptimize(accumulator->value(weights));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

void sentences(benchmark::State& state, std::string_view name, std::size_t count) {
    const auto pairs = make_pairs(count);
    const Metric* metric = *find(name);
    const auto scorer = *metric->sample(*resolve_options(*metric, {}));
    for (auto _ : state) {
        for (const Pair& pair : pairs) {
            const std::string_view target = pair.reference;
            benchmark::DoNotOptimize(
                scorer->score({.output = pair.output, .targets = std::span(&target, 1)}));
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

BENCHMARK_CAPTURE(corpus, bleu_smallest, "bleu", 8)->Name("bleu_corpus/smallest");
BENCHMARK_CAPTURE(corpus, bleu_20k_pairs, "bleu", 20000)
    ->Name("bleu_corpus/20k_pairs")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(sentences, bleu_smallest, "bleu", 8)->Name("bleu_sentences/smallest");
BENCHMARK_CAPTURE(sentences, bleu_20k_pairs, "bleu", 20000)
    ->Name("bleu_sentences/20k_pairs")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(corpus, chrf_smallest, "chrf", 8)->Name("chrf_corpus/smallest");
BENCHMARK_CAPTURE(corpus, chrf_20k_pairs, "chrf", 20000)
    ->Name("chrf_corpus/20k_pairs")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(corpus, chrf_pp_smallest, "chrf_pp", 8)->Name("chrf_pp_corpus/smallest");
BENCHMARK_CAPTURE(corpus, chrf_pp_20k_pairs, "chrf_pp", 20000)
    ->Name("chrf_pp_corpus/20k_pairs")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(corpus, ter_smallest, "ter", 8)->Name("ter_corpus/smallest");
BENCHMARK_CAPTURE(corpus, ter_20k_pairs, "ter", 20000)
    ->Name("ter_corpus/20k_pairs")
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::metrics
