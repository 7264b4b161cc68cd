#pragma once
// A run's results as one wide file. Private to this layer.

#include "columnar/database.hpp"
#include "store/result_store.hpp"

namespace assay::store {

/// Written beside `path` and renamed. Errors: not_found for a run without results.
Result<void> export_results(columnar::Connection& connection,
                            const RunId& run,
                            ExportFormat format,
                            const std::filesystem::path& path);

}  // namespace assay::store
