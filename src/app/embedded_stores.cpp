#include "app/embedded_stores.hpp"

#include "core/file.hpp"
#include "store/duckdb/result_store.hpp"
#include "store/filesystem/journal_store.hpp"
#include "store/sqlite/meta_store.hpp"
#include "store/sqlite/response_cache.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <unistd.h>

namespace assay::app {

namespace {

constexpr std::size_t secret_bytes = 32;

/// What the marks around judged texts are made of (src/judge/fence.hpp); drawn once.
Result<std::string> read_or_draw_secret(const std::filesystem::path& path) {
    auto stored = read_file(path, 4 * secret_bytes);
    if (stored && stored->size() == 2 * secret_bytes) return stored;
    std::array<unsigned char, secret_bytes> bytes{};
    if (::getentropy(bytes.data(), bytes.size()) != 0) return system_error(errno, "draw", path);
    std::string secret;
    for (const unsigned char byte : bytes) secret += fmt::format("{:02x}", byte);
    CHECK_OK(write_file_atomically(path, secret));
    std::error_code error;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read, error);
    if (error) return system_error(error.value(), "protect", path);
    return secret;
}

}  // namespace

Result<std::unique_ptr<EmbeddedStores>> EmbeddedStores::open(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return system_error(error.value(), "create", folder);
    std::unique_ptr<EmbeddedStores> opened(new EmbeddedStores);
    TRY(opened->meta_, store::open_sqlite_meta_store(folder / "assay.sqlite"));
    TRY(opened->cache_, store::open_sqlite_response_cache(folder / "cache.sqlite"));
    TRY(opened->journals_, store::open_filesystem_journal_store(folder));
    TRY(opened->results_, store::open_duckdb_result_store(folder / "results.duckdb"));
    TRY(opened->fence_secret_, read_or_draw_secret(folder / "fence.secret"));
    return opened;
}

}  // namespace assay::app
