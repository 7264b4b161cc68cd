#include "metrics/chrf_scorer.hpp"

#include <array>

namespace assay::metrics {
namespace {

constexpr std::array<OptionSpec, 6> options = {{
    {"char_order", "integer", "6", "Longest n-gram of characters, 1 to 32."},
    {"word_order", "integer", "0", "Longest n-gram of words, 0 to 32; 2 is chrF++."},
    {"beta", "number", "2", "How many times recall weighs as much as precision."},
    {"lowercase", "boolean", "false", "Compare without case."},
    {"whitespace", "boolean", "false", "Keep whitespace in n-grams of characters."},
    {"eps_smoothing",
     "boolean",
     "false",
     "Count orders a line is too short for as (almost) 0 instead of leaving them out."},
}};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& given) {
    return make_chrf_sample("chrf", given);
}

Result<std::unique_ptr<CorpusScorer>> make_corpus(const JsonObject& given) {
    return make_chrf_corpus("chrf", given);
}

}  // namespace

extern const Metric chrf;
constinit const Metric chrf{.name = "chrf",
                            .version = 1,
                            .range = {0, 100},
                            .better = Better::higher,
                            .summary = "Character n-gram F-score.",
                            .source = "Popović 2015; sacreBLEU 2",
                            .options = options,
                            .sample = make_sample,
                            .corpus = make_corpus};

}  // namespace assay::metrics
