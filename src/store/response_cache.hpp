#pragma once
// Port: answers of models by the full identity of their request (SHA-256 of its canonical JSON). A
// cache: a put may be lost in a crash, never torn. Thread-safe.

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::store {

struct CacheStatistics {
    std::uint64_t entry_count;
    std::uint64_t stored_bytes;
};

class ResponseCache {
  public:
    virtual ~ResponseCache() = default;

    /// The stored JSON text of the completion, or nothing.
    virtual Result<std::optional<std::string>> get(std::string_view key) = 0;
    /// Returns at once; written in batches behind the call.
    virtual Result<void> put(std::string_view key, std::string_view completion_json) = 0;
    /// Waits until everything put so far is written.
    virtual Result<void> flush() = 0;
    virtual Result<CacheStatistics> statistics() = 0;
    virtual Result<void> clear() = 0;
};

}  // namespace assay::store
