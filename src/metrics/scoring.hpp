#pragma once
// From a list of evaluator requests to the scores of one observation. Immutable once made;
// thread-safe.

#include "core/result.hpp"
#include "domain/evaluator.hpp"
#include "domain/sample_result.hpp"
#include "metrics/metric.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::metrics {

/// Scores that are made elsewhere, by a program or a server of the user's. Their mean is estimated
/// like a metric's.
struct ExternalEvaluator {
    int version;
    Json identity;  ///< everything that changes its numbers
    Range range;
};

/// One line of a run file's `evaluators`.
struct EvaluatorRequest {
    std::string name;  ///< empty: the metric's name
    std::string metric;
    JsonObject options;
    std::optional<ExternalEvaluator> external = {};  ///< then `metric` is only what it is called
};

/// A metric with its options, ready to score.
struct ConfiguredMetric {
    const Metric* metric;
    std::unique_ptr<SampleScorer> sample;  ///< null when the metric lacks that face
    std::unique_ptr<CorpusScorer> corpus;
    std::unique_ptr<EpochScorer> epochs;
    std::size_t of_index = 0;  ///< of the evaluator that `epochs` reads
    std::unique_ptr<const Metric> external =
        nullptr;  ///< `metric`, when the scores come from elsewhere

    [[nodiscard]] bool is_external() const { return external != nullptr; }
};

class Scoring {
  public:
    /// Errors: not_found for an unknown metric (with the nearest); invalid_input for an unknown or
    /// mistyped option, a name used twice, or a `pass_at_k` of an evaluator that is not in the list
    /// or has no value per sample.
    static Result<Scoring> make(std::span<const EvaluatorRequest> requests);

    /// In the order of the requests. The hash is SHA-256 of the canonical JSON of metric, version
    /// and every option, defaults included.
    [[nodiscard]] std::span<const Evaluator> evaluators() const { return evaluators_; }
    [[nodiscard]] std::span<const ConfiguredMetric> configured() const { return configured_; }

    /// Whether evaluator `index` can give one sample a value. False for metrics of the corpus or of
    /// epochs only: their missing value does not make a sample unscored.
    [[nodiscard]] bool is_per_sample(std::size_t index) const {
        return configured_[index].sample != nullptr || configured_[index].is_external();
    }

    /// One score per evaluator, in their order. Where is_per_sample() is false the value is null
    /// and the reason says that the metric belongs to the corpus or to the epochs; scores that are
    /// made elsewhere are null too, until they come.
    [[nodiscard]] std::vector<Score> score(const Observation& observation) const;

  private:
    std::vector<Evaluator> evaluators_;
    std::vector<ConfiguredMetric> configured_;
};

}  // namespace assay::metrics
