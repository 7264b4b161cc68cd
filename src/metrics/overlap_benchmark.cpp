// METEOR on sentences of 25 words, Levenshtein on short strings, SQuAD's F1 on short answers. The
// texts are made here; ASSAY_BENCHMARK_OUTPUTS and ASSAY_BENCHMARK_TARGETS name files to read
// instead (one text a line).

#include "metrics/registry.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace assay::metrics {
namespace {

std::vector<std::string> read_texts(const char* path) {
    std::ifstream stream(path);
    std::vector<std::string> texts;
    for (std::string text; std::getline(stream, text);) texts.push_back(text);
    return texts;
}

/// Outputs first, then as many targets; one word in five differs.
std::vector<std::string> make_texts(std::size_t count, std::size_t word_count) {
    constexpr std::array<std::string_view, 24> words = {
        "the",    "river",   "was",  "rising", "quickly", "and",   "people", "moved",
        "their",  "animals", "to",   "higher", "ground",  "while", "others", "built",
        "simple", "walls",   "from", "stones", "near",    "old",   "houses", "waiting"};
    std::mt19937 random(17);
    std::vector<std::string> texts(2 * count);
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t word = 0; word < word_count; ++word) {
            const auto chosen = words[random() % words.size()];
            const auto other = words[random() % words.size()];
            texts[i].append(random() % 5 == 0 ? other : chosen).append(" ");
            texts[count + i].append(chosen).append(" ");
        }
    }
    return texts;
}

void score(benchmark::State& state,
           std::string_view name,
           std::string_view options,
           std::size_t count,
           std::size_t word_count) {
    const Metric& metric = **find(name);
    const Json given = *parse_json(options);
    const auto scorer = *metric.sample(*resolve_options(metric, given.get_object()));
    std::vector<std::string> outputs = make_texts(count, word_count);
    std::vector<std::string> targets(outputs.begin() + static_cast<std::ptrdiff_t>(count),
                                     outputs.end());
    outputs.resize(count);
    const char* outputs_path = std::getenv("ASSAY_BENCHMARK_OUTPUTS");
    const char* targets_path = std::getenv("ASSAY_BENCHMARK_TARGETS");
    if (outputs_path != nullptr && targets_path != nullptr) {
        outputs = read_texts(outputs_path);
        targets = read_texts(targets_path);
    }
    const std::size_t pair_count = std::min(outputs.size(), targets.size());
    for (auto _ : state) {
        for (std::size_t i = 0; i < pair_count; ++i) {
            const std::string_view target = targets[i];
            benchmark::DoNotOptimize(
                scorer->score({.output = outputs[i], .targets = std::span(&target, 1)}));
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(pair_count));
}

constexpr std::string_view no_synonyms = R"({"synonyms": "off"})";

BENCHMARK_CAPTURE(score, meteor_smallest, "meteor", no_synonyms, 4, 25)->Name("meteor/smallest");
BENCHMARK_CAPTURE(score, meteor, "meteor", no_synonyms, 2000, 25)->Name("meteor/25_words");
BENCHMARK_CAPTURE(score, meteor_synonyms, "meteor", "{}", 2000, 25)
    ->Name("meteor/25_words_synonyms_auto");
BENCHMARK_CAPTURE(score, levenshtein_smallest, "levenshtein", "{}", 4, 6)
    ->Name("levenshtein/smallest");
BENCHMARK_CAPTURE(score, levenshtein, "levenshtein", "{}", 2000, 6)->Name("levenshtein/6_words");
BENCHMARK_CAPTURE(score, token_f1_smallest, "token_f1", "{}", 4, 6)->Name("token_f1/smallest");
BENCHMARK_CAPTURE(score, token_f1, "token_f1", "{}", 2000, 6)->Name("token_f1/6_words");

}  // namespace
}  // namespace assay::metrics
