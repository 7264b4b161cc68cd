#include "columnar/appender.hpp"

#include "columnar/appender_state.hpp"

#include <simdjson.h>

#include <algorithm>

namespace assay::columnar {
namespace {

/// The library gathers 204,800 rows, however long, before it puts them under its memory limit.
constexpr std::size_t unflushed_bytes_max = 8UL << 20;

/// Every byte that is no part of a UTF-8 sequence becomes U+FFFD.
void repair_utf8(std::string_view text, std::string& out) {
    out.clear();
    std::size_t i = 0;
    while (i < text.size()) {
        std::size_t bytes = 1;
        const std::size_t bytes_max = std::min<std::size_t>(4, text.size() - i);
        while (bytes <= bytes_max && !simdjson::validate_utf8(text.data() + i, bytes)) ++bytes;
        if (bytes <= bytes_max) {
            out.append(text.substr(i, bytes));
            i += bytes;
        } else {
            out += "\xEF\xBF\xBD";
            ++i;
        }
    }
}

}  // namespace

Appender::State::~State() {
    if (chunk != nullptr) api().destroy_data_chunk(&chunk);
    if (appender != nullptr) api().appender_destroy(&appender);
}

Error Appender::State::error() const {
    const char* message = api().appender_error(appender);
    return library_error(DUCKDB_ERROR_INVALID_INPUT,
                         message == nullptr ? "the rows are refused" : message)
        .in(table);
}

Result<void> Appender::State::open(std::shared_ptr<ConnectionHandle> handle,
                                   std::string_view table_name) {
    connection = std::move(handle);
    table = table_name;
    if (api().appender_create(connection->connection, nullptr, table.c_str(), &appender) !=
        DuckDBSuccess)
        return error();
    const auto count = api().appender_column_count(appender);
    std::vector<duckdb_logical_type> logical(count);
    for (idx_t i = 0; i < count; ++i) {
        logical[i] = api().appender_column_type(appender, i);
        types.push_back(api().get_type_id(logical[i]));
    }
    chunk = api().create_data_chunk(logical.data(), count);
    for (duckdb_logical_type& type : logical) api().destroy_logical_type(&type);
    capacity = api().vector_size();
    find_vectors();
    return {};
}

void Appender::State::find_vectors() {
    vectors.clear();
    data.clear();
    for (idx_t i = 0; i < types.size(); ++i) {
        vectors.push_back(api().data_chunk_get_vector(chunk, i));
        data.push_back(api().vector_get_data(vectors.back()));
    }
}

Result<void> Appender::State::flush_chunk() {
    if (row == 0) return {};
    api().data_chunk_set_size(chunk, row);
    if (api().append_data_chunk(appender, chunk) != DuckDBSuccess) return error();
    api().data_chunk_reset(chunk);
    find_vectors();
    row = 0;
    if (unflushed_bytes < unflushed_bytes_max) return {};
    unflushed_bytes = 0;
    if (api().appender_flush(appender) != DuckDBSuccess) return error();
    return {};
}

void Appender::State::assign(duckdb_vector vector, std::size_t at, std::string_view value) {
    if (!simdjson::validate_utf8(value.data(), value.size())) {
        repair_utf8(value, repaired);
        value = repaired;
    }
    api().vector_assign_string_element_len(vector, at, value.data(), value.size());
    unflushed_bytes += value.size();
}

std::size_t Appender::State::next_column() {
    ASSAY_ASSERT(column < types.size(), "a row has as many values as the table has columns");
    return column++;
}

Appender::Appender(std::unique_ptr<State> state) : state_(std::move(state)) {}
Appender::~Appender() = default;
Appender::Appender(Appender&&) noexcept = default;
Appender& Appender::operator=(Appender&&) noexcept = default;

void Appender::null() {
    const std::size_t at = state_->next_column();
    duckdb_vector vector = state_->vectors[at];
    api().vector_ensure_validity_writable(vector);
    std::uint64_t* validity = api().vector_get_validity(vector);
    validity[state_->row / 64] &= ~(1ULL << (state_->row % 64));
    if (state_->types[at] == DUCKDB_TYPE_LIST)
        static_cast<duckdb_list_entry*>(state_->data[at])[state_->row] = {.offset = 0, .length = 0};
}

void Appender::boolean(bool value) {
    const std::size_t at = state_->next_column();
    ASSAY_ASSERT(state_->types[at] == DUCKDB_TYPE_BOOLEAN, "boolean() fills a BOOLEAN column");
    static_cast<bool*>(state_->data[at])[state_->row] = value;
}

void Appender::integer(std::int64_t value) {
    const std::size_t at = state_->next_column();
    const auto put = [&]<typename T>(T* values) {
        ASSAY_ASSERT(std::in_range<T>(value), "the integer fits its column");
        values[state_->row] = static_cast<T>(value);
    };
    void* data = state_->data[at];
    switch (state_->types[at]) {
        case DUCKDB_TYPE_TINYINT:
            return put(static_cast<std::int8_t*>(data));
        case DUCKDB_TYPE_SMALLINT:
            return put(static_cast<std::int16_t*>(data));
        case DUCKDB_TYPE_INTEGER:
            return put(static_cast<std::int32_t*>(data));
        case DUCKDB_TYPE_BIGINT:
            return put(static_cast<std::int64_t*>(data));
        case DUCKDB_TYPE_UTINYINT:
            return put(static_cast<std::uint8_t*>(data));
        case DUCKDB_TYPE_USMALLINT:
            return put(static_cast<std::uint16_t*>(data));
        case DUCKDB_TYPE_UINTEGER:
            return put(static_cast<std::uint32_t*>(data));
        case DUCKDB_TYPE_UBIGINT:
            return put(static_cast<std::uint64_t*>(data));
        default:
            ASSAY_ASSERT(false, "integer() fills an integer column");
    }
}

void Appender::number(double value) {
    const std::size_t at = state_->next_column();
    ASSAY_ASSERT(state_->types[at] == DUCKDB_TYPE_DOUBLE, "number() fills a DOUBLE column");
    static_cast<double*>(state_->data[at])[state_->row] = value;
}

void Appender::text(std::string_view value) {
    const std::size_t at = state_->next_column();
    ASSAY_ASSERT(state_->types[at] == DUCKDB_TYPE_VARCHAR, "text() fills a VARCHAR column");
    state_->assign(state_->vectors[at], state_->row, value);
}

void Appender::texts(std::span<const std::string> values) {
    const std::size_t at = state_->next_column();
    ASSAY_ASSERT(state_->types[at] == DUCKDB_TYPE_LIST, "texts() fills a VARCHAR[] column");
    duckdb_vector list = state_->vectors[at];
    const idx_t offset = api().list_vector_get_size(list);
    api().list_vector_reserve(list, offset + values.size());
    api().list_vector_set_size(list, offset + values.size());
    duckdb_vector items = api().list_vector_get_child(list);
    for (std::size_t i = 0; i < values.size(); ++i) state_->assign(items, offset + i, values[i]);
    static_cast<duckdb_list_entry*>(state_->data[at])[state_->row] = {.offset = offset,
                                                                      .length = values.size()};
}

Result<void> Appender::end_row() {
    ASSAY_ASSERT(state_->column == state_->types.size(), "a row has a value for every column");
    state_->column = 0;
    if (++state_->row == state_->capacity) return state_->flush_chunk();
    return {};
}

Result<void> Appender::finish() {
    ASSAY_ASSERT(state_->column == 0, "the last row is closed");
    CHECK_OK(state_->flush_chunk());
    if (api().appender_flush(state_->appender) != DuckDBSuccess) return state_->error();
    return {};
}

}  // namespace assay::columnar
