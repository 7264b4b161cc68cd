#include "store/sqlite/experiment_store.hpp"

#include "store/sqlite/connection.hpp"

#include <array>
#include <mutex>

namespace assay::store {
namespace {

/// Steps are never changed after a release; a change of the schema is one more step.
constexpr std::array<std::string_view, 1> migrations = {
    R"(CREATE TABLE assignments (
         experiment TEXT NOT NULL,
         unit TEXT NOT NULL,
         variant TEXT NOT NULL,
         assigned_at_us INTEGER NOT NULL,
         PRIMARY KEY (experiment, unit)
       ) STRICT, WITHOUT ROWID;
       CREATE TABLE events (
         experiment TEXT NOT NULL,
         event_id TEXT NOT NULL,
         unit TEXT NOT NULL,
         variant TEXT NOT NULL,
         metric TEXT NOT NULL,
         value REAL NOT NULL,
         time_us INTEGER NOT NULL,
         PRIMARY KEY (experiment, event_id)
       ) STRICT, WITHOUT ROWID;
       CREATE TABLE refusals (
         experiment TEXT NOT NULL,
         event_id TEXT NOT NULL,
         reason TEXT NOT NULL,
         PRIMARY KEY (experiment, event_id, reason)
       ) STRICT, WITHOUT ROWID;)"};

std::int64_t microseconds(WallTime time) { return time.time_since_epoch().count(); }
WallTime wall_time(std::int64_t microseconds) {
    return WallTime(std::chrono::microseconds(microseconds));
}

/// Columns unit, variant, assigned_at_us.
UnitAssignment assignment_of(const SqliteStatement& row) {
    return {.unit = row.text(0), .variant = row.text(1), .assigned_at = wall_time(row.integer(2))};
}

/// Columns event_id, unit, variant, metric, value, time_us.
OutcomeEvent event_of(const SqliteStatement& row) {
    return {.event_id = row.text(0),
            .unit = row.text(1),
            .variant = row.text(2),
            .metric = row.text(3),
            .value = row.real(4),
            .time = wall_time(row.integer(5))};
}

class SqliteExperimentStore final : public ExperimentStore {
  public:
    explicit SqliteExperimentStore(SqliteConnection connection)
        : connection_(std::move(connection)) {}

    Result<std::vector<UnitAssignment>> assign(
        std::string_view experiment, std::span<const UnitAssignment> assignments) override {
        std::vector<UnitAssignment> counting;
        CHECK_OK(in_transaction([&] { return insert(experiment, assignments, counting); }));
        return counting;
    }

    Result<std::map<std::string, UnitAssignment, std::less<>>> assignments_of(
        std::string_view experiment, std::span<const std::string> units) override {
        const std::scoped_lock lock(mutex_);
        TRY(SqliteStatement select, prepare_assignment_of());
        std::map<std::string, UnitAssignment, std::less<>> found;
        for (const std::string& unit : units) {
            select.bind(1, experiment);
            select.bind(2, unit);
            TRY(const bool has_row, select.step());
            if (has_row) found.emplace(unit, assignment_of(select));
            select.reset();
        }
        return found;
    }

    Result<std::vector<EventOutcome>> append(std::string_view experiment,
                                             std::span<const OutcomeEvent> events) override {
        std::vector<EventOutcome> outcomes;
        CHECK_OK(in_transaction([&] { return insert(experiment, events, outcomes); }));
        return outcomes;
    }

    Result<void> refuse(std::string_view experiment,
                        std::span<const RefusedEvent> events) override {
        return in_transaction([&]() -> Result<void> {
            TRY(SqliteStatement insert,
                connection_.prepare("INSERT OR IGNORE INTO refusals (experiment, event_id, reason) "
                                    "VALUES (?, ?, ?)"));
            for (const RefusedEvent& event : events) {
                insert.bind(1, experiment);
                insert.bind(2, event.event_id);
                insert.bind(3, event.reason);
                CHECK_OK(insert.run());
            }
            return {};
        });
    }

    Result<void> each_assignment(
        std::string_view experiment,
        const std::function<void(const UnitAssignment&)>& receive) override {
        return each(experiment,
                    "SELECT unit, variant, assigned_at_us FROM assignments WHERE experiment = ?1 "
                    "ORDER BY unit",
                    [&](const SqliteStatement& row) { receive(assignment_of(row)); });
    }

    Result<void> each_event(std::string_view experiment,
                            const std::function<void(const OutcomeEvent&)>& receive) override {
        return each(experiment,
                    "SELECT event_id, unit, variant, metric, value, time_us FROM events WHERE "
                    "experiment = ?1 ORDER BY time_us, event_id",
                    [&](const SqliteStatement& row) { receive(event_of(row)); });
    }

    Result<std::map<std::string, std::size_t>> refusals(std::string_view experiment) override {
        std::map<std::string, std::size_t> counts;
        CHECK_OK(each(experiment,
                      "SELECT reason, count(*) FROM refusals WHERE experiment = ?1 GROUP BY reason",
                      [&](const SqliteStatement& row) {
                          counts[row.text(0)] = static_cast<std::size_t>(row.integer(1));
                      }));
        return counts;
    }

  private:
    Result<void> in_transaction(const std::function<Result<void>()>& write) {
        const std::scoped_lock lock(mutex_);
        CHECK_OK(connection_.execute("BEGIN IMMEDIATE"));
        auto outcome = write();
        if (outcome) outcome = connection_.execute("COMMIT");
        if (outcome) return {};
        // The first error is the one that matters; a failed rollback leaves nothing to undo.
        static_cast<void>(connection_.execute("ROLLBACK"));
        return outcome;
    }

    Result<void> each(std::string_view experiment,
                      std::string_view sql,
                      const std::function<void(const SqliteStatement&)>& receive) {
        const std::scoped_lock lock(mutex_);
        TRY(SqliteStatement select, connection_.prepare(sql));
        select.bind(1, experiment);
        while (true) {
            TRY(const bool has_row, select.step());
            if (!has_row) return {};
            receive(select);
        }
    }

    Result<SqliteStatement> prepare_assignment_of() {
        return connection_.prepare(
            "SELECT unit, variant, assigned_at_us FROM assignments WHERE experiment = ?1 AND unit "
            "= ?2");
    }

    Result<void> insert(std::string_view experiment,
                        std::span<const UnitAssignment> assignments,
                        std::vector<UnitAssignment>& counting) {
        TRY(SqliteStatement insert,
            connection_.prepare("INSERT OR IGNORE INTO assignments (experiment, unit, variant, "
                                "assigned_at_us) VALUES (?, ?, ?, ?)"));
        TRY(SqliteStatement select, prepare_assignment_of());
        for (const UnitAssignment& assignment : assignments) {
            insert.bind(1, experiment);
            insert.bind(2, assignment.unit);
            insert.bind(3, assignment.variant);
            insert.bind(4, microseconds(assignment.assigned_at));
            CHECK_OK(insert.run());
            select.bind(1, experiment);
            select.bind(2, assignment.unit);
            TRY(const bool has_row, select.step());
            if (!has_row) return fail(ErrorKind::corrupt, "an assignment was written and is gone");
            counting.push_back(assignment_of(select));
            select.reset();
        }
        return {};
    }

    Result<void> insert(std::string_view experiment,
                        std::span<const OutcomeEvent> events,
                        std::vector<EventOutcome>& outcomes) {
        TRY(SqliteStatement select,
            connection_.prepare("SELECT event_id, unit, variant, metric, value, time_us FROM "
                                "events WHERE experiment = ?1 AND event_id = ?2"));
        TRY(SqliteStatement insert,
            connection_.prepare("INSERT INTO events (experiment, event_id, unit, variant, metric, "
                                "value, time_us) VALUES (?, ?, ?, ?, ?, ?, ?)"));
        TRY(SqliteStatement forget,
            connection_.prepare("DELETE FROM refusals WHERE experiment = ?1 AND event_id = ?2"));
        for (const OutcomeEvent& event : events) {
            select.bind(1, experiment);
            select.bind(2, event.event_id);
            TRY(const bool is_there, select.step());
            if (is_there) {
                outcomes.push_back(event_of(select) == event ? EventOutcome::repeated
                                                             : EventOutcome::differs);
                select.reset();
                continue;
            }
            insert.bind(1, experiment);
            insert.bind(2, event.event_id);
            insert.bind(3, event.unit);
            insert.bind(4, event.variant);
            insert.bind(5, event.metric);
            insert.bind(6, event.value);
            insert.bind(7, microseconds(event.time));
            CHECK_OK(insert.run());
            forget.bind(1, experiment);
            forget.bind(2, event.event_id);
            CHECK_OK(forget.run());
            outcomes.push_back(EventOutcome::added);
        }
        return {};
    }

    std::mutex mutex_;
    SqliteConnection connection_;
};

}  // namespace

Result<std::unique_ptr<ExperimentStore>> open_sqlite_experiment_store(
    const std::filesystem::path& file) {
    TRY(auto connection, SqliteConnection::open(file, Durability::full, migrations));
    return std::unique_ptr<ExperimentStore>(
        std::make_unique<SqliteExperimentStore>(std::move(connection)));
}

}  // namespace assay::store
