#include "store/memory/stores.hpp"

#include <map>
#include <mutex>

namespace assay::store {
namespace {

struct Records {
    std::mutex mutex;
    std::vector<SampleResult> results;
    bool is_written = false;  ///< a Journal is open
};

class MemoryJournal final : public Journal {
  public:
    explicit MemoryJournal(std::shared_ptr<Records> records) : records_(std::move(records)) {}
    ~MemoryJournal() override {
        const std::scoped_lock lock(records_->mutex);
        records_->is_written = false;
    }
    MemoryJournal(const MemoryJournal&) = delete;
    MemoryJournal& operator=(const MemoryJournal&) = delete;

    Result<void> append(std::span<const SampleResult> results) override {
        const std::scoped_lock lock(records_->mutex);
        records_->results.insert(records_->results.end(), results.begin(), results.end());
        return {};
    }
    Result<void> sync() override { return {}; }

  private:
    std::shared_ptr<Records> records_;  // shared with the store, which it may outlive
};

class MemoryJournalStore final : public JournalStore {
  public:
    Result<std::unique_ptr<Journal>> open(const RunId& run) override {
        const std::scoped_lock lock(mutex_);
        auto& records = runs_[run];
        if (!records) records = std::make_shared<Records>();
        const std::scoped_lock records_lock(records->mutex);
        if (records->is_written)
            return fail(ErrorKind::unavailable, "the journal of run '{}' is being written", run);
        records->is_written = true;
        return std::unique_ptr<Journal>(std::make_unique<MemoryJournal>(records));
    }

    Result<SampleResultSource> read(const RunId& run) override {
        std::shared_ptr<Records> records;
        {
            const std::scoped_lock lock(mutex_);
            const auto found = runs_.find(run);
            records = found == runs_.end() ? std::make_shared<Records>() : found->second;
        }
        const std::scoped_lock lock(records->mutex);
        return SampleResultSource(
            [records,
             next = std::size_t{0},
             end = records->results.size()]() mutable -> Result<std::optional<SampleResult>> {
                if (next == end) return std::optional<SampleResult>{};
                const std::scoped_lock records_lock(records->mutex);
                return std::optional(records->results[next++]);
            });
    }

    Result<void> remove(const RunId& run) override {
        const std::scoped_lock lock(mutex_);
        runs_.erase(run);
        return {};
    }

  private:
    std::mutex mutex_;
    std::map<RunId, std::shared_ptr<Records>> runs_;  // shared with open journals and sources
};

}  // namespace

std::unique_ptr<JournalStore> make_memory_journal_store() {
    return std::make_unique<MemoryJournalStore>();
}

}  // namespace assay::store
