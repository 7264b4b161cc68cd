#pragma once
// Metadata in a SQLite file, which several processes may share.

#include "core/result.hpp"
#include "store/meta_store.hpp"

#include <filesystem>
#include <memory>

namespace assay::store {

/// Creates the file when absent, not its folder. Errors: invalid_input when a newer program wrote
/// the file; corrupt; denied; unavailable.
Result<std::unique_ptr<MetaStore>> open_sqlite_meta_store(const std::filesystem::path& file);

}  // namespace assay::store
