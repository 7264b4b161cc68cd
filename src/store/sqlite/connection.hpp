#pragma once
// SQLite's connection and statement as owners. Private to this layer; one thread at a time.

#include "core/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace assay::store {

/// How much a commit survives: `full` power loss, `normal` the death of the process.
enum class Durability { full, normal };

class SqliteStatement {
  public:
    SqliteStatement(SqliteStatement&& other) noexcept;
    SqliteStatement& operator=(SqliteStatement&&) = delete;
    ~SqliteStatement();

    // Parameters count from 1. Text is copied.
    void bind(int parameter, std::string_view text);
    void bind(int parameter, std::int64_t number);
    void bind(int parameter, double number);
    void bind_null(int parameter);

    /// The next row: false at the end, after which the statement may be bound again.
    Result<bool> step();
    /// Runs a statement without rows and makes it ready for the next parameters.
    Result<void> run();
    void reset();

    // Columns count from 0.
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] bool is_null(int column) const;

  private:
    friend class SqliteConnection;
    explicit SqliteStatement(sqlite3_stmt* statement) : statement_(statement) {}

    sqlite3_stmt* statement_;
};

class SqliteConnection {
  public:
    /// Opens or creates the file in WAL mode and brings its schema to the last of `migrations`,
    /// which are steps in SQL, counted from 1. Errors: invalid_input when a newer program wrote the
    /// file; corrupt; denied; unavailable when it stays locked.
    static Result<SqliteConnection> open(const std::filesystem::path& file,
                                         Durability durability,
                                         std::span<const std::string_view> migrations);

    Result<void> execute(const char* sql);
    Result<SqliteStatement> prepare(std::string_view sql);

  private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
    Result<void> migrate(std::span<const std::string_view> migrations);
    Result<void> migrate_in_transaction(std::span<const std::string_view> migrations);

    std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace assay::store
