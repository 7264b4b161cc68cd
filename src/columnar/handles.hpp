#pragma once
// The library's objects as owners that close them. Private to this layer.

#include "columnar/library.hpp"

#include <memory>
#include <string>
#include <utility>

namespace assay::columnar {

struct DatabaseHandle {
    duckdb_database database = nullptr;
    std::string registered_path;  ///< in the list of files this process has open; empty for memory
    bool has_file = false;        ///< the file is attached and to be used by connections

    DatabaseHandle() = default;
    DatabaseHandle(const DatabaseHandle&) = delete;
    DatabaseHandle& operator=(const DatabaseHandle&) = delete;
    ~DatabaseHandle();
};

struct ConnectionHandle {
    std::shared_ptr<DatabaseHandle> database;  // shared so that the file outlives its connections
    duckdb_connection connection = nullptr;

    ConnectionHandle() = default;
    ConnectionHandle(const ConnectionHandle&) = delete;
    ConnectionHandle& operator=(const ConnectionHandle&) = delete;
    ~ConnectionHandle() {
        if (connection != nullptr) api().disconnect(&connection);
    }
};

/// Owns a logical type for the length of a scope.
class LogicalType {
  public:
    explicit LogicalType(duckdb_logical_type type) : type_(type) {}
    LogicalType(const LogicalType&) = delete;
    LogicalType& operator=(const LogicalType&) = delete;
    ~LogicalType() { api().destroy_logical_type(&type_); }
    [[nodiscard]] duckdb_logical_type get() const { return type_; }

  private:
    duckdb_logical_type type_;
};

/// A text that the library allocated.
inline std::string take_text(char* text) {
    if (text == nullptr) return {};
    std::string copy(text);
    api().free(text);
    return copy;
}

}  // namespace assay::columnar
