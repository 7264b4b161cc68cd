#pragma once
// Lines of a byte stream, cut in blocks: a block is a buffer of whole lines, so that the lines of
// one block can be looked at together and none is copied. One thread at a time. Private to this
// layer.
//
//   buffer: [ whole lines of this block … | start of the next line | room for the next read ]
//
// next_block() moves the start of the next line to the front and fills the room behind it.

#include "core/result.hpp"
#include "datasets/byte_source.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace assay::datasets {

enum class LineEnd { none, lf, crlf };

struct Line {
    std::string_view text;  ///< without its end; its first bytes if over-long
    std::uint64_t number;   ///< from 1
    LineEnd end;
    bool is_over_long;  ///< more than the bound; the rest was passed over
};

/// Bytes of the byte order mark at the start of a file (0 or 3). Errors: invalid_input for a file
/// that begins like an archive or other binary.
Result<std::size_t> text_start(std::string_view start, const std::string& name);

class LineBlocks {
  public:
    /// After the last line of a block at least this many bytes may be read.
    static constexpr std::size_t padding_bytes = 64;

    LineBlocks(std::unique_ptr<ByteSource> source, std::string name, std::size_t line_bytes_max);

    /// Ends the current block and its lines and reads the next; false at the end. A byte order mark
    /// is passed over. Errors: those of the source and of text_start.
    Result<bool> next_block();
    /// What is left of the block.
    [[nodiscard]] std::string_view block() const {
        return {buffer_.get() + cursor_, block_end_ - cursor_};
    }
    /// The next line of the block; valid until next_block().
    std::optional<Line> next_line();
    /// The next line of the file, whatever its block; valid until the next call.
    Result<std::optional<Line>> next();

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::size_t line_bytes_max() const { return line_bytes_max_; }
    [[nodiscard]] const ByteSource& source() const { return *source_; }

  private:
    struct Free {
        void operator()(char* bytes) const { std::free(bytes); }
    };

    Result<void> check_start();
    Result<bool> read_more();
    Result<void> pass_over_long_line();
    bool reserve(std::size_t bytes);

    std::unique_ptr<ByteSource> source_;
    std::string name_;
    std::size_t line_bytes_max_;
    std::unique_ptr<char, Free> buffer_;
    std::size_t capacity_ = 0;
    std::size_t filled_ = 0;     // bytes read into the buffer
    std::size_t block_end_ = 0;  // behind the last whole line
    std::size_t cursor_ = 0;     // start of the next line
    std::uint64_t line_count_ = 0;
    bool at_end_ = false;
    bool is_started_ = false;
    bool is_over_long_ = false;
};

}  // namespace assay::datasets
