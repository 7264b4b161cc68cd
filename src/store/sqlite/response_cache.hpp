#pragma once
// The response cache in a SQLite file of its own, which several processes may share.

#include "core/result.hpp"
#include "store/response_cache.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace assay::store {

struct ResponseCacheOptions {
    /// Beyond it the oldest fifth or more is dropped, each time a cache is opened.
    std::uint64_t stored_bytes_max = 4ULL << 30;
};

/// Creates the file when absent, not its folder. Puts are written by a thread of the cache; when
/// more than 64 MB wait for it, put() waits too. A failed write loses its entries, is logged once
/// and is returned by the next flush().
Result<std::unique_ptr<ResponseCache>> open_sqlite_response_cache(
    const std::filesystem::path& file, ResponseCacheOptions options = {});

}  // namespace assay::store
