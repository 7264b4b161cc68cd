# Third-party packages, all from Debian 12 except DuckDB, whose library and header come from the npm registry
# (third_party/duckdb/package.json, installed by ./dev setup).
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(simdjson REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(SQLite3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)

set(ASSAY_DUCKDB_DIR ${CMAKE_SOURCE_DIR}/third_party/duckdb/node_modules)
set(ASSAY_DUCKDB_LIBRARY ${ASSAY_DUCKDB_DIR}/@duckdb/node-bindings-linux-x64/libduckdb.so)
set(ASSAY_DUCKDB_HEADER_DIR ${ASSAY_DUCKDB_DIR}/duckdb/src/duckdb/src/include)
if(NOT EXISTS ${ASSAY_DUCKDB_LIBRARY} OR NOT EXISTS ${ASSAY_DUCKDB_HEADER_DIR}/duckdb.h)
  message(FATAL_ERROR "DuckDB is not installed under third_party/duckdb: run ./dev setup")
endif()
# Only the C header is offered: the folder also holds DuckDB's C++ headers, which nobody may include.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/duckdb_include)
file(CREATE_LINK ${ASSAY_DUCKDB_HEADER_DIR}/duckdb.h ${CMAKE_BINARY_DIR}/duckdb_include/duckdb.h SYMBOLIC)
add_library(duckdb SHARED IMPORTED)
set_target_properties(duckdb PROPERTIES IMPORTED_LOCATION ${ASSAY_DUCKDB_LIBRARY}
                                        INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${CMAKE_BINARY_DIR}/duckdb_include
                                        INTERFACE_INCLUDE_DIRECTORIES ${CMAKE_BINARY_DIR}/duckdb_include)
