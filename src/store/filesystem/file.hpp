#pragma once
// Files by descriptor, with errors that name the path. Private to this layer.

#include "core/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace assay::store {

/// What errno means for the caller: a full disk is exhausted (ENOSPC, EDQUOT, EFBIG alike), a
/// missing right denied, a missing file not_found, the rest unavailable.
Error file_error(int code, std::string_view action, const std::filesystem::path& path);

/// Owns a descriptor.
class File {
  public:
    /// `flags` and `mode` of open(2); O_CLOEXEC is added.
    static Result<File> open(const std::filesystem::path& path, int flags, unsigned mode = 0644);

    File(File&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}
    File& operator=(File&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        std::swap(path_, other.path_);
        return *this;
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File();

    [[nodiscard]] int descriptor() const { return descriptor_; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    Result<std::uint64_t> size_bytes() const;
    Result<void> write_all(std::string_view bytes);
    /// Up to `count` bytes from `offset` into `out`; 0 at the end.
    Result<std::size_t> read_at(std::uint64_t offset, char* out, std::size_t count) const;
    Result<void> truncate(std::uint64_t size);
    /// The file's data is on the disk after this.
    Result<void> sync();

  private:
    File(int descriptor, std::filesystem::path path)
        : descriptor_(descriptor), path_(std::move(path)) {}

    int descriptor_;
    std::filesystem::path path_;
};

Result<void> create_folders(const std::filesystem::path& folder);
/// A name made or removed in the folder is on the disk after this.
Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace assay::store
