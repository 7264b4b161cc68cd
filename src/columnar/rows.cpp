#include "columnar/rows.hpp"

#include "columnar/rows_state.hpp"

#include <cmath>

namespace assay::columnar {

Rows::State::~State() {
    drop_chunk();
    if (result.internal_data != nullptr) api().destroy_result(&result);
}

void Rows::State::read_columns() {
    const auto count = api().column_count(&result);
    columns.reserve(count);
    for (idx_t i = 0; i < count; ++i) {
        const LogicalType type(api().column_logical_type(&result, i));
        columns.push_back(read_column_type(api().column_name(&result, i), type.get()));
    }
}

void Rows::State::drop_chunk() {
    if (chunk != nullptr) api().destroy_data_chunk(&chunk);
    chunk = nullptr;
    row_count = 0;
}

Rows::Rows(std::unique_ptr<State> state) : state_(std::move(state)) {}
Rows::~Rows() = default;
Rows::Rows(Rows&&) noexcept = default;
Rows& Rows::operator=(Rows&&) noexcept = default;

std::size_t Rows::column_count() const { return state_->columns.size(); }
std::string_view Rows::name(std::size_t column) const { return state_->columns[column].name; }
ColumnKind Rows::kind(std::size_t column) const { return state_->columns[column].kind; }
std::size_t Rows::row_count() const { return state_->row_count; }

Result<bool> Rows::next_chunk() {
    while (true) {
        state_->drop_chunk();
        state_->chunk = api().fetch_chunk(state_->result);
        if (state_->chunk == nullptr) break;
        state_->row_count = api().data_chunk_get_size(state_->chunk);
        if (state_->row_count > 0) return true;
    }
    // The end and an error look the same but for the message.
    const char* message = api().result_error(&state_->result);
    if (message == nullptr || *message == '\0') return false;
    return library_error(api().result_error_type(&state_->result), message);
}

Column Rows::column(std::size_t column) const {
    ASSAY_ASSERT(state_->chunk != nullptr, "columns are read after next_chunk() said true");
    ASSAY_ASSERT(column < state_->columns.size(), "a column that the query has");
    return {api().data_chunk_get_vector(state_->chunk, column), state_->columns[column]};
}

Column::Column(void* vector, const ColumnType& type)
    : vector_(vector),
      type_(&type),
      data_(api().vector_get_data(static_cast<duckdb_vector>(vector))),
      validity_(api().vector_get_validity(static_cast<duckdb_vector>(vector))) {}

ColumnKind Column::kind() const { return type_->kind; }

bool Column::boolean(std::size_t row) const {
    ASSAY_ASSERT(type_->kind == ColumnKind::boolean, "boolean() reads a boolean column");
    return static_cast<const bool*>(data_)[row];
}

std::int64_t Column::integer(std::size_t row) const {
    switch (type_->stored_type) {
        case DUCKDB_TYPE_TINYINT:
            return static_cast<const std::int8_t*>(data_)[row];
        case DUCKDB_TYPE_SMALLINT:
            return static_cast<const std::int16_t*>(data_)[row];
        case DUCKDB_TYPE_INTEGER:
            return static_cast<const std::int32_t*>(data_)[row];
        case DUCKDB_TYPE_BIGINT:
            return static_cast<const std::int64_t*>(data_)[row];
        case DUCKDB_TYPE_UTINYINT:
            return static_cast<const std::uint8_t*>(data_)[row];
        case DUCKDB_TYPE_USMALLINT:
            return static_cast<const std::uint16_t*>(data_)[row];
        case DUCKDB_TYPE_UINTEGER:
            return static_cast<const std::uint32_t*>(data_)[row];
        default:
            ASSAY_ASSERT(false, "integer() reads an integer column");
    }
}

double Column::number(std::size_t row) const {
    const auto huge = [&](const auto* values) {
        return std::ldexp(static_cast<double>(values[row].upper), 64) +
               static_cast<double>(values[row].lower);
    };
    double value = 0;
    switch (type_->stored_type) {
        case DUCKDB_TYPE_FLOAT:
            return static_cast<double>(static_cast<const float*>(data_)[row]);
        case DUCKDB_TYPE_DOUBLE:
            return static_cast<const double*>(data_)[row];
        case DUCKDB_TYPE_UBIGINT:
            return static_cast<double>(static_cast<const std::uint64_t*>(data_)[row]);
        case DUCKDB_TYPE_HUGEINT:
            value = huge(static_cast<const duckdb_hugeint*>(data_));
            break;
        case DUCKDB_TYPE_UHUGEINT:
            value = huge(static_cast<const duckdb_uhugeint*>(data_));
            break;
        default:
            value = static_cast<double>(integer(row));
            break;
    }
    // Powers of ten up to 22 are exact, so that up to 15 digits give the nearest double.
    return type_->kind == ColumnKind::decimal ? value / std::pow(10.0, type_->decimal_scale)
                                              : value;
}

std::string_view Column::text(std::size_t row) const {
    ASSAY_ASSERT(type_->type == DUCKDB_TYPE_VARCHAR || type_->type == DUCKDB_TYPE_BLOB,
                 "text() reads a text or blob column");
    const auto& value = static_cast<const duckdb_string_t*>(data_)[row].value;
    constexpr std::uint32_t inlined_bytes_max = 12;
    if (value.inlined.length <= inlined_bytes_max)
        return {value.inlined.inlined, value.inlined.length};
    return {value.pointer.ptr, value.pointer.length};
}

}  // namespace assay::columnar
