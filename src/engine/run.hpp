#pragma once
// Runs: from a run file to a stored report. The data path of the whole program is in execute() of
// run.cpp.

#include "async/event_loop.hpp"
#include "core/clock.hpp"
#include "domain/run.hpp"
#include "engine/progress.hpp"
#include "engine/run_spec.hpp"
#include "report/run_report.hpp"
#include "store/journal.hpp"
#include "store/meta_store.hpp"
#include "store/response_cache.hpp"
#include "store/result_store.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>

namespace assay::engine {

struct Stores {
    store::MetaStore& meta;
    store::ResultStore& results;
    store::JournalStore& journals;
    store::ResponseCache& cache;
    std::string fence_secret;  ///< of this installation; no text to be judged can know it
};

struct RunControl {
    std::function<void(const Progress&)>
        on_progress;  ///< on the event loop, one to ten times a second; may be empty
    const std::atomic<bool>* stop_requested =
        nullptr;  ///< set it to end cleanly: answers in flight are still recorded
    const Clock& clock = system_clock();
};

/// Whether a run of the spec could begin. Errors: invalid_input for templates, filters and gates,
/// not_found for a baseline or a distilled judge; those of the stores.
Result<void> check_run(const RunSpec& spec, const Stores& stores);

/// A new run of the spec, stored as running. Errors: those of check_run(), before anything is
/// spent.
Result<Run> start_run(const RunSpec& spec, Stores stores, const Clock& clock);

/// Asks and scores what the run still lacks, stores the results and returns the report. The run's
/// state becomes finished, or interrupted when a stop was requested, or failed (then the error is
/// returned; what was journaled stays and counts). Errors: invalid_input (dataset, template),
/// denied and not_found (key, model), those of the stores.
Result<report::RunReport> execute(Run run, const RunSpec& spec, Stores stores, RunControl control);

/// The report stored with a run. Errors: not_found when the run has not ended yet.
Result<report::RunReport> stored_report(const Run& run);

}  // namespace assay::engine
