#pragma once
// Results in a DuckDB file, which one process holds at a time.

#include "core/result.hpp"
#include "store/result_store.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace assay::store {

struct DuckdbResultStoreOptions {
    std::uint64_t memory_bytes_max = 32ULL << 20;  ///< of buffers; more spills beside the file
    std::uint64_t export_memory_bytes_max = 256ULL << 20;  ///< while a run is exported
    unsigned thread_count_max = 2;
    std::chrono::milliseconds lock_wait{5000};  ///< for another process to give the file back
};

/// The file is opened (and created, not its folder) by the first call that needs it, and held until
/// the store goes. Errors of that call: unavailable when another process holds the file all the
/// time; invalid_input when a newer program wrote it; corrupt.
Result<std::unique_ptr<ResultStore>> open_duckdb_result_store(
    const std::filesystem::path& file, const DuckdbResultStoreOptions& options = {});

}  // namespace assay::store
