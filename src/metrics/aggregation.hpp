#pragma once
// From the scores of single samples to one estimate per evaluator. One thread feeds it, in an order
// that does not depend on how many threads scored (sample order), repeats of one sample one after
// another; then the same scores give the same estimates to the last bit.
//
// Memory: running sums for metrics of the sample and of the epochs, plus two numbers per named
// cluster; metrics of the corpus keep what their accumulator keeps for each sample.

#include "metrics/scoring.hpp"
#include "stats/estimate.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

struct AggregationOptions {
    double confidence_ratio = 0.95;
    std::size_t resample_count = 1000;  ///< of the bootstrap, for metrics of the corpus
    std::uint64_t seed = 0;             ///< of the bootstrap
    std::size_t thread_count = 1;       ///< of the bootstrap; the result does not depend on it
};

struct EvaluatorReport {
    Evaluator evaluator;
    const Metric* metric;
    std::string signature;  ///< of a metric of the corpus; may be empty
    stats::Estimate estimate;
};

/// What is independent is the unit: the named cluster, else the sample with all its repeats.
///   metric of the sample  mean of all scores: Wilson's interval when the metric is a rate and
///   every
///                         score is 0 or 1, else Student's t; clustered when a unit has several
///   metric of the corpus  its value, with a seeded bootstrap over units
///   metric of the epochs  mean over samples of the reduced repeats; t, or clustered
class Aggregation {
  public:
    /// `scoring` must outlive this.
    Aggregation(const Scoring& scoring, AggregationOptions options);
    ~Aggregation();
    Aggregation(Aggregation&&) noexcept;

    /// A sample that got an answer. `scores` as Scoring::score() gave them (or a store kept them);
    /// nothing of the arguments is kept.
    void add(std::string_view sample_id,
             std::optional<std::string_view> cluster,
             const Observation& observation,
             std::span<const Score> scores);
    /// A sample that got none (an infrastructure error): unscored for every evaluator.
    void add_unscored(std::string_view sample_id, std::optional<std::string_view> cluster);

    /// One report per evaluator, in their order; the last call on this object.
    std::vector<EvaluatorReport> finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace assay::metrics
