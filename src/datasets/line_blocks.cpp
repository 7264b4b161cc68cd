#include "datasets/line_blocks.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace assay::datasets {
namespace {

constexpr std::size_t block_bytes = std::size_t{256} << 10U;
constexpr std::size_t over_long_shown_bytes = 64;

struct Mark {
    std::string_view bytes;
    std::string_view meaning;
};

using namespace std::string_view_literals;

constexpr std::array<Mark, 9> binary_marks{{{"\x1f\x8b"sv, "gzip data; name the file .gz"},
                                            {"\x28\xb5\x2f\xfd"sv, "zstd data; name the file .zst"},
                                            {"PAR1"sv, "Parquet; name the file .parquet"},
                                            {"PK\x03\x04"sv, "a zip archive or spreadsheet"},
                                            {"BZh"sv, "bzip2 data"},
                                            {"\xfd"
                                             "7zXZ"sv,
                                             "xz data"},
                                            {"\x7f"
                                             "ELF"sv,
                                             "a program"},
                                            {"\xff\xfe"sv, "UTF-16 text"},
                                            {"\xfe\xff"sv, "UTF-16 text"}}};

}  // namespace

Result<std::size_t> text_start(std::string_view start, const std::string& name) {
    for (const Mark& mark : binary_marks) {
        if (start.starts_with(mark.bytes))
            return fail(
                ErrorKind::invalid_input, "{}: is {}, expected UTF-8 text", name, mark.meaning);
    }
    return start.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

LineBlocks::LineBlocks(std::unique_ptr<ByteSource> source,
                       std::string name,
                       std::size_t line_bytes_max)
    : source_(std::move(source)), name_(std::move(name)), line_bytes_max_(line_bytes_max) {}

bool LineBlocks::reserve(std::size_t bytes) {
    if (bytes <= capacity_) return true;
    // realloc, because it can move a large buffer without holding it twice.
    auto* larger = static_cast<char*>(std::realloc(buffer_.get(), bytes + padding_bytes));
    if (larger == nullptr) return false;
    static_cast<void>(buffer_.release());
    buffer_.reset(larger);
    capacity_ = bytes;
    std::memset(buffer_.get() + filled_, 0, capacity_ + padding_bytes - filled_);
    return true;
}

Result<bool> LineBlocks::read_more() {
    // A file smaller than a block gets a smaller buffer.
    const std::uint64_t total = source_->file_bytes_total().value_or(block_bytes);
    const std::size_t first = std::clamp<std::uint64_t>(total + 1, 4096, block_bytes);
    if (filled_ == capacity_ && !reserve(std::max(capacity_ * 2, first)))
        return fail(ErrorKind::exhausted, "{}:{}: no memory", name_, line_count_ + 1);
    TRY(const std::size_t count,
        source_->read(std::span<char>(buffer_.get() + filled_, capacity_ - filled_)));
    filled_ += count;
    if (count == 0) at_end_ = true;
    return count > 0;
}

Result<void> LineBlocks::check_start() {
    is_started_ = true;
    while (filled_ < 8) {
        TRY(const bool more, read_more());
        if (!more) break;
    }
    TRY(cursor_, text_start({buffer_.get(), filled_}, name_));
    return {};
}

Result<void> LineBlocks::pass_over_long_line() {
    // The start stays in front for the message; what follows is read over itself until a line ends.
    const std::size_t kept = std::min(over_long_shown_bytes, filled_);
    while (true) {
        filled_ = kept;
        TRY(const bool more, read_more());
        if (!more) break;
        const auto* found =
            static_cast<const char*>(std::memchr(buffer_.get() + kept, '\n', filled_ - kept));
        if (found == nullptr) continue;
        // Close the gap: the shown start, the line's end, and what lies behind it.
        const auto rest = static_cast<std::size_t>(found - buffer_.get());
        std::memmove(buffer_.get() + kept, found, filled_ - rest);
        filled_ -= rest - kept;
        block_end_ = kept + 1;
        is_over_long_ = true;
        return {};
    }
    block_end_ = kept;
    is_over_long_ = true;
    return {};
}

Result<bool> LineBlocks::next_block() {
    if (!is_started_) {
        CHECK_OK(check_start());
    }
    const std::size_t from = std::max(cursor_, block_end_);
    std::memmove(buffer_.get(), buffer_.get() + from, filled_ - from);
    filled_ -= from;
    cursor_ = 0;
    block_end_ = 0;
    is_over_long_ = false;
    std::size_t searched = 0;
    while (true) {
        const std::string_view fresh(buffer_.get() + searched, filled_ - searched);
        const std::size_t last = fresh.rfind('\n');
        if (last != std::string_view::npos) {
            block_end_ = searched + last + 1;
            return true;
        }
        searched = filled_;
        if (at_end_) {
            block_end_ = filled_;
            is_over_long_ = filled_ > line_bytes_max_;
            return filled_ > 0;
        }
        if (filled_ > line_bytes_max_) {
            CHECK_OK(pass_over_long_line());
            return true;
        }
        CHECK_OK(read_more());
    }
}

std::optional<Line> LineBlocks::next_line() {
    if (cursor_ >= block_end_) return std::nullopt;
    const char* start = buffer_.get() + cursor_;
    const std::size_t rest = block_end_ - cursor_;
    const auto* found = static_cast<const char*>(std::memchr(start, '\n', rest));
    const std::size_t length = found == nullptr ? rest : static_cast<std::size_t>(found - start);
    cursor_ += found == nullptr ? length : length + 1;
    Line line{.text = {start, length},
              .number = ++line_count_,
              .end = found == nullptr ? LineEnd::none : LineEnd::lf,
              .is_over_long = is_over_long_ || length > line_bytes_max_};
    if (line.text.ends_with('\r')) {
        line.text.remove_suffix(1);
        if (line.end == LineEnd::lf) line.end = LineEnd::crlf;
    }
    return line;
}

Result<std::optional<Line>> LineBlocks::next() {
    while (true) {
        if (auto line = next_line()) return line;
        TRY(const bool more, next_block());
        if (!more) return std::optional<Line>{};
    }
}

}  // namespace assay::datasets
