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

class MemoryCursor final : public JournalCursor {
  public:
    explicit MemoryCursor(std::shared_ptr<Records> records) : records_(std::move(records)) {
        const std::scoped_lock lock(records_->mutex);
        end_ = records_->results.size();
    }

    Result<std::optional<SampleResult>> next() override {
        if (next_ == end_) return std::optional<SampleResult>{};
        const std::scoped_lock lock(records_->mutex);
        return std::optional(records_->results[next_++]);
    }
    [[nodiscard]] std::uint64_t place() const override { return next_ - 1; }
    Result<SampleResult> at(std::uint64_t place) override {
        if (place >= end_) return fail(ErrorKind::corrupt, "no record at place {}", place);
        next_ = place;
        TRY(auto result, next());
        return *std::move(result);
    }

  private:
    std::shared_ptr<Records> records_;  // shared with the store, which it may outlive
    std::uint64_t next_ = 0;
    std::uint64_t end_ = 0;
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
        TRY(auto opened, cursor(run));
        return SampleResultSource([reader = std::shared_ptr<JournalCursor>(std::move(opened))] {
            return reader->next();
        });
    }

    Result<std::unique_ptr<JournalCursor>> cursor(const RunId& run) override {
        const std::scoped_lock lock(mutex_);
        const auto found = runs_.find(run);
        return std::unique_ptr<JournalCursor>(std::make_unique<MemoryCursor>(
            found == runs_.end() ? std::make_shared<Records>() : found->second));
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
