#pragma once
// A text file of one prediction or reference a line, also .gz and .zst. One thread at a time.

#include "core/result.hpp"
#include "datasets/dataset_options.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace assay::datasets {

struct TextLine {
    std::string_view text;  ///< valid UTF-8 without its LF or CRLF; may be empty
    std::uint64_t number;   ///< from 1
};

class LineReader {
  public:
    /// Errors: not_found, denied, invalid_input for a directory.
    static Result<LineReader> open(const std::filesystem::path& path,
                                   std::size_t line_bytes_max = line_bytes_max_default);
    ~LineReader();
    LineReader(LineReader&&) noexcept;
    LineReader& operator=(LineReader&&) noexcept;

    /// The next lines, empty ones too; empty at the end. They are valid until the next call. An
    /// empty file has no lines; a last line needs no line break. Errors: invalid_input with
    /// `file:line: …` for bytes that are not UTF-8, a NUL byte and an over-long line; for a file
    /// that begins like an archive or other binary or is damaged compressed data.
    Result<std::span<const TextLine>> next_batch();

    [[nodiscard]] std::uint64_t file_bytes_read() const;
    [[nodiscard]] std::optional<std::uint64_t> file_bytes_total() const;

  private:
    struct State;
    explicit LineReader(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace assay::datasets
