#include "store/filesystem/object_store.hpp"

#include "core/hash.hpp"
#include "store/filesystem/file.hpp"
#include "store/object_address.hpp"

#include <atomic>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace assay::store {
namespace {

class FileObjectStore final : public ObjectStore {
  public:
    explicit FileObjectStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Result<std::string> put(std::string_view bytes) override {
        const std::string hash = sha256_hex(bytes);
        const auto path = path_of(hash);
        TRY(const bool is_stored, is_whole(path, bytes.size()));
        if (!is_stored) CHECK_OK(write(path, bytes));
        return object_address(hash);
    }

    Result<std::string> get(std::string_view address) override {
        TRY(const std::string hash, object_hash(address));
        const auto path = path_of(hash);
        auto file = File::open(path, O_RDONLY);
        if (!file && file.error().kind == ErrorKind::not_found)
            return fail(ErrorKind::not_found, "no object {}", address);
        if (!file) return std::move(file).error();
        TRY(const std::uint64_t size, file->size_bytes());
        std::string bytes(size, '\0');
        std::size_t filled = 0;
        while (filled < bytes.size()) {
            TRY(const std::size_t got,
                file->read_at(filled, bytes.data() + filled, bytes.size() - filled));
            if (got == 0) break;
            filled += got;
        }
        if (filled != bytes.size() || sha256_hex(bytes) != hash)
            return fail(
                ErrorKind::corrupt, "{}: the content no longer has its hash", path.string());
        return bytes;
    }

    Result<bool> contains(std::string_view address) override {
        TRY(const std::string hash, object_hash(address));
        std::error_code code;
        const bool exists = std::filesystem::exists(path_of(hash), code);
        if (code) return file_error(code.value(), "look for", path_of(hash));
        return exists;
    }

  private:
    std::filesystem::path path_of(const std::string& hash) const {
        return folder_ / hash.substr(0, 2) / hash.substr(2, 2) / hash;
    }

    /// A file of another size than its content is damaged and is written again.
    static Result<bool> is_whole(const std::filesystem::path& path, std::size_t size) {
        std::error_code code;
        const auto stored = std::filesystem::file_size(path, code);
        return !code && stored == size;
    }

    Result<void> write(const std::filesystem::path& path, std::string_view bytes) {
        const auto folder = path.parent_path();
        CHECK_OK(create_folders(folder));
        static std::atomic<std::uint64_t> counter = 0;
        const auto partial =
            folder / fmt::format("{}.partial-{}-{}", path.filename().string(), getpid(), ++counter);
        auto outcome = write_partial(partial, path, bytes);
        if (!outcome) ::unlink(partial.c_str());
        return outcome;
    }

    Result<void> write_partial(const std::filesystem::path& partial,
                               const std::filesystem::path& path,
                               std::string_view bytes) {
        TRY(File file, File::open(partial, O_WRONLY | O_CREAT | O_TRUNC, 0444));
        CHECK_OK(file.write_all(bytes));
        CHECK_OK(file.sync());
        if (std::rename(partial.c_str(), path.c_str()) != 0)
            return file_error(errno, "rename into place", path);
        // The names above the file may be new too.
        CHECK_OK(sync_folder(path.parent_path()));
        CHECK_OK(sync_folder(path.parent_path().parent_path()));
        return sync_folder(folder_);
    }

    std::filesystem::path folder_;
};

}  // namespace

Result<std::unique_ptr<ObjectStore>> open_filesystem_object_store(
    const std::filesystem::path& folder) {
    return std::unique_ptr<ObjectStore>(std::make_unique<FileObjectStore>(folder));
}

}  // namespace assay::store
