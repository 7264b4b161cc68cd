#pragma once
// The type of a column with those inside it, read once per result. Private to this layer.

#include "columnar/library.hpp"
#include "columnar/rows.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::columnar {

struct ColumnType {
    std::string name;  ///< of the column or of the structure's field
    ColumnKind kind;
    duckdb_type type;
    duckdb_type stored_type;           ///< the physical type of a decimal or enum, else `type`
    std::uint8_t decimal_digits = 0;   ///< all digits of a decimal
    std::uint8_t decimal_scale = 0;    ///< digits behind the point
    std::uint64_t array_count = 0;     ///< values per row of a fixed-size array
    std::vector<std::string> labels;   ///< of an enum
    std::vector<ColumnType> children;  ///< item of a list, fields of a structure, key and value
};

ColumnType read_column_type(std::string name, duckdb_logical_type type);

}  // namespace assay::columnar
