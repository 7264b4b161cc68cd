// All four ROUGE metrics with the stemmer over pairs of texts, as one run would score them. The
// pairs are made here; ASSAY_BENCHMARK_OUTPUTS and ASSAY_BENCHMARK_TARGETS name files to read
// instead (one text a line, ` <nl> ` for a line break).

#include "metrics/registry.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace assay::metrics {
namespace {

struct Pair {
    std::string output;
    std::string target;
};

/// Lines of 18 words from a vocabulary of 6000, one word in five of the output replaced.
std::vector<Pair> make_pairs(std::size_t count, std::size_t line_count) {
    std::mt19937 random(31);
    constexpr std::array<std::string_view, 6> endings = {"", "", "s", "ed", "ing", "ation"};
    const auto pick = [&] {
        const auto rank = static_cast<std::uint32_t>(1000.0 / (1 + random() % 1000)) - 1;
        std::string word;
        for (std::uint32_t left = rank * 7 + random() % 7 + 3; left > 0; left /= 5)
            word += static_cast<char>('a' + left % 23);
        return word + std::string(endings[random() % endings.size()]);
    };
    std::vector<Pair> pairs(count);
    for (Pair& pair : pairs) {
        for (std::size_t line = 0; line < line_count; ++line) {
            for (int i = 0; i < 18; ++i) {
                const std::string word = pick();
                pair.target += word + ' ';
                pair.output += (random() % 5 == 0 ? pick() : word) + ' ';
            }
            pair.target += ".\n";
            pair.output += ".\n";
        }
    }
    return pairs;
}

std::vector<std::string> read_texts(const char* path) {
    std::ifstream stream(path);
    std::vector<std::string> texts;
    for (std::string text; std::getline(stream, text);) {
        constexpr std::string_view mark = " <nl> ";
        for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
            text.replace(at, mark.size(), "\n");
        texts.push_back(text);
    }
    return texts;
}

std::vector<Pair> paragraphs(std::size_t count) {
    const char* outputs_path = std::getenv("ASSAY_BENCHMARK_OUTPUTS");
    const char* targets_path = std::getenv("ASSAY_BENCHMARK_TARGETS");
    if (outputs_path == nullptr || targets_path == nullptr) return make_pairs(count, 6);
    const auto outputs = read_texts(outputs_path);
    const auto targets = read_texts(targets_path);
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < std::min(outputs.size(), targets.size()); ++i)
        pairs.push_back({.output = outputs[i], .target = targets[i]});
    return pairs;
}

void score_all(benchmark::State& state,
               const std::vector<Pair>& pairs,
               std::vector<std::string_view> names) {
    std::vector<std::unique_ptr<SampleScorer>> scorers;
    for (const auto name : names) {
        const Metric& metric = **find(name);
        const Json options = {{"use_stemmer", true}};
        scorers.push_back(*metric.sample(*resolve_options(metric, options.get_object())));
    }
    for (auto _ : state) {
        for (const Pair& pair : pairs) {
            const std::string_view target = pair.target;
            for (const auto& scorer : scorers)
                benchmark::DoNotOptimize(
                    scorer->score({.output = pair.output, .targets = std::span(&target, 1)}));
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(pairs.size()));
}

void all_four(benchmark::State& state, std::size_t count) {
    score_all(state, paragraphs(count), {"rouge_1", "rouge_2", "rouge_l", "rouge_lsum"});
}
void one(benchmark::State& state, std::string_view name) {
    score_all(state, paragraphs(2000), {name});
}

BENCHMARK_CAPTURE(all_four, smallest, 4)->Name("rouge_1_2_l_lsum/smallest");
BENCHMARK_CAPTURE(all_four, paragraphs, 2000)->Name("rouge_1_2_l_lsum/paragraphs");
BENCHMARK_CAPTURE(one, rouge_1, "rouge_1")->Name("rouge_1/paragraphs");
BENCHMARK_CAPTURE(one, rouge_2, "rouge_2")->Name("rouge_2/paragraphs");
BENCHMARK_CAPTURE(one, rouge_l, "rouge_l")->Name("rouge_l/paragraphs");
BENCHMARK_CAPTURE(one, rouge_lsum, "rouge_lsum")->Name("rouge_lsum/paragraphs");

}  // namespace
}  // namespace assay::metrics
