#pragma once
// The second half of a run: answered samples go to the judges that their tiers draw them for. In
// order of their lots (see tiering.hpp), so that a budget may end the work anywhere; what was
// judged is journaled sample by sample, so that a killed run repeats only calls in flight.

#include "engine/budget.hpp"
#include "engine/judges.hpp"
#include "engine/recorder.hpp"
#include "engine/tiering.hpp"
#include "store/journal.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace assay::engine {

/// One sample that waits for judges.
struct DueSample {
    double order;         ///< of its first lot
    std::uint64_t place;  ///< in the journal
};

/// Lots by the run's metrics and gates. The spec must outlive it. Errors: invalid_input (gates).
Result<Tiering> make_tiering(const RunSpec& spec, const metrics::Scoring& scoring);

/// The samples that still lack a judgement, in order. Reads the journal once; 16 bytes for each
/// result of the run.
Result<std::vector<DueSample>> due_samples(store::JournalCursor& journal,
                                           const RunSpec& spec,
                                           const Tiering& tiering);

struct JudgingWork {
    const RunSpec& spec;
    const Tiering& tiering;
    Judges& judges;
    Recorder& recorder;
    store::JournalCursor& journal;
    const Budget& budget;
    std::function<bool()> must_stop;
    std::function<void(const SampleResult&)> on_judged;  ///< after it was journaled
};

/// Errors: those of Judges::judge that end a run, those of the journal. An exhausted budget is an
/// end, not an error.
async::Task<void> judge_samples(JudgingWork& work,
                                std::span<const DueSample> due,
                                std::size_t lane_count);

/// The judgement of one evaluator in one tier, or null.
const Judgement* find_judgement(const SampleResult& result,
                                std::string_view evaluator,
                                std::string_view tier);

}  // namespace assay::engine
