#include "datasets/byte_source.hpp"

#include "core/file.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace assay::datasets {
namespace {

constexpr std::size_t compressed_piece_bytes = std::size_t{128} << 10U;

class FileBytes final : public ByteSource {
  public:
    FileBytes(int descriptor, std::filesystem::path path, std::optional<std::uint64_t> total)
        : descriptor_(descriptor), path_(std::move(path)), total_(total) {}
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;
    ~FileBytes() override { ::close(descriptor_); }

    Result<std::size_t> read(std::span<char> into) override {
        while (true) {
            const ssize_t count = ::read(descriptor_, into.data(), into.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return system_error(errno, "read", path_);
            read_ += static_cast<std::uint64_t>(count);
            return static_cast<std::size_t>(count);
        }
    }
    std::uint64_t file_bytes_read() const override { return read_; }
    std::optional<std::uint64_t> file_bytes_total() const override { return total_; }

  private:
    int descriptor_;
    std::filesystem::path path_;
    std::optional<std::uint64_t> total_;
    std::uint64_t read_ = 0;
};

/// What the two decompressors share: a piece of compressed bytes and the file behind it.
class CompressedBytes : public ByteSource {
  public:
    CompressedBytes(std::unique_ptr<ByteSource> file, std::string name)
        : file_(std::move(file)), name_(std::move(name)), piece_(compressed_piece_bytes) {}

    std::uint64_t file_bytes_read() const override { return file_->file_bytes_read(); }
    std::optional<std::uint64_t> file_bytes_total() const override {
        return file_->file_bytes_total();
    }

  protected:
    /// Returns false at the end of the file.
    Result<bool> refill() {
        TRY(const std::size_t count, file_->read(piece_));
        rest_ = std::span<char>(piece_).first(count);
        return count > 0;
    }
    Error ends_early() const {
        return make_error(ErrorKind::invalid_input, "{}: the compressed data ends early", name_);
    }

    std::unique_ptr<ByteSource> file_;
    std::string name_;
    std::vector<char> piece_;
    std::span<char> rest_;
};

class GzipBytes final : public CompressedBytes {
  public:
    GzipBytes(std::unique_ptr<ByteSource> file, std::string name)
        : CompressedBytes(std::move(file), std::move(name)) {}
    GzipBytes(const GzipBytes&) = delete;
    GzipBytes& operator=(const GzipBytes&) = delete;
    ~GzipBytes() override {
        if (is_open_) inflateEnd(&stream_);
    }

    Result<std::size_t> read(std::span<char> into) override {
        stream_.next_out = reinterpret_cast<Bytef*>(into.data());
        stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(into.size(), 1U << 30U));
        const uInt wanted = stream_.avail_out;
        while (stream_.avail_out == wanted) {
            if (rest_.empty()) {
                TRY(const bool more, refill());
                if (!more) {
                    if (in_member_ || !is_open_) return ends_early();
                    return 0;
                }
            }
            CHECK_OK(step());
        }
        return wanted - stream_.avail_out;
    }

  private:
    Result<void> step() {
        if (!is_open_) {
            // 15 bits of window, and 16 for "gzip only".
            if (inflateInit2(&stream_, 15 + 16) != Z_OK)
                return fail(ErrorKind::exhausted, "{}: no memory to decompress", name_);
            is_open_ = true;
        } else if (!in_member_) {
            inflateReset(&stream_);
        }
        in_member_ = true;
        stream_.next_in = reinterpret_cast<Bytef*>(rest_.data());
        stream_.avail_in = static_cast<uInt>(rest_.size());
        const int code = inflate(&stream_, Z_NO_FLUSH);
        rest_ = rest_.last(stream_.avail_in);
        // Members may follow one another in one file (RFC 1952, 2.2).
        if (code == Z_STREAM_END) in_member_ = false;
        if (code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR) return {};
        if (code == Z_MEM_ERROR)
            return fail(ErrorKind::exhausted, "{}: no memory to decompress", name_);
        return fail(ErrorKind::invalid_input,
                    "{}: not valid gzip data ({})",
                    name_,
                    stream_.msg == nullptr ? "unknown reason" : stream_.msg);
    }

    z_stream stream_{};
    bool is_open_ = false;
    bool in_member_ = false;
};

class ZstdBytes final : public CompressedBytes {
  public:
    ZstdBytes(std::unique_ptr<ByteSource> file, std::string name)
        : CompressedBytes(std::move(file), std::move(name)), stream_(ZSTD_createDStream()) {}
    ZstdBytes(const ZstdBytes&) = delete;
    ZstdBytes& operator=(const ZstdBytes&) = delete;
    ~ZstdBytes() override { ZSTD_freeDStream(stream_); }

    Result<std::size_t> read(std::span<char> into) override {
        if (stream_ == nullptr)
            return fail(ErrorKind::exhausted, "{}: no memory to decompress", name_);
        ZSTD_outBuffer out{into.data(), into.size(), 0};
        while (out.pos == 0) {
            if (rest_.empty() && !is_full_) {
                TRY(const bool more, refill());
                if (!more) {
                    if (in_frame_) return ends_early();
                    return 0;
                }
            }
            ZSTD_inBuffer in{rest_.data(), rest_.size(), 0};
            const std::size_t hint = ZSTD_decompressStream(stream_, &out, &in);
            if (ZSTD_isError(hint) != 0) {
                return fail(ErrorKind::invalid_input,
                            "{}: not valid zstd data ({})",
                            name_,
                            ZSTD_getErrorName(hint));
            }
            rest_ = rest_.subspan(in.pos);
            in_frame_ = hint != 0;
            is_full_ = out.pos == out.size && in_frame_;
        }
        return out.pos;
    }

  private:
    ZSTD_DStream* stream_;
    bool in_frame_ = true;  // an empty file is no zstd file
    bool is_full_ = false;  // the stream may hold more output than the caller had room for
};

class MemoryBytes final : public ByteSource {
  public:
    explicit MemoryBytes(std::string_view bytes) : rest_(bytes), total_(bytes.size()) {}

    Result<std::size_t> read(std::span<char> into) override {
        const std::size_t count = rest_.copy(into.data(), into.size());
        rest_.remove_prefix(count);
        return count;
    }
    std::uint64_t file_bytes_read() const override { return total_ - rest_.size(); }
    std::optional<std::uint64_t> file_bytes_total() const override { return total_; }

  private:
    std::string_view rest_;
    std::uint64_t total_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_bytes(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return system_error(errno, "open", path);
    struct stat status{};
    std::optional<std::uint64_t> total;
    if (::fstat(descriptor, &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
            ::close(descriptor);
            return fail(
                ErrorKind::invalid_input, "{}: is a directory, expected a file", path.string());
        }
        if (S_ISREG(status.st_mode)) total = static_cast<std::uint64_t>(status.st_size);
    }
    std::unique_ptr<ByteSource> file = std::make_unique<FileBytes>(descriptor, path, total);
    if (path.extension() == ".gz")
        return std::make_unique<GzipBytes>(std::move(file), path.string());
    if (path.extension() == ".zst")
        return std::make_unique<ZstdBytes>(std::move(file), path.string());
    return file;
}

std::unique_ptr<ByteSource> bytes_in_memory(std::string_view bytes) {
    return std::make_unique<MemoryBytes>(bytes);
}

}  // namespace assay::datasets
