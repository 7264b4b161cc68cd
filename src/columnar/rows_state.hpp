#pragma once
// What Rows owns. Private to this layer; Statement fills it.

#include "columnar/column_type.hpp"
#include "columnar/handles.hpp"

#include <memory>
#include <vector>

namespace assay::columnar {

struct Rows::State {
    std::shared_ptr<ConnectionHandle> connection;  // shared: the rows stream from it
    duckdb_result result{};
    duckdb_data_chunk chunk = nullptr;
    std::size_t row_count = 0;
    std::vector<ColumnType> columns;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State();

    void read_columns();
    void drop_chunk();
};

}  // namespace assay::columnar
