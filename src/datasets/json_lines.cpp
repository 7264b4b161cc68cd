#include "datasets/record_source.hpp"
#include "text/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace assay::datasets {
namespace {

class JsonLines final : public RecordSource {
  public:
    explicit JsonLines(LineBlocks lines) : lines_(std::move(lines)) {}

    Result<std::optional<Record>> next() override {
        while (true) {
            TRY(const auto line, lines_.next());
            if (!line) return std::optional<Record>{};
            if (line->is_over_long) {
                return std::optional<Record>{Record{
                    line->number,
                    over_long_error(lines_.name(), line->number, "line", lines_.line_bytes_max())}};
            }
            if (line->text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
            return std::optional<Record>{
                Record{line->number, parse_row(line->text, lines_.name(), {line->number})}};
        }
    }
    std::uint64_t file_bytes_read() const override { return lines_.source().file_bytes_read(); }
    std::optional<std::uint64_t> file_bytes_total() const override {
        return lines_.source().file_bytes_total();
    }

  private:
    LineBlocks lines_;
};

TextPlace place_in(std::string_view text, std::size_t offset, TextPlace start) {
    const std::string_view before = text.substr(0, offset);
    const auto breaks = static_cast<std::uint64_t>(std::ranges::count(before, '\n'));
    if (breaks == 0) return {start.line, start.column + offset};
    return {start.line + breaks, offset - before.rfind('\n')};
}

/// parse_json says `line:column: reason` within its text; here follows where that is in the file.
Error move_place(Error error, const std::string& name, TextPlace start) {
    std::uint64_t line = 0;
    std::uint64_t column = 0;
    const char* const end = error.message.data() + error.message.size();
    const auto line_read = std::from_chars(error.message.data(), end, line);
    if (line_read.ec != std::errc{} || line_read.ptr == end)
        return std::move(error).in(fmt::format("{}:{}", name, start.line));
    const auto column_read = std::from_chars(line_read.ptr + 1, end, column);
    if (line == 1) column += start.column - 1;
    return make_error(error.kind,
                      "{}:{}:{}{}",
                      name,
                      start.line + line - 1,
                      column,
                      std::string_view(column_read.ptr, end));
}

}  // namespace

std::unique_ptr<RecordSource> json_lines(LineBlocks lines) {
    return std::make_unique<JsonLines>(std::move(lines));
}

Error over_long_error(const std::string& name,
                      std::uint64_t line,
                      std::string_view noun,
                      std::size_t bytes_max) {
    return make_error(ErrorKind::invalid_input,
                      "{}:{}: the {} is longer than the {} bytes that are accepted",
                      name,
                      line,
                      noun,
                      bytes_max);
}

Result<Json> parse_row(std::string_view text, const std::string& name, TextPlace start) {
    auto parsed = parse_json(text);
    if (!parsed) {
        if (const auto at = text::first_invalid_utf8(text)) {
            const TextPlace place = place_in(text, *at, start);
            return fail(ErrorKind::invalid_input,
                        "{}:{}:{}: byte 0x{:02X} is not valid UTF-8",
                        name,
                        place.line,
                        place.column,
                        static_cast<unsigned char>(text[*at]));
        }
        return move_place(std::move(parsed).error(), name, start);
    }
    if (!parsed->is_object()) {
        return fail(ErrorKind::invalid_input,
                    "{}:{}: the row is {}, expected an object",
                    name,
                    start.line,
                    json_type_name(*parsed));
    }
    return parsed;
}

}  // namespace assay::datasets
