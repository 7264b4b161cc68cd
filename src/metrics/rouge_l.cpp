#include "metrics/rouge.hpp"

namespace assay::metrics {
namespace {

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    return make_rouge(RougeUnit::subsequence, "rouge_l", options);
}

}  // namespace

extern const Metric rouge_l;
constinit const Metric rouge_l{
    .name = "rouge_l",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .summary = "Longest common subsequence of words of output and target (ROUGE-L).",
    .source = "Lin 2004; Google rouge_score (2022)",
    .options = rouge_options,
    .sample = make_sample};

}  // namespace assay::metrics
