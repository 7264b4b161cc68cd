#include "store/sqlite/connection.hpp"

#include <sqlite3.h>

#include <utility>

namespace assay::store {
namespace {

/// How long a statement waits for another process's write.
constexpr int busy_timeout_ms = 15'000;

Error sqlite_error(sqlite3* handle) {
    ErrorKind kind = ErrorKind::internal;
    switch (sqlite3_errcode(handle) & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_IOERR:
        case SQLITE_PROTOCOL:
        case SQLITE_CANTOPEN:
            kind = ErrorKind::unavailable;
            break;
        case SQLITE_FULL:
        case SQLITE_NOMEM:
            kind = ErrorKind::exhausted;
            break;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            kind = ErrorKind::denied;
            break;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            kind = ErrorKind::corrupt;
            break;
        case SQLITE_TOOBIG:
            kind = ErrorKind::invalid_input;
            break;
        default:
            break;
    }
    const char* file = sqlite3_db_filename(handle, "main");
    const std::string_view reason = sqlite3_extended_errcode(handle) == SQLITE_BUSY
                                        ? "another process keeps it locked"
                                        : sqlite3_errmsg(handle);
    return make_error(kind, "{}: {}", file == nullptr ? "database" : file, reason);
}

}  // namespace

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)) {}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

void SqliteStatement::bind(int parameter, std::string_view text) {
    const int code = sqlite3_bind_text64(
        statement_, parameter, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    ASSAY_ASSERT(code == SQLITE_OK || code == SQLITE_TOOBIG || code == SQLITE_NOMEM,
                 "the parameter exists");
}

void SqliteStatement::bind(int parameter, std::int64_t number) {
    ASSAY_ASSERT(sqlite3_bind_int64(statement_, parameter, number) == SQLITE_OK,
                 "the parameter exists");
}

void SqliteStatement::bind(int parameter, double number) {
    ASSAY_ASSERT(sqlite3_bind_double(statement_, parameter, number) == SQLITE_OK,
                 "the parameter exists");
}

void SqliteStatement::bind_null(int parameter) {
    ASSAY_ASSERT(sqlite3_bind_null(statement_, parameter) == SQLITE_OK, "the parameter exists");
}

Result<bool> SqliteStatement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    Error error = sqlite_error(sqlite3_db_handle(statement_));
    reset();
    return error;
}

Result<void> SqliteStatement::run() {
    TRY(const bool has_row, step());
    if (has_row) reset();
    return {};
}

void SqliteStatement::reset() { sqlite3_reset(statement_); }

std::string SqliteStatement::text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::int64_t SqliteStatement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

double SqliteStatement::real(int column) const { return sqlite3_column_double(statement_, column); }

bool SqliteStatement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void SqliteConnection::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Result<SqliteConnection> SqliteConnection::open(const std::filesystem::path& file,
                                                Durability durability,
                                                std::span<const std::string_view> migrations) {
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
    SqliteConnection connection(handle);
    if (code != SQLITE_OK) {
        if (handle == nullptr) return fail(ErrorKind::exhausted, "{}: no memory", file.string());
        const Error error = sqlite_error(handle);
        return fail(error.kind, "{}: {}", file.string(), sqlite3_errmsg(handle));
    }
    sqlite3_busy_timeout(handle, busy_timeout_ms);
    CHECK_OK(connection.execute("PRAGMA journal_mode = WAL"));
    CHECK_OK(connection.execute(durability == Durability::full ? "PRAGMA synchronous = FULL"
                                                               : "PRAGMA synchronous = NORMAL"));
    CHECK_OK(connection.migrate(migrations));
    return connection;
}

Result<void> SqliteConnection::execute(const char* sql) {
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return sqlite_error(handle_.get());
}

Result<SqliteStatement> SqliteConnection::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(),
                                        sql.data(),
                                        static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT,
                                        &statement,
                                        nullptr);
    if (code != SQLITE_OK) return sqlite_error(handle_.get());
    return SqliteStatement(statement);
}

Result<void> SqliteConnection::migrate(std::span<const std::string_view> migrations) {
    // Another process may be at the same step; the write lock makes one of them wait.
    CHECK_OK(execute("BEGIN IMMEDIATE"));
    auto outcome = migrate_in_transaction(migrations);
    if (outcome) return execute("COMMIT");
    CHECK_OK(execute("ROLLBACK"));
    return outcome;
}

Result<void> SqliteConnection::migrate_in_transaction(
    std::span<const std::string_view> migrations) {
    std::int64_t version = 0;
    {
        TRY(SqliteStatement statement, prepare("PRAGMA user_version"));
        TRY(const bool has_row, statement.step());
        if (has_row) version = statement.integer(0);
    }
    const auto known = static_cast<std::int64_t>(migrations.size());
    if (version > known) {
        return fail(ErrorKind::invalid_input,
                    "{}: schema version {} was written by a newer assay, this one knows {}; "
                    "upgrade it",
                    sqlite3_db_filename(handle_.get(), "main"),
                    version,
                    known);
    }
    for (std::int64_t step = version; step < known; ++step)
        CHECK_OK(execute(std::string(migrations[static_cast<std::size_t>(step)]).c_str()));
    return execute(fmt::format("PRAGMA user_version = {}", known).c_str());
}

}  // namespace assay::store
