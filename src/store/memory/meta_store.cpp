#include "store/memory/stores.hpp"
#include "store/run_lookup.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

namespace assay::store {
namespace {

class MemoryMetaStore final : public MetaStore {
  public:
    Result<void> put_run(const Run& run) override {
        const std::scoped_lock lock(mutex_);
        std::erase_if(runs_, [&](const Run& known) { return known.id == run.id; });
        const auto is_newer = [](const Run& a, const Run& b) {
            return std::tie(a.created_at, a.id) > std::tie(b.created_at, b.id);
        };
        runs_.insert(std::ranges::upper_bound(runs_, run, is_newer), run);
        return {};
    }

    Result<Run> run(const RunId& id) override {
        const std::scoped_lock lock(mutex_);
        const auto found = std::ranges::find(runs_, id, &Run::id);
        if (found == runs_.end()) return no_such_run(id.view(), runs_);
        return *found;
    }

    Result<Run> resolve_run(std::string_view prefix) override {
        const std::scoped_lock lock(mutex_);
        std::vector<Run> found;
        for (const Run& run : runs_) {
            if (prefix == latest_run) return run;
            if (run.id.view().starts_with(prefix)) found.push_back(run);
        }
        if (found.empty()) return no_such_run(prefix, runs_);
        return the_one_run(prefix, std::move(found));
    }

    Result<std::vector<Run>> runs(std::size_t count_max) override {
        const std::scoped_lock lock(mutex_);
        const auto count = static_cast<std::ptrdiff_t>(std::min(count_max, runs_.size()));
        return std::vector<Run>(runs_.begin(), runs_.begin() + count);
    }

    Result<void> put_document(std::string_view kind,
                              std::string_view key,
                              const Json& document) override {
        const std::scoped_lock lock(mutex_);
        documents_[{std::string(kind), std::string(key)}] = document;
        return {};
    }

    Result<std::optional<Json>> document(std::string_view kind, std::string_view key) override {
        const std::scoped_lock lock(mutex_);
        const auto found = documents_.find({std::string(kind), std::string(key)});
        if (found == documents_.end()) return std::optional<Json>{};
        return std::optional(found->second);
    }

    Result<std::vector<Json>> documents(std::string_view kind) override {
        const std::scoped_lock lock(mutex_);
        std::vector<Json> found;
        for (const auto& [key, document] : documents_)
            if (key.first == kind) found.push_back(document);
        return found;
    }

  private:
    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, Json> documents_;  // by kind and key
    std::vector<Run> runs_;                                          // newest first
};

}  // namespace

std::unique_ptr<MetaStore> make_memory_meta_store() { return std::make_unique<MemoryMetaStore>(); }

}  // namespace assay::store
