#include "metrics/rouge.hpp"

namespace assay::metrics {
namespace {

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    return make_rouge(RougeUnit::word_pairs, "rouge_2", options);
}

}  // namespace

extern const Metric rouge_2;
constinit const Metric rouge_2{
    .name = "rouge_2",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .summary = "Pairs of neighbouring words that output and target share (ROUGE-2).",
    .source = "Lin 2004; Google rouge_score (2022)",
    .options = rouge_options,
    .sample = make_sample};

}  // namespace assay::metrics
