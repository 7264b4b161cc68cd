#pragma once
// DuckDB's C API, found at run time. Linking the 70 MB library costs every command 9 ms of start-up
// (measured; `assay --version` needs none of it), so it is loaded when the first database opens.
// Thread-safe.

#include "core/result.hpp"

#include <duckdb.h>

#include <string>

namespace assay::columnar {

// The functions we call; Api has a pointer for each, of the type that duckdb.h declares.
// clang-format off: it nests the entries of the list ever deeper.
#define ASSAY_DUCKDB_FUNCTIONS(X)                                                                \
    X(create_config) X(set_config) X(destroy_config) X(open_ext) X(close) X(connect)             \
    X(disconnect) X(interrupt) X(free) X(query) X(destroy_result) X(result_error)                \
    X(result_error_type) X(prepare) X(prepare_error) X(destroy_prepare) X(nparams)               \
    X(clear_bindings) X(bind_boolean) X(bind_int64) X(bind_double) X(bind_varchar_length)        \
    X(bind_null) X(execute_prepared) X(execute_prepared_streaming) X(rows_changed)               \
    X(column_count) X(column_name) X(column_logical_type) X(fetch_chunk) X(create_data_chunk)    \
    X(destroy_data_chunk) X(data_chunk_reset) X(data_chunk_get_size) X(data_chunk_set_size)      \
    X(data_chunk_get_vector) X(vector_size) X(vector_get_data) X(vector_get_validity)            \
    X(vector_ensure_validity_writable) X(vector_assign_string_element_len)                       \
    X(list_vector_get_child) X(list_vector_get_size) X(list_vector_set_size)                     \
    X(list_vector_reserve) X(struct_vector_get_child) X(array_vector_get_child) X(get_type_id)   \
    X(destroy_logical_type) X(logical_type_get_alias) X(decimal_scale) X(decimal_width)          \
    X(decimal_internal_type) X(list_type_child_type) X(array_type_child_type)                    \
    X(array_type_array_size) X(struct_type_child_count) X(struct_type_child_name)                \
    X(struct_type_child_type) X(map_type_key_type) X(map_type_value_type)                        \
    X(enum_internal_type) X(enum_dictionary_size) X(enum_dictionary_value) X(appender_create)    \
    X(appender_column_count) X(appender_column_type) X(appender_error) X(appender_flush)         \
    X(appender_destroy) X(append_data_chunk)
// clang-format on

struct Api {
#define ASSAY_DUCKDB_MEMBER(name) decltype(&::duckdb_##name) name = nullptr;
    ASSAY_DUCKDB_FUNCTIONS(ASSAY_DUCKDB_MEMBER)
#undef ASSAY_DUCKDB_MEMBER
};

/// Loads the library once. Errors: unavailable, naming the places searched.
Result<void> load_library();

/// The loaded functions. Only after load_library() succeeded.
const Api& api();

/// A message of the library as our error: the kind from the library's where it tells us, from the
/// words otherwise.
Error library_error(duckdb_error_type type, std::string message);

/// The error of a result, which is destroyed.
Error take_error(duckdb_result& result);

}  // namespace assay::columnar
