#pragma once
// chrF and chrF++ are one computation with different defaults. Scorers are immutable.

#include "metrics/metric.hpp"

namespace assay::metrics {

/// The faces of both metrics. `metric_name` is for messages.
Result<std::unique_ptr<SampleScorer>> make_chrf_sample(std::string_view metric_name,
                                                       const JsonObject& options);
Result<std::unique_ptr<CorpusScorer>> make_chrf_corpus(std::string_view metric_name,
                                                       const JsonObject& options);

}  // namespace assay::metrics
