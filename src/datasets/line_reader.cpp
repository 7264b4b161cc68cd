#include "datasets/line_reader.hpp"

#include "datasets/line_blocks.hpp"
#include "datasets/record_source.hpp"
#include "text/unicode.hpp"

#include <simdjson.h>

#include <vector>

namespace assay::datasets {

struct LineReader::State {
    LineBlocks lines;
    std::vector<TextLine> batch;
};

namespace {

/// The whole block is checked at once; only a bad one is searched for its line.
bool is_clean(std::string_view block) {
    return simdjson::validate_utf8(block.data(), block.size()) &&
           block.find('\0') == std::string_view::npos;
}

Result<void> check_line(const Line& line, const std::string& name) {
    if (const auto at = text::first_invalid_utf8(line.text)) {
        return fail(ErrorKind::invalid_input,
                    "{}:{}:{}: byte 0x{:02X} is not valid UTF-8",
                    name,
                    line.number,
                    *at + 1,
                    static_cast<unsigned char>(line.text[*at]));
    }
    const std::size_t nul = line.text.find('\0');
    if (nul == std::string_view::npos) return {};
    return fail(ErrorKind::invalid_input,
                "{}:{}:{}: a NUL byte, expected text",
                name,
                line.number,
                nul + 1);
}

}  // namespace

LineReader::LineReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
LineReader::~LineReader() = default;
LineReader::LineReader(LineReader&&) noexcept = default;
LineReader& LineReader::operator=(LineReader&&) noexcept = default;

Result<LineReader> LineReader::open(const std::filesystem::path& path, std::size_t line_bytes_max) {
    TRY(auto source, open_bytes(path));
    return LineReader(std::make_unique<State>(
        State{LineBlocks(std::move(source), path.string(), line_bytes_max), {}}));
}

Result<std::span<const TextLine>> LineReader::next_batch() {
    LineBlocks& lines = state_->lines;
    state_->batch.clear();
    TRY(const bool more, lines.next_block());
    if (!more) return std::span<const TextLine>{};
    const bool block_is_clean = is_clean(lines.block());
    while (const auto line = lines.next_line()) {
        if (line->is_over_long)
            return over_long_error(lines.name(), line->number, "line", lines.line_bytes_max());
        if (!block_is_clean) CHECK_OK(check_line(*line, lines.name()));
        state_->batch.push_back({line->text, line->number});
    }
    return std::span<const TextLine>(state_->batch);
}

std::uint64_t LineReader::file_bytes_read() const {
    return state_->lines.source().file_bytes_read();
}

std::optional<std::uint64_t> LineReader::file_bytes_total() const {
    return state_->lines.source().file_bytes_total();
}

}  // namespace assay::datasets
