#pragma once
// The response cache in a SQLite file of its own, which several processes may share.

#include "core/result.hpp"
#include "store/response_cache.hpp"

#include <filesystem>
#include <memory>

namespace assay::store {

/// Creates the file when absent, not its folder. Puts are written by a thread of the cache; when
/// more than 64 MB wait for it, put() waits too. A failed write loses its entries, is logged once
/// and is returned by the next flush().
Result<std::unique_ptr<ResponseCache>> open_sqlite_response_cache(
    const std::filesystem::path& file);

}  // namespace assay::store
