#include "app/embedded_stores.hpp"

#include "core/file.hpp"
#include "store/duckdb/result_store.hpp"
#include "store/filesystem/journal_store.hpp"
#include "store/sqlite/meta_store.hpp"
#include "store/sqlite/response_cache.hpp"

namespace assay::app {

Result<std::unique_ptr<EmbeddedStores>> EmbeddedStores::open(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return system_error(error.value(), "create", folder);
    std::unique_ptr<EmbeddedStores> opened(new EmbeddedStores);
    TRY(opened->meta_, store::open_sqlite_meta_store(folder / "assay.sqlite"));
    TRY(opened->cache_, store::open_sqlite_response_cache(folder / "cache.sqlite"));
    TRY(opened->journals_, store::open_filesystem_journal_store(folder));
    TRY(opened->results_, store::open_duckdb_result_store(folder / "results.duckdb"));
    return opened;
}

}  // namespace assay::app
