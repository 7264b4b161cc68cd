#pragma once
// What Appender owns: one chunk that is filled and handed over again and again. Private to this
// layer; Connection opens it.

#include "columnar/appender.hpp"
#include "columnar/handles.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::columnar {

struct Appender::State {
    std::shared_ptr<ConnectionHandle> connection;  // shared: the rows go through it
    std::string table;
    duckdb_appender appender = nullptr;
    duckdb_data_chunk chunk = nullptr;
    std::vector<duckdb_type> types;
    std::vector<duckdb_vector> vectors;
    std::vector<void*> data;
    std::size_t capacity = 0;
    std::size_t row = 0;
    std::size_t column = 0;
    std::size_t unflushed_bytes = 0;  ///< of text that the library holds outside its memory limit
    std::string repaired;             ///< scratch for text that is not UTF-8

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State();

    Result<void> open(std::shared_ptr<ConnectionHandle> handle, std::string_view table_name);
    void find_vectors();
    Result<void> flush_chunk();
    Error error() const;
    void assign(duckdb_vector vector, std::size_t at, std::string_view value);
    /// The value's place in the current column, of which the type is returned.
    std::size_t next_column();
};

}  // namespace assay::columnar
