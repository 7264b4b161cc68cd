#pragma once
// From the stored results of a run to its report: always recomputed from the store, in order of the
// samples, so that an interrupted and resumed run reports what an undisturbed one would.

#include "domain/run.hpp"
#include "engine/run_spec.hpp"
#include "report/run_report.hpp"
#include "store/meta_store.hpp"
#include "store/result_store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace assay::engine {

struct SummaryInput {
    const Run& run;
    const RunSpec& spec;
    double duration_s = 0;
    std::uint64_t skipped_row_count = 0;
    std::vector<std::string> skip_reasons;
    std::optional<report::RunReport> baseline;
    bool is_budget_spent = false;
    std::vector<report::ModelHealth> models;
    store::MetaStore* cards = nullptr;  ///< of calibrated judges; null: none
};

/// Reads every result of the run in order of sample index and epoch and calls fn. Memory: one page.
/// Errors: those of the store and of fn.
Result<void> for_each_result(store::ResultStore& results,
                             const RunId& run,
                             const std::function<Result<void>(const SampleResult&)>& fn);

/// Errors: those of the store; invalid_input for a gate that names nothing.
Result<report::RunReport> summarize(store::ResultStore& results, const SummaryInput& input);

}  // namespace assay::engine
