#include "store/sqlite/response_cache.hpp"

#include "core/log.hpp"
#include "store/sqlite/connection.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace assay::store {
namespace {

constexpr std::array<std::string_view, 1> migrations = {
    "CREATE TABLE responses (key TEXT PRIMARY KEY, completion TEXT NOT NULL) STRICT;"};

constexpr std::size_t waiting_bytes_max = 64UL << 20;

/// A transaction writes every page of the index that its keys, which are random, touch: few large
/// ones cost a fraction of many small ones.
constexpr std::chrono::milliseconds gathering_time{250};
constexpr std::size_t gathered_bytes_max = 16UL << 20;

using Entries = std::unordered_map<std::string, std::string>;

/// One mutex guards what waits, another the reading connection; the writing connection belongs to
/// the thread, and to clear() under the writing mutex.
class SqliteResponseCache final : public ResponseCache {
  public:
    SqliteResponseCache(SqliteConnection reading,
                        SqliteStatement find,
                        SqliteConnection writing,
                        SqliteStatement insert)
        : reading_(std::move(reading)),
          find_(std::move(find)),
          writing_(std::move(writing)),
          insert_(std::move(insert)),
          thread_([this] { write_until_stopped(); }) {}

    ~SqliteResponseCache() override {
        {
            const std::scoped_lock lock(mutex_);
            is_stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    SqliteResponseCache(const SqliteResponseCache&) = delete;
    SqliteResponseCache& operator=(const SqliteResponseCache&) = delete;

    Result<std::optional<std::string>> get(std::string_view key) override {
        {
            const std::scoped_lock lock(mutex_);
            for (const Entries* entries : {&waiting_, &in_writing_}) {
                const auto found = entries->find(std::string(key));
                if (found != entries->end()) return std::optional(found->second);
            }
        }
        const std::scoped_lock lock(reading_mutex_);
        find_.bind(1, key);
        TRY(const bool has_row, find_.step());
        if (!has_row) return std::optional<std::string>{};
        std::string text = find_.text(0);
        find_.reset();
        return std::optional(std::move(text));
    }

    Result<void> put(std::string_view key, std::string_view completion_json) override {
        bool must_wake = false;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return waiting_bytes_ < waiting_bytes_max; });
            must_wake = waiting_.empty();
            waiting_.insert_or_assign(std::string(key), std::string(completion_json));
            const std::size_t before_bytes = waiting_bytes_;
            waiting_bytes_ += key.size() + completion_json.size();
            must_wake |= before_bytes < gathered_bytes_max && waiting_bytes_ >= gathered_bytes_max;
        }
        if (must_wake) changed_.notify_all();
        return {};
    }

    Result<void> flush() override {
        std::unique_lock lock(mutex_);
        is_hurried_ = true;
        changed_.notify_all();
        changed_.wait(lock, [&] { return waiting_.empty() && in_writing_.empty(); });
        is_hurried_ = false;
        return std::exchange(outcome_, Result<void>{});
    }

    Result<CacheStatistics> statistics() override {
        CHECK_OK(flush());
        const std::scoped_lock lock(reading_mutex_);
        TRY(SqliteStatement statement,
            reading_.prepare("SELECT count(*), (SELECT page_count * page_size FROM "
                             "pragma_page_count(), pragma_page_size()) FROM responses"));
        TRY(const bool has_row, statement.step());
        ASSAY_ASSERT(has_row, "an aggregate has a row");
        return CacheStatistics{.entry_count = static_cast<std::uint64_t>(statement.integer(0)),
                               .stored_bytes = static_cast<std::uint64_t>(statement.integer(1))};
    }

    Result<void> clear() override {
        CHECK_OK(flush());
        const std::scoped_lock lock(writing_mutex_);
        CHECK_OK(writing_.execute("DELETE FROM responses"));
        return writing_.execute("VACUUM");
    }

  private:
    void write_until_stopped() {
        std::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [&] { return is_stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            changed_.wait_for(lock, gathering_time, [&] {
                return is_stopping_ || is_hurried_ || waiting_bytes_ >= gathered_bytes_max;
            });
            in_writing_.swap(waiting_);
            waiting_bytes_ = 0;
            lock.unlock();
            changed_.notify_all();
            auto outcome = write(in_writing_);
            lock.lock();
            in_writing_.clear();
            if (!outcome) {
                if (outcome_) log_warning("response cache: {}", outcome.error().message);
                outcome_ = std::move(outcome);
            }
            changed_.notify_all();
        }
    }

    /// `entries` is only changed by this thread, so that it is read here without the mutex.
    Result<void> write(const Entries& entries) {
        const std::scoped_lock lock(writing_mutex_);
        CHECK_OK(writing_.execute("BEGIN IMMEDIATE"));
        auto outcome = insert(entries);
        if (outcome) outcome = writing_.execute("COMMIT");
        if (outcome) return outcome;
        // The first error is the one to tell; a failed transaction may be rolled back already.
        const auto ignored = writing_.execute("ROLLBACK");
        return outcome;
    }

    /// In order of the keys, so that neighbours in the index are written together.
    Result<void> insert(const Entries& entries) {
        std::vector<const Entries::value_type*> ordered;
        ordered.reserve(entries.size());
        for (const auto& entry : entries) ordered.push_back(&entry);
        std::ranges::sort(
            ordered, {}, [](const auto* entry) { return std::string_view(entry->first); });
        for (const auto* entry : ordered) {
            insert_.bind(1, entry->first);
            insert_.bind(2, entry->second);
            CHECK_OK(insert_.run());
        }
        return {};
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    Entries waiting_;
    Entries in_writing_;
    std::size_t waiting_bytes_ = 0;
    Result<void> outcome_;
    bool is_hurried_ = false;
    bool is_stopping_ = false;

    std::mutex reading_mutex_;
    SqliteConnection reading_;
    SqliteStatement find_;

    std::mutex writing_mutex_;
    SqliteConnection writing_;
    SqliteStatement insert_;

    std::thread thread_;  // last: it uses all of the above
};

Result<std::uint64_t> integer_of(SqliteConnection& connection, std::string_view sql) {
    TRY(SqliteStatement statement, connection.prepare(sql));
    TRY(const bool has_row, statement.step());
    return has_row ? static_cast<std::uint64_t>(statement.integer(0)) : 0;
}

/// Rows are numbered in the order of their first writing. The file keeps its size: new answers fill
/// the pages that became free.
Result<void> drop_oldest(SqliteConnection& connection, std::uint64_t stored_bytes_max) {
    TRY(const std::uint64_t used_bytes,
        integer_of(connection,
                   "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count(), "
                   "pragma_freelist_count(), pragma_page_size()"));
    if (used_bytes <= stored_bytes_max) return {};
    TRY(const std::uint64_t count, integer_of(connection, "SELECT count(*) FROM responses"));
    const double kept_ratio =
        0.8 * static_cast<double>(stored_bytes_max) / static_cast<double>(used_bytes);
    const auto kept_count = static_cast<std::uint64_t>(kept_ratio * static_cast<double>(count));
    return connection.execute(fmt::format("DELETE FROM responses WHERE rowid IN "
                                          "(SELECT rowid FROM responses ORDER BY rowid LIMIT {})",
                                          count - kept_count)
                                  .c_str());
}

}  // namespace

Result<std::unique_ptr<ResponseCache>> open_sqlite_response_cache(const std::filesystem::path& file,
                                                                  ResponseCacheOptions options) {
    TRY(auto writing, SqliteConnection::open(file, Durability::normal, migrations));
    CHECK_OK(drop_oldest(writing, options.stored_bytes_max));
    TRY(auto insert,
        writing.prepare("INSERT INTO responses (key, completion) VALUES (?, ?) ON CONFLICT (key) "
                        "DO UPDATE SET completion = excluded.completion"));
    TRY(auto reading, SqliteConnection::open(file, Durability::normal, migrations));
    TRY(auto find, reading.prepare("SELECT completion FROM responses WHERE key = ?"));
    return std::unique_ptr<ResponseCache>(std::make_unique<SqliteResponseCache>(
        std::move(reading), std::move(find), std::move(writing), std::move(insert)));
}

}  // namespace assay::store
