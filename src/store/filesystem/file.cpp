#include "store/filesystem/file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace assay::store {

Error file_error(int code, std::string_view action, const std::filesystem::path& path) {
    ErrorKind kind = ErrorKind::unavailable;
    switch (code) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
        case EMFILE:
        case ENFILE:
            kind = ErrorKind::exhausted;
            break;
        case EACCES:
        case EPERM:
        case EROFS:
            kind = ErrorKind::denied;
            break;
        case ENOENT:
        case ENOTDIR:
            kind = ErrorKind::not_found;
            break;
        case ENAMETOOLONG:
        case EISDIR:
            kind = ErrorKind::invalid_input;
            break;
        default:
            break;
    }
    return make_error(
        kind, "{}: cannot {}: {}", path.string(), action, std::generic_category().message(code));
}

Result<File> File::open(const std::filesystem::path& path, int flags, unsigned mode) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    if (descriptor < 0) return file_error(errno, "open", path);
    return File(descriptor, path);
}

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::uint64_t> File::size_bytes() const {
    struct stat status{};
    if (::fstat(descriptor_, &status) != 0) return file_error(errno, "look at", path_);
    return static_cast<std::uint64_t>(status.st_size);
}

Result<void> File::write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return file_error(errno, "write", path_);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<std::size_t> File::read_at(std::uint64_t offset, char* out, std::size_t count) const {
    while (true) {
        const ssize_t got = ::pread(descriptor_, out, count, static_cast<off_t>(offset));
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR) return file_error(errno, "read", path_);
    }
}

Result<void> File::truncate(std::uint64_t size) {
    if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0)
        return file_error(errno, "cut", path_);
    return {};
}

Result<void> File::sync() {
    if (::fdatasync(descriptor_) != 0) return file_error(errno, "sync", path_);
    return {};
}

Result<void> create_folders(const std::filesystem::path& folder) {
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code) return file_error(code.value(), "create the folder", folder);
    return {};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
    TRY(const File file, File::open(folder, O_RDONLY | O_DIRECTORY));
    if (::fsync(file.descriptor()) != 0) return file_error(errno, "sync", folder);
    return {};
}

}  // namespace assay::store
