// Objects and cached responses: maps under a mutex.

#include "core/hash.hpp"
#include "store/memory/stores.hpp"
#include "store/object_address.hpp"

#include <map>
#include <mutex>

namespace assay::store {
namespace {

class MemoryObjectStore final : public ObjectStore {
  public:
    Result<std::string> put(std::string_view bytes) override {
        const std::string hash = sha256_hex(bytes);
        const std::scoped_lock lock(mutex_);
        objects_.try_emplace(hash, bytes);
        return object_address(hash);
    }

    Result<std::string> get(std::string_view address) override {
        TRY(const std::string hash, object_hash(address));
        const std::scoped_lock lock(mutex_);
        const auto found = objects_.find(hash);
        if (found == objects_.end()) return fail(ErrorKind::not_found, "no object {}", address);
        return found->second;
    }

    Result<bool> contains(std::string_view address) override {
        TRY(const std::string hash, object_hash(address));
        const std::scoped_lock lock(mutex_);
        return objects_.contains(hash);
    }

  private:
    std::mutex mutex_;
    std::map<std::string, std::string> objects_;
};

class MemoryResponseCache final : public ResponseCache {
  public:
    Result<std::optional<std::string>> get(std::string_view key) override {
        const std::scoped_lock lock(mutex_);
        const auto found = entries_.find(key);
        if (found == entries_.end()) return std::optional<std::string>{};
        return std::optional(found->second);
    }

    Result<void> put(std::string_view key, std::string_view completion_json) override {
        const std::scoped_lock lock(mutex_);
        entries_.insert_or_assign(std::string(key), std::string(completion_json));
        return {};
    }

    Result<void> flush() override { return {}; }

    Result<CacheStatistics> statistics() override {
        const std::scoped_lock lock(mutex_);
        CacheStatistics statistics{.entry_count = entries_.size(), .stored_bytes = 0};
        for (const auto& [key, completion] : entries_)
            statistics.stored_bytes += key.size() + completion.size();
        return statistics;
    }

    Result<void> clear() override {
        const std::scoped_lock lock(mutex_);
        entries_.clear();
        return {};
    }

  private:
    std::mutex mutex_;
    std::map<std::string, std::string, std::less<>> entries_;
};

}  // namespace

std::unique_ptr<ObjectStore> make_memory_object_store() {
    return std::make_unique<MemoryObjectStore>();
}

std::unique_ptr<ResponseCache> make_memory_response_cache() {
    return std::make_unique<MemoryResponseCache>();
}

}  // namespace assay::store
