#include "core/file.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace assay {
namespace {

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int get() const { return number_; }

  private:
    int number_;
};

ErrorKind kind_of(int error_number) {
    switch (error_number) {
        case ENOENT:
        case ENOTDIR:
            return ErrorKind::not_found;
        case EACCES:
        case EPERM:
        case EROFS:
            return ErrorKind::denied;
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
        case EMFILE:
        case ENFILE:
        case ENOMEM:
            return ErrorKind::exhausted;
        case EISDIR:
        case ENAMETOOLONG:
        case ELOOP:
        case EINVAL:
            return ErrorKind::invalid_input;
        case EAGAIN:
        case EINTR:
            return ErrorKind::unavailable;
        default:
            return ErrorKind::corrupt;
    }
}

Result<void> write_all(int descriptor, std::string_view bytes, const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_error(errno, "write", path);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

}  // namespace

Error system_error(int error_number, std::string_view action, const std::filesystem::path& path) {
    return make_error(kind_of(error_number),
                      "cannot {} {}: {}",
                      action,
                      path.string(),
                      std::generic_category().message(error_number));
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) return system_error(errno, "open", path);
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return system_error(errno, "inspect", path);
    if (S_ISDIR(status.st_mode))
        return fail(ErrorKind::invalid_input, "{} is a directory, expected a file", path.string());
    std::string text;
    constexpr std::size_t step_bytes = 65536;
    while (true) {
        const std::size_t used = text.size();
        if (used > bytes_max)
            return fail(
                ErrorKind::invalid_input, "{} is larger than {} bytes", path.string(), bytes_max);
        text.resize(used + step_bytes);
        const ssize_t count = ::read(file.get(), text.data() + used, step_bytes);
        if (count < 0 && errno != EINTR) return system_error(errno, "read", path);
        text.resize(used + static_cast<std::size_t>(count < 0 ? 0 : count));
        if (count == 0) return text;
    }
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
    std::filesystem::path temporary = path;
    temporary += fmt::format(".{}.part", ::getpid());
    const auto write_temporary = [&]() -> Result<void> {
        const Descriptor file(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (file.get() < 0) return system_error(errno, "create", temporary);
        CHECK_OK(write_all(file.get(), bytes, path));
        if (::fsync(file.get()) != 0) return system_error(errno, "sync", path);
        return {};
    };
    auto written = write_temporary();
    if (written && std::rename(temporary.c_str(), path.c_str()) != 0)
        written = system_error(errno, "rename to", path);
    if (!written) ::unlink(temporary.c_str());
    return written;
}

}  // namespace assay
