#pragma once
// Blobs as files under their hash: `FOLDER/ab/cd/abcd…`, written beside, synced, then renamed.

#include "core/result.hpp"
#include "store/object_store.hpp"

#include <filesystem>
#include <memory>

namespace assay::store {

/// Creates the folder at the first put.
Result<std::unique_ptr<ObjectStore>> open_filesystem_object_store(
    const std::filesystem::path& folder);

}  // namespace assay::store
