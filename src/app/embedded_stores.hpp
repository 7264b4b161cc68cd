#pragma once
// The embedded stores in one folder: the only place that names adapters.

#include "engine/run.hpp"

#include <filesystem>
#include <memory>

namespace assay::app {

class EmbeddedStores {
  public:
    /// Creates the folder when it is missing. Errors: those of the adapters.
    static Result<std::unique_ptr<EmbeddedStores>> open(const std::filesystem::path& folder);

    engine::Stores stores() {
        return {.meta = *meta_, .results = *results_, .journals = *journals_, .cache = *cache_};
    }

  private:
    EmbeddedStores() = default;

    std::unique_ptr<store::MetaStore> meta_;
    std::unique_ptr<store::ResultStore> results_;
    std::unique_ptr<store::JournalStore> journals_;
    std::unique_ptr<store::ResponseCache> cache_;
};

}  // namespace assay::app
