#pragma once
// Units and events of experiments in a SQLite file, which several processes may share.

#include "core/result.hpp"
#include "store/experiment_store.hpp"

#include <filesystem>
#include <memory>

namespace assay::store {

/// Creates the file when absent, not its folder. Errors: as open_sqlite_meta_store().
Result<std::unique_ptr<ExperimentStore>> open_sqlite_experiment_store(
    const std::filesystem::path& file);

}  // namespace assay::store
