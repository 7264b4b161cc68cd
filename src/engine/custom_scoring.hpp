#pragma once
// Scores of the user's own evaluators, made after a sample is answered and before it is recorded.
// One event loop.

#include "custom/collector.hpp"
#include "redaction/redactor.hpp"

#include "engine/question_templates.hpp"
#include "engine/recorder.hpp"
#include "engine/run_spec.hpp"
#include "store/journal.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace assay::engine {

/// What an earlier part of a run left without a score because an evaluator failed.
struct UnscoredPart {
    store::JournalCursor& journal;
    Recorder& recorder;
    std::function<bool()> must_stop;
};

class CustomScoring {
  public:
    /// The spec must outlive it; redactor may be null. Errors: invalid_input, not_found (programs,
    /// variables of the environment).
    static Result<CustomScoring> open(const RunSpec& spec, const redaction::Redactor* redactor);

    [[nodiscard]] bool is_empty() const { return evaluators_.empty(); }

    /// Runs the evaluators, mends what an earlier part lacks (null: nothing), then awaits `work`,
    /// which calls score(). Errors: those of both.
    async::Task<void> beside(async::Task<void> work, const UnscoredPart* earlier);

    /// Puts their scores into the results that lack them. An evaluator that breaks down leaves a
    /// deferred score. Errors: what ends a run: the program or the server does not exist or
    /// refuses.
    async::Task<void> score(std::vector<SampleResult>& results);

  private:
    struct Evaluator {
        const CustomRequest* request;
        std::unique_ptr<custom::Scorer> scorer;
        std::unique_ptr<custom::Collector> collector;
        QuestionTemplates templates;
        const redaction::Redactor* redactor;  ///< null: texts stay as they are
    };
    explicit CustomScoring(const RunSpec& spec) : spec_(spec) {}

    static async::Task<void> score_with(const Evaluator& evaluator,
                                        std::uint32_t epoch_count,
                                        std::vector<SampleResult>& results);
    async::Task<void> mend(const UnscoredPart& earlier);

    const RunSpec& spec_;
    std::vector<Evaluator> evaluators_;
};

}  // namespace assay::engine
