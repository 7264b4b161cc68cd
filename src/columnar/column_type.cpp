#include "columnar/column_type.hpp"

#include "columnar/handles.hpp"

namespace assay::columnar {
namespace {

ColumnKind kind_of(duckdb_type type) {
    switch (type) {
        case DUCKDB_TYPE_BOOLEAN:
            return ColumnKind::boolean;
        case DUCKDB_TYPE_TINYINT:
        case DUCKDB_TYPE_SMALLINT:
        case DUCKDB_TYPE_INTEGER:
        case DUCKDB_TYPE_BIGINT:
        case DUCKDB_TYPE_UTINYINT:
        case DUCKDB_TYPE_USMALLINT:
        case DUCKDB_TYPE_UINTEGER:
            return ColumnKind::integer;
        case DUCKDB_TYPE_UBIGINT:
        case DUCKDB_TYPE_HUGEINT:
        case DUCKDB_TYPE_UHUGEINT:
            return ColumnKind::big_integer;
        case DUCKDB_TYPE_FLOAT:
        case DUCKDB_TYPE_DOUBLE:
            return ColumnKind::floating;
        case DUCKDB_TYPE_DECIMAL:
            return ColumnKind::decimal;
        case DUCKDB_TYPE_VARCHAR:
            return ColumnKind::text;
        case DUCKDB_TYPE_BLOB:
            return ColumnKind::blob;
        case DUCKDB_TYPE_TIMESTAMP:
        case DUCKDB_TYPE_TIMESTAMP_S:
        case DUCKDB_TYPE_TIMESTAMP_MS:
        case DUCKDB_TYPE_TIMESTAMP_NS:
        case DUCKDB_TYPE_TIMESTAMP_TZ:
        case DUCKDB_TYPE_DATE:
        case DUCKDB_TYPE_TIME:
            return ColumnKind::time;
        case DUCKDB_TYPE_LIST:
        case DUCKDB_TYPE_ARRAY:
            return ColumnKind::list;
        case DUCKDB_TYPE_STRUCT:
            return ColumnKind::structure;
        case DUCKDB_TYPE_MAP:
            return ColumnKind::map;
        default:
            return ColumnKind::other;
    }
}

void read_labels(ColumnType& column, duckdb_logical_type type) {
    const auto count = api().enum_dictionary_size(type);
    column.labels.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i)
        column.labels.push_back(take_text(api().enum_dictionary_value(type, i)));
}

void read_fields(ColumnType& column, duckdb_logical_type type) {
    const auto count = api().struct_type_child_count(type);
    column.children.reserve(count);
    for (idx_t i = 0; i < count; ++i) {
        const LogicalType child(api().struct_type_child_type(type, i));
        column.children.push_back(
            read_column_type(take_text(api().struct_type_child_name(type, i)), child.get()));
    }
}

}  // namespace

ColumnType read_column_type(std::string name, duckdb_logical_type type) {
    const auto id = api().get_type_id(type);
    ColumnType column{.name = std::move(name),
                      .kind = kind_of(id),
                      .type = id,
                      .stored_type = id,
                      .labels = {},
                      .children = {}};
    const auto add_child = [&](duckdb_logical_type child_type) {
        const LogicalType child(child_type);
        column.children.push_back(read_column_type("", child.get()));
    };
    switch (id) {
        case DUCKDB_TYPE_VARCHAR:
            if (take_text(api().logical_type_get_alias(type)) == "JSON")
                column.kind = ColumnKind::json;
            break;
        case DUCKDB_TYPE_DECIMAL:
            column.stored_type = api().decimal_internal_type(type);
            column.decimal_digits = api().decimal_width(type);
            column.decimal_scale = api().decimal_scale(type);
            break;
        case DUCKDB_TYPE_ENUM:
            column.stored_type = api().enum_internal_type(type);
            read_labels(column, type);
            break;
        case DUCKDB_TYPE_LIST:
            add_child(api().list_type_child_type(type));
            break;
        case DUCKDB_TYPE_ARRAY:
            add_child(api().array_type_child_type(type));
            column.array_count = api().array_type_array_size(type);
            break;
        case DUCKDB_TYPE_STRUCT:
            read_fields(column, type);
            break;
        case DUCKDB_TYPE_MAP:
            add_child(api().map_type_key_type(type));
            add_child(api().map_type_value_type(type));
            break;
        default:
            break;
    }
    return column;
}

}  // namespace assay::columnar
