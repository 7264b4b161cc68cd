#pragma once
// The bytes of a file, decompressed on the way, in pieces of the caller's size. One thread at a
// time. Private to this layer.

#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

namespace assay::datasets {

class ByteSource {
  public:
    virtual ~ByteSource() = default;
    /// Fills the front of `into` and returns how much; 0 at the end only. Errors: those of the
    /// file, also for compressed data that is damaged or ends early.
    virtual Result<std::size_t> read(std::span<char> into) = 0;
    /// Bytes taken from the file so far, before decompression.
    [[nodiscard]] virtual std::uint64_t file_bytes_read() const = 0;
    /// Bytes in the file; nothing for a pipe.
    [[nodiscard]] virtual std::optional<std::uint64_t> file_bytes_total() const = 0;
};

/// Opens the file; .gz and .zst are decompressed. Errors: not_found, denied, invalid_input for a
/// directory.
Result<std::unique_ptr<ByteSource>> open_bytes(const std::filesystem::path& path);

/// Opens bytes in memory, for tests and fuzzers. They must outlive the source.
std::unique_ptr<ByteSource> bytes_in_memory(std::string_view bytes);

}  // namespace assay::datasets
