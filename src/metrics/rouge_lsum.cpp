#include "metrics/rouge.hpp"

namespace assay::metrics {
namespace {

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    return make_rouge(RougeUnit::subsequence_of_lines, "rouge_lsum", options);
}

}  // namespace

extern const Metric rouge_lsum;
constinit const Metric rouge_lsum{
    .name = "rouge_lsum",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .summary = "Union of the longest common subsequences of lines (summary-level ROUGE-L).",
    .source = "Lin 2004; Google rouge_score (2022)",
    .options = rouge_options,
    .sample = make_sample};

}  // namespace assay::metrics
