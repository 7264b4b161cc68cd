#pragma once
// A columnar SQL database inside the process (DuckDB): a file or memory, connections and prepared
// statements. A Database may be shared by threads; a Connection and what comes from it belong to
// one thread at a time, except interrupt(). The library is loaded when the first database opens.

#include "columnar/appender.hpp"
#include "columnar/rows.hpp"
#include "core/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

namespace assay::columnar {

class Connection;
class Statement;
struct DatabaseHandle;
struct ConnectionHandle;

enum class Access { read_write, read_only };

struct DatabaseOptions {
    std::uint64_t memory_bytes_max = 512ULL << 20;  ///< of buffers; more spills to disk
    unsigned thread_count_max = 2;                  ///< the calling thread included
    /// Where work larger than memory spills. Empty: beside a database file, nowhere for a database
    /// in memory.
    std::filesystem::path temporary_folder;
    Access access = Access::read_write;
    /// Of a new table in a file: how many rows are gathered before they are compressed and written.
    /// A multiple of 2,048; less when rows are long, so that a group fits into memory.
    std::uint64_t row_group_count = 122'880;
};

class Database {
  public:
    /// Opens the file, creating it when absent. Errors: unavailable when another process, or this
    /// one, holds the file; corrupt or invalid_input when it is no database; not_found without its
    /// folder; unavailable when the library itself is missing, naming the places searched.
    static Result<Database> open(const std::filesystem::path& file,
                                 const DatabaseOptions& options = {});
    static Result<Database> in_memory(const DatabaseOptions& options = {});

    Result<Connection> connect() const;

  private:
    explicit Database(std::shared_ptr<DatabaseHandle> handle) : handle_(std::move(handle)) {}

    // Shared with the connections, so that the file is closed after the last of them.
    std::shared_ptr<DatabaseHandle> handle_;
};

/// Null, or a value for a `?` of a statement. Text must stay valid until the call returns.
using Parameter = std::variant<std::monostate, bool, std::int64_t, double, std::string_view>;

class Connection {
  public:
    /// Runs one or more statements and drops their rows. Errors carry the database's message; the
    /// kind is invalid_input for a mistake in the statement, exhausted for a full disk or memory,
    /// cancelled after interrupt().
    Result<void> execute(std::string_view sql);
    /// Runs one statement whose rows are then fetched chunk by chunk; another call on this
    /// connection ends them.
    Result<Rows> query(std::string_view sql, const std::vector<Parameter>& parameters = {});
    Result<Statement> prepare(std::string_view sql);
    /// Rows for the end of a table, in its column order. Errors: invalid_input for an unknown
    /// table.
    Result<Appender> append_to(std::string_view table);
    /// Stops what runs on this connection, from any thread.
    void interrupt();

  private:
    friend class Database;
    explicit Connection(std::shared_ptr<ConnectionHandle> handle) : handle_(std::move(handle)) {}

    // Shared with statements, rows and appenders, which need the connection alive.
    std::shared_ptr<ConnectionHandle> handle_;
};

/// A statement that is planned once and run often.
class Statement {
  public:
    ~Statement();
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) noexcept;

    /// Errors: invalid_input when the number of parameters differs from that of the `?`s.
    Result<Rows> query(const std::vector<Parameter>& parameters = {});
    /// Returns the number of rows inserted, changed or deleted.
    Result<std::uint64_t> execute(const std::vector<Parameter>& parameters = {});

  private:
    friend class Connection;
    struct State;
    explicit Statement(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

/// `'it''s'`: a text literal for SQL that takes no parameter there, such as COPY … TO.
std::string sql_literal(std::string_view text);
/// `"a ""name"""`: a quoted identifier.
std::string sql_identifier(std::string_view name);

}  // namespace assay::columnar
