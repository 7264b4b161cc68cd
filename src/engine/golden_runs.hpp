#pragma once
// Where the calibrations of judges are kept, every one of every version, so that a later one can be
// held against the first.

#include "judge/golden_history.hpp"

#include "store/meta_store.hpp"

#include <string_view>
#include <vector>

namespace assay::engine {

/// A calibration of the same run by the same version replaces the earlier one. Errors: those of the
/// store.
Result<void> keep_golden_run(const judge::GoldenRun& run, store::MetaStore& meta);

/// All calibrations of the version whose hash starts so, or of the judge of that name, in time.
/// Errors: not_found, with what is known; invalid_input when several versions match, naming them.
Result<std::vector<judge::GoldenRun>> golden_runs(std::string_view judge, store::MetaStore& meta);

}  // namespace assay::engine
