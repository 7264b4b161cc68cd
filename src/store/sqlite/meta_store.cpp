#include "store/sqlite/meta_store.hpp"

#include "store/run_lookup.hpp"
#include "store/sqlite/connection.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <mutex>

namespace assay::store {
namespace {

/// Steps are never changed after a release; a change of the schema is one more step.
constexpr std::array<std::string_view, 2> migrations = {
    R"(CREATE TABLE runs (
         id TEXT PRIMARY KEY,
         name TEXT NOT NULL,
         state TEXT NOT NULL,
         created_at_us INTEGER NOT NULL,
         ended_at_us INTEGER,
         dataset TEXT NOT NULL,
         dataset_version TEXT NOT NULL,
         model TEXT NOT NULL,
         config TEXT NOT NULL,
         report TEXT NOT NULL
       ) STRICT;
       CREATE INDEX runs_newest ON runs (created_at_us DESC, id DESC);)",
    R"(CREATE TABLE documents (
         kind TEXT NOT NULL,
         key TEXT NOT NULL,
         document TEXT NOT NULL,
         PRIMARY KEY (kind, key)
       ) STRICT, WITHOUT ROWID;)"};

constexpr std::string_view columns =
    "id, name, state, created_at_us, ended_at_us, dataset, dataset_version, model, config, report";

std::int64_t microseconds(WallTime time) { return time.time_since_epoch().count(); }
WallTime wall_time(std::int64_t microseconds) {
    return WallTime(std::chrono::microseconds(microseconds));
}

Result<Json> read_json(const SqliteStatement& row, int column) {
    auto value = parse_json(row.text(column));
    if (!value) return fail(ErrorKind::corrupt, "run '{}': {}", row.text(0), value.error().message);
    return value;
}

Result<Run> read_run(const SqliteStatement& row) {
    TRY(const RunState state, parse_run_state(row.text(2)));
    TRY(Json config, read_json(row, 8));
    TRY(Json report, read_json(row, 9));
    return Run{.id = RunId{row.text(0)},
               .name = row.text(1),
               .state = state,
               .created_at = wall_time(row.integer(3)),
               .ended_at = row.is_null(4) ? std::nullopt : std::optional(wall_time(row.integer(4))),
               .dataset = row.text(5),
               .dataset_version = row.text(6),
               .model = row.text(7),
               .config = std::move(config),
               .report = std::move(report)};
}

class SqliteMetaStore final : public MetaStore {
  public:
    explicit SqliteMetaStore(SqliteConnection connection) : connection_(std::move(connection)) {}

    Result<void> put_run(const Run& run) override {
        const std::scoped_lock lock(mutex_);
        TRY(SqliteStatement statement,
            connection_.prepare(fmt::format(
                "INSERT INTO runs ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO "
                "UPDATE SET name = excluded.name, state = excluded.state, created_at_us = "
                "excluded.created_at_us, ended_at_us = excluded.ended_at_us, dataset = "
                "excluded.dataset, dataset_version = excluded.dataset_version, model = "
                "excluded.model, config = excluded.config, report = excluded.report",
                columns)));
        statement.bind(1, run.id.view());
        statement.bind(2, run.name);
        statement.bind(3, to_string(run.state));
        statement.bind(4, microseconds(run.created_at));
        if (run.ended_at) statement.bind(5, microseconds(*run.ended_at));
        statement.bind(6, run.dataset);
        statement.bind(7, run.dataset_version);
        statement.bind(8, run.model);
        statement.bind(9, to_json_text(run.config));
        statement.bind(10, to_json_text(run.report));
        return statement.run();
    }

    Result<Run> run(const RunId& id) override {
        TRY(auto found, select("WHERE id = ?", id.view(), 1));
        if (!found.empty()) return std::move(found.front());
        TRY(const auto newest, runs(lookup_names_max));
        return no_such_run(id.view(), newest);
    }

    Result<Run> resolve_run(std::string_view prefix) override {
        if (prefix == latest_run) {
            TRY(auto newest, runs(1));
            if (newest.empty()) return no_such_run(prefix, newest);
            return std::move(newest.front());
        }
        TRY(auto found,
            select("WHERE substr(id, 1, length(?1)) = ?1", prefix, lookup_names_max + 1));
        if (found.empty()) {
            TRY(const auto newest, runs(lookup_names_max));
            return no_such_run(prefix, newest);
        }
        return the_one_run(prefix, std::move(found));
    }

    Result<std::vector<Run>> runs(std::size_t count_max) override {
        return select("WHERE ?1 = ''", "", count_max);
    }

    Result<void> put_document(std::string_view kind,
                              std::string_view key,
                              const Json& document) override {
        const std::scoped_lock lock(mutex_);
        TRY(SqliteStatement statement,
            connection_.prepare("INSERT INTO documents (kind, key, document) VALUES (?, ?, ?) ON "
                                "CONFLICT (kind, key) DO UPDATE SET document = excluded.document"));
        statement.bind(1, kind);
        statement.bind(2, key);
        statement.bind(3, to_json_text(document));
        return statement.run();
    }

    Result<std::optional<Json>> document(std::string_view kind, std::string_view key) override {
        TRY(auto found, select_documents(kind, key));
        if (found.empty()) return std::optional<Json>{};
        return std::optional(std::move(found.front()));
    }

    Result<std::vector<Json>> documents(std::string_view kind) override {
        return select_documents(kind, std::nullopt);
    }

  private:
    Result<std::vector<Json>> select_documents(std::string_view kind,
                                               std::optional<std::string_view> key) {
        const std::scoped_lock lock(mutex_);
        TRY(SqliteStatement statement,
            connection_.prepare(
                fmt::format("SELECT key, document FROM documents WHERE kind = ?1 {} ORDER BY key",
                            key ? "AND key = ?2" : "")));
        statement.bind(1, kind);
        if (key) statement.bind(2, *key);
        std::vector<Json> found;
        while (true) {
            TRY(const bool has_row, statement.step());
            if (!has_row) return found;
            auto value = parse_json(statement.text(1));
            if (!value)
                return fail(ErrorKind::corrupt,
                            "{} '{}': {}",
                            kind,
                            statement.text(0),
                            value.error().message);
            found.push_back(*std::move(value));
        }
    }

    Result<std::vector<Run>> select(std::string_view where,
                                    std::string_view parameter,
                                    std::size_t count_max) {
        const std::scoped_lock lock(mutex_);
        TRY(SqliteStatement statement,
            connection_.prepare(
                fmt::format("SELECT {} FROM runs {} ORDER BY created_at_us DESC, id DESC LIMIT ?2",
                            columns,
                            where)));
        statement.bind(1, parameter);
        constexpr std::size_t limit_max = std::numeric_limits<std::int64_t>::max();
        statement.bind(2, static_cast<std::int64_t>(std::min(count_max, limit_max)));
        std::vector<Run> found;
        while (true) {
            TRY(const bool has_row, statement.step());
            if (!has_row) return found;
            TRY(Run run, read_run(statement));
            found.push_back(std::move(run));
        }
    }

    std::mutex mutex_;
    SqliteConnection connection_;
};

}  // namespace

Result<std::unique_ptr<MetaStore>> open_sqlite_meta_store(const std::filesystem::path& file) {
    TRY(auto connection, SqliteConnection::open(file, Durability::full, migrations));
    return std::unique_ptr<MetaStore>(std::make_unique<SqliteMetaStore>(std::move(connection)));
}

}  // namespace assay::store
