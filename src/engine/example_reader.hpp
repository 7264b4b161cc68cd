#pragma once
// What a distilled judge reads of a result: what the judge that it imitates is shown, and the
// scores of the metrics. The same when it learns and when it predicts.

#include "distill/example.hpp"

#include "domain/sample_result.hpp"
#include "engine/distilled_judge.hpp"
#include "engine/question_templates.hpp"
#include "metrics/scoring.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace assay::engine {

/// Of what a distilled judge reads, but for the metrics: equal for equal texts.
std::uint64_t fingerprint(const distill::Example& example);

/// Makes examples of results. Immutable; thread-safe.
class ExampleReader {
  public:
    /// Errors: invalid_input for a template that does not compile, and for a metric that `scoring`
    /// lacks or has in another version.
    static Result<ExampleReader> make(const JudgeRequest& request,
                                      const std::vector<MetricRead>& metrics,
                                      const metrics::Scoring& scoring);

    /// Without score and weight. Errors: invalid_input, naming the template and its variable.
    [[nodiscard]] Result<distill::Example> read(const SampleResult& result) const;

  private:
    ExampleReader(QuestionTemplates templates, std::vector<std::size_t> places)
        : templates_(std::move(templates)), places_(std::move(places)) {}

    QuestionTemplates templates_;
    std::vector<std::size_t> places_;  ///< of the metrics in SampleResult::scores
};

/// The metrics that give every sample a score. In the order of `scoring`.
std::vector<MetricRead> metrics_of(const metrics::Scoring& scoring);

}  // namespace assay::engine
