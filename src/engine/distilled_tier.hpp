#pragma once
// The tier between metrics and judges: a distilled judge predicts a score for every answered
// sample, at no cost. The prediction helps the estimate as a metric does, and says which samples to
// judge.

#include "engine/example_reader.hpp"
#include "engine/run_spec.hpp"
#include "engine/tiering.hpp"
#include "metrics/scoring.hpp"
#include "store/meta_store.hpp"

#include <optional>
#include <string>

namespace assay::engine {

/// Immutable; thread-safe.
class DistilledTier {
  public:
    /// Nothing when the run has no such tier. Errors, naming what to do: not_found for an unknown
    /// model; invalid_input when it imitates none of the run's judges, or another version of one,
    /// or reads metrics that the run lacks; those of the store.
    static Result<std::optional<DistilledTier>> open(const RunSpec& spec,
                                                     const metrics::Scoring& scoring,
                                                     store::MetaStore& meta);

    /// Adds the prediction to an answered and scored sample, unless it has one.
    void judge(SampleResult& result) const;

    /// The judge of the run that it imitates.
    [[nodiscard]] const std::string& judge_name() const { return judge_name_; }
    [[nodiscard]] const DistilledJudge& judge() const { return judge_; }
    [[nodiscard]] Result<distill::Example> example(const SampleResult& result) const {
        return reader_.read(result);
    }

  private:
    DistilledTier(DistilledJudge judge,
                  ExampleReader reader,
                  std::string judge_name,
                  std::optional<double> uncertain_width)
        : judge_(std::move(judge)),
          reader_(std::move(reader)),
          judge_name_(std::move(judge_name)),
          uncertain_width_(uncertain_width) {}

    DistilledJudge judge_;
    ExampleReader reader_;
    std::string judge_name_;
    std::optional<double> uncertain_width_;
};

/// As DistilledTier::open, for a run that has not begun: judges get their kept steps and weights
/// first, as they will when it runs.
Result<void> check_distilled(const RunSpec& spec, store::MetaStore& meta);
/// Puts the model's hash in place of its name, so that a resumed run uses the same; whether there
/// was anything to do. Errors: as DistilledTier::open.
Result<bool> pin_distilled(RunSpec& spec, store::MetaStore& meta);

}  // namespace assay::engine
