#include "metrics/rouge.hpp"

namespace assay::metrics {
namespace {

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    return make_rouge(RougeUnit::words, "rouge_1", options);
}

}  // namespace

extern const Metric rouge_1;
constinit const Metric rouge_1{.name = "rouge_1",
                               .version = 1,
                               .range = {0, 1},
                               .better = Better::higher,
                               .summary = "Words that output and target share (ROUGE-1).",
                               .source = "Lin 2004; Google rouge_score (2022)",
                               .options = rouge_options,
                               .sample = make_sample};

}  // namespace assay::metrics
