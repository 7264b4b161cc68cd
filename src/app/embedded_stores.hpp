#pragma once
// The embedded stores in one folder: the only place that names adapters.

#include "engine/run.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace assay::app {

class EmbeddedStores {
  public:
    /// Creates the folder when it is missing. Errors: those of the adapters.
    static Result<std::unique_ptr<EmbeddedStores>> open(const std::filesystem::path& folder);

    engine::Stores stores() {
        return {.meta = *meta_,
                .results = *results_,
                .journals = *journals_,
                .cache = *cache_,
                .fence_secret = fence_secret_};
    }

  private:
    EmbeddedStores() = default;

    std::unique_ptr<store::MetaStore> meta_;
    std::unique_ptr<store::ResultStore> results_;
    std::unique_ptr<store::JournalStore> journals_;
    std::unique_ptr<store::ResponseCache> cache_;
    std::string fence_secret_;
};

}  // namespace assay::app
