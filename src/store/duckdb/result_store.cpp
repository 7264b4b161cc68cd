#include "store/duckdb/result_store.hpp"

#include "columnar/database.hpp"
#include "store/duckdb/judgement_rows.hpp"
#include "store/duckdb/result_export.hpp"
#include "store/duckdb/result_rows.hpp"
#include "store/duckdb/score_columns.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <thread>

namespace assay::store {
namespace {

/// Step i takes a database from version i to i + 1.
constexpr std::array schema_steps = {result_schema, judgement_schema, deferred_schema};
constexpr auto schema_version = static_cast<std::int64_t>(schema_steps.size());
constexpr std::chrono::milliseconds lock_poll{50};

/// Results are long: a group of the usual 122,880 would not fit into the memory we allow and be
/// spilled before it is compressed.
constexpr std::uint64_t row_group_count = 16'384;

Result<std::int64_t> single_integer(columnar::Connection& connection,
                                    std::string_view sql,
                                    const std::vector<columnar::Parameter>& parameters = {}) {
    TRY(auto rows, connection.query(sql, parameters));
    TRY(const bool has_row, rows.next_chunk());
    ASSAY_ASSERT(has_row, "an aggregate has a row");
    return rows.column(0).integer(0);
}

/// Reads go through a connection of their own; writes are one at a time.
class DuckdbResultStore final : public ResultStore {
  public:
    DuckdbResultStore(std::filesystem::path file, const DuckdbResultStoreOptions& options)
        : file_(std::move(file)), options_(options) {}

    Result<void> replace_run(const RunId& run, const SampleResultSource& source) override {
        const std::scoped_lock lock(writing_mutex_);
        TRY(auto connection, connect());
        CHECK_OK(connection.execute("BEGIN TRANSACTION"));
        auto outcome = replace_in_transaction(connection, run, source);
        if (outcome) outcome = connection.execute("COMMIT");
        if (outcome) return outcome;
        // A failed commit has ended the transaction already; the first error is the one to tell.
        const auto ignored = connection.execute("ROLLBACK");
        return outcome;
    }

    Result<std::uint64_t> count(const RunId& run) override {
        TRY(auto connection, connect());
        TRY(const std::int64_t count,
            single_integer(
                connection, "SELECT count(*) FROM samples WHERE run_id = ?", {run.view()}));
        return static_cast<std::uint64_t>(count);
    }

    Result<std::vector<SampleResult>> page(const RunId& run, const ResultQuery& query) override {
        TRY(auto connection, connect());
        return read_page(connection, run, query);
    }

    Result<ScoreTable> scores(const RunId& run, const ScoreQuery& query) override {
        TRY(auto connection, connect());
        return read_score_table(connection, run, query);
    }

    Result<void> export_run(const RunId& run,
                            ExportFormat format,
                            const std::filesystem::path& path) override {
        // The settings hold for the whole database, so that no ingest may run meanwhile.
        const std::scoped_lock lock(writing_mutex_);
        TRY(auto connection, connect());
        // The sort of long rows needs more memory than anything else, and each thread its own
        // share; the export asks for its order, so that keeping the stored one too would only cost
        // memory.
        CHECK_OK(connection.execute(
            fmt::format("SET memory_limit = '{}B'; SET threads = 1; SET preserve_insertion_order = "
                        "false",
                        std::max(options_.export_memory_bytes_max, options_.memory_bytes_max))));
        auto outcome = export_results(connection, run, format, path);
        CHECK_OK(connection.execute(fmt::format(
            "SET memory_limit = '{}B'; SET threads = {}; RESET preserve_insertion_order",
            options_.memory_bytes_max,
            std::max(1U, options_.thread_count_max))));
        return outcome;
    }

  private:
    static Result<void> replace_in_transaction(columnar::Connection& connection,
                                               const RunId& run,
                                               const SampleResultSource& source) {
        for (const char* sql : {"DELETE FROM samples WHERE run_id = ?",
                                "DELETE FROM scores WHERE run_id = ?",
                                "DELETE FROM judgements WHERE run_id = ?"}) {
            TRY(auto statement, connection.prepare(sql));
            CHECK_OK(statement.execute({run.view()}));
        }
        TRY(ResultRows rows, ResultRows::open(connection, run));
        while (true) {
            TRY(const auto result, source());
            if (!result) break;
            CHECK_OK(rows.append(*result));
        }
        CHECK_OK(rows.finish());
        return rows.may_have_duplicates() ? drop_duplicates(connection, run) : Result<void>{};
    }

    static Result<void> drop_duplicates(columnar::Connection& connection, const RunId& run) {
        TRY(const std::int64_t surplus,
            single_integer(connection,
                           "SELECT coalesce(sum(n - 1), 0)::BIGINT FROM (SELECT count(*) AS n FROM "
                           "samples WHERE run_id = ? GROUP BY sample_index, epoch)",
                           {run.view()}));
        if (surplus == 0) return {};
        for (const std::string_view table : {"judgements", "scores", "samples"}) {
            TRY(auto statement,
                connection.prepare(fmt::format(
                    "DELETE FROM {} WHERE run_id = ? AND ordinal NOT IN (SELECT max(ordinal) FROM "
                    "samples WHERE run_id = ? GROUP BY sample_index, epoch)",
                    table)));
            CHECK_OK(statement.execute({run.view(), run.view()}));
        }
        return {};
    }

    Result<columnar::Connection> connect() {
        const std::scoped_lock lock(opening_mutex_);
        if (!database_) {
            TRY(auto database, open_when_free());
            TRY(auto connection, database.connect());
            CHECK_OK(migrate(connection));
            database_ = std::move(database);
        }
        return database_->connect();
    }

    Result<columnar::Database> open_when_free() {
        const auto give_up_at = std::chrono::steady_clock::now() + options_.lock_wait;
        while (true) {
            auto database = columnar::Database::open(file_,
                                                     {.memory_bytes_max = options_.memory_bytes_max,
                                                      .thread_count_max = options_.thread_count_max,
                                                      .row_group_count = row_group_count});
            if (database || database.error().kind != ErrorKind::unavailable) return database;
            if (std::chrono::steady_clock::now() >= give_up_at) {
                return fail(ErrorKind::unavailable,
                            "{} (waited {} ms)",
                            database.error().message,
                            options_.lock_wait.count());
            }
            std::this_thread::sleep_for(lock_poll);
        }
    }

    Result<void> migrate(columnar::Connection& connection) {
        CHECK_OK(connection.execute("CREATE TABLE IF NOT EXISTS schema_steps (step BIGINT)"));
        TRY(const std::int64_t found,
            single_integer(connection, "SELECT coalesce(max(step), 0) FROM schema_steps"));
        if (found > schema_version) {
            return fail(ErrorKind::invalid_input,
                        "{}: schema version {} was written by a newer assay, this one knows {}; "
                        "upgrade it",
                        file_.string(),
                        found,
                        schema_version);
        }
        if (found == schema_version) return {};
        std::string sql = "BEGIN TRANSACTION; ";
        for (std::int64_t step = found; step < schema_version; ++step)
            sql += schema_steps[static_cast<std::size_t>(step)];
        return connection.execute(
            fmt::format("{} INSERT INTO schema_steps VALUES ({}); COMMIT", sql, schema_version));
    }

    std::filesystem::path file_;
    DuckdbResultStoreOptions options_;
    std::mutex opening_mutex_;
    std::optional<columnar::Database> database_;
    std::mutex writing_mutex_;
};

}  // namespace

Result<std::unique_ptr<ResultStore>> open_duckdb_result_store(
    const std::filesystem::path& file, const DuckdbResultStoreOptions& options) {
    return std::unique_ptr<ResultStore>(std::make_unique<DuckdbResultStore>(file, options));
}

}  // namespace assay::store
