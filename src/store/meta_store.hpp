#pragma once
// Port: runs and other metadata that must never be lost. What a method acknowledged survives power
// loss. Implementations are thread-safe; methods may block for a disk write.

#include "core/result.hpp"
#include "domain/run.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::store {

class MetaStore {
  public:
    virtual ~MetaStore() = default;

    /// Inserts or replaces the run with this id.
    virtual Result<void> put_run(const Run& run) = 0;
    /// Errors: not_found, with the newest runs' ids.
    virtual Result<Run> run(const RunId& id) = 0;
    /// The one run whose id starts with `prefix`; `latest` means the newest. Errors: not_found;
    /// invalid_input when several match, naming them.
    virtual Result<Run> resolve_run(std::string_view prefix) = 0;
    /// Newest first.
    virtual Result<std::vector<Run>> runs(std::size_t count_max) = 0;

    /// Keeps a small document under a kind (`judge_card`) and a key; inserts or replaces.
    virtual Result<void> put_document(std::string_view kind,
                                      std::string_view key,
                                      const Json& document) = 0;
    /// Nothing for an unknown key.
    virtual Result<std::optional<Json>> document(std::string_view kind, std::string_view key) = 0;
    /// All of a kind, in order of their keys.
    virtual Result<std::vector<Json>> documents(std::string_view kind) = 0;
};

}  // namespace assay::store
