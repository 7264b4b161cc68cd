// CSV after RFC 4180: a header, records that end with a line, cells that may be quoted and then may
// hold separators, doubled quotes and line breaks. A record is built from lines: while a quote is
// open at the end of a line, the next line belongs to it.
#include "datasets/record_source.hpp"
#include "text/unicode.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

namespace assay::datasets {
namespace {

class CsvRecords final : public RecordSource {
  public:
    CsvRecords(LineBlocks lines, CsvDialect dialect)
        : lines_(std::move(lines)),
          separator_(dialect == CsvDialect::comma ? ',' : '\t'),
          dialect_(dialect) {}

    Result<void> read_header() {
        TRY(const bool found, read_cells());
        if (!found) return {};
        if (problem_) return *std::move(problem_);
        CHECK_OK(check_text());
        for (std::size_t i = 0; i < cell_count_; ++i) {
            if (cells_[i].empty())
                return fail(ErrorKind::invalid_input,
                            "{}:{}: column {} has no name; the first line must name the columns",
                            lines_.name(),
                            record_line_,
                            i + 1);
            if (std::ranges::find(header_, cells_[i]) != header_.end())
                return fail(ErrorKind::invalid_input,
                            "{}:{}: the header names column '{}' twice",
                            lines_.name(),
                            record_line_,
                            cells_[i]);
            header_.push_back(cells_[i]);
        }
        return {};
    }

    Result<std::optional<Record>> next() override {
        TRY(const bool found, read_cells());
        if (!found) return std::optional<Record>{};
        if (problem_) return std::optional<Record>{Record{record_line_, *std::move(problem_)}};
        if (auto checked = check_row(); !checked)
            return std::optional<Record>{Record{record_line_, std::move(checked).error()}};
        JsonObject fields;
        fields.reserve(header_.size());
        for (std::size_t i = 0; i < header_.size(); ++i) fields.emplace(header_[i], cells_[i]);
        return std::optional<Record>{Record{record_line_, Json(std::move(fields))}};
    }
    std::uint64_t file_bytes_read() const override { return lines_.source().file_bytes_read(); }
    std::optional<std::uint64_t> file_bytes_total() const override {
        return lines_.source().file_bytes_total();
    }

  private:
    Result<void> check_row() const {
        if (cell_count_ != header_.size()) {
            return fail(ErrorKind::invalid_input,
                        "{}:{}: {} cells, expected {} (the header names {})",
                        lines_.name(),
                        record_line_,
                        cell_count_,
                        header_.size(),
                        fmt::join(header_.begin(),
                                  header_.begin() + static_cast<std::ptrdiff_t>(
                                                        std::min<std::size_t>(header_.size(), 8)),
                                  ", "));
        }
        return check_text();
    }

    Result<void> check_text() const {
        for (std::size_t i = 0; i < cell_count_; ++i) {
            const std::string column =
                i < header_.size() ? header_[i] : fmt::format("number {}", i + 1);
            if (const auto at = text::first_invalid_utf8(cells_[i])) {
                return fail(ErrorKind::invalid_input,
                            "{}:{}: field '{}': byte 0x{:02X} is not valid UTF-8",
                            lines_.name(),
                            record_line_,
                            column,
                            static_cast<unsigned char>(cells_[i][*at]));
            }
            if (cells_[i].find('\0') != std::string::npos) {
                return fail(ErrorKind::invalid_input,
                            "{}:{}: field '{}': holds a NUL byte, expected text",
                            lines_.name(),
                            record_line_,
                            column);
            }
        }
        return {};
    }

    void set_problem(Error error) {
        if (!problem_) problem_ = std::move(error);
    }

    /// A cell to fill; the strings are kept from row to row for their memory.
    std::string& new_cell() {
        if (cell_count_ == cells_.size()) cells_.emplace_back();
        std::string& cell = cells_[cell_count_++];
        cell.clear();
        return cell;
    }

    /// Fills cells_ and record_line_, or problem_. False at the end of the file.
    Result<bool> read_cells() {
        cell_count_ = 0;
        record_bytes_ = 0;
        problem_.reset();
        bool in_quotes = false;
        while (true) {
            TRY(const auto line, lines_.next());
            if (!line) {
                if (!in_quotes) return false;
                set_problem(make_error(ErrorKind::invalid_input,
                                       "{}:{}: a quote is opened here and never closed",
                                       lines_.name(),
                                       record_line_));
                return true;
            }
            if (!in_quotes) {
                if (line->text.empty() && !line->is_over_long) continue;
                record_line_ = line->number;
            }
            record_bytes_ += line->text.size() + 1;
            if (line->is_over_long || record_bytes_ > lines_.line_bytes_max() + 1) {
                set_problem(over_long_error(
                    lines_.name(), record_line_, "record", lines_.line_bytes_max()));
            }
            if (problem_) {
                // The record's cells are of no use; only its end matters.
                if (line->is_over_long) return true;
                if (in_quotes && !closes_quotes(line->text)) continue;
                return true;
            }
            in_quotes = split(line->text, in_quotes);
            if (problem_) return true;
            if (!in_quotes) return true;
            cells_[cell_count_ - 1] += line->end == LineEnd::crlf ? "\r\n" : "\n";
        }
    }

    static bool closes_quotes(std::string_view text) {
        return std::ranges::count(text, '"') % 2 == 1;
    }

    /// Appends the cells of one line; returns whether the last one is still inside quotes.
    bool split(std::string_view text, bool in_quotes) {
        std::size_t at = 0;
        while (true) {
            if (!in_quotes) {
                std::string& cell = new_cell();
                if (at >= text.size() || text[at] != '"') {
                    const std::size_t end = std::min(text.find(separator_, at), text.size());
                    cell.assign(text.substr(at, end - at));
                    if (dialect_ == CsvDialect::comma && cell.find('"') != std::string::npos) {
                        set_problem(
                            cell_error("a quote inside a cell that does not start with "
                                       "one; quote the cell and double the quote"));
                        return false;
                    }
                    if (end == text.size()) return false;
                    at = end + 1;
                    continue;
                }
                ++at;
            }
            in_quotes = false;
            if (!take_quoted(text, at)) return true;
            if (at == text.size()) return false;
            if (text[at] != separator_) {
                set_problem(cell_error("text after the closing quote"));
                return false;
            }
            ++at;
        }
    }

    /// Appends to the last cell up to its closing quote and moves behind it; false if the line ends
    /// first.
    bool take_quoted(std::string_view text, std::size_t& at) {
        std::string& cell = cells_[cell_count_ - 1];
        while (true) {
            const std::size_t quote = text.find('"', at);
            if (quote == std::string_view::npos) {
                cell.append(text.substr(at));
                return false;
            }
            cell.append(text.substr(at, quote - at));
            at = quote + 1;
            if (at >= text.size() || text[at] != '"') return true;
            cell += '"';
            ++at;
        }
    }

    Error cell_error(std::string_view reason) const {
        const std::size_t index = cell_count_ - 1;
        return make_error(
            ErrorKind::invalid_input,
            "{}:{}: field '{}': {}",
            lines_.name(),
            record_line_,
            index < header_.size() ? header_[index] : fmt::format("number {}", index + 1),
            reason);
    }

    LineBlocks lines_;
    char separator_;
    CsvDialect dialect_;
    std::vector<std::string> header_;
    std::vector<std::string> cells_;
    std::size_t cell_count_ = 0;
    std::size_t record_bytes_ = 0;
    std::uint64_t record_line_ = 0;
    std::optional<Error> problem_;
};

}  // namespace

Result<std::unique_ptr<RecordSource>> csv_records(LineBlocks lines, CsvDialect dialect) {
    auto records = std::make_unique<CsvRecords>(std::move(lines), dialect);
    CHECK_OK(records->read_header());
    return records;
}

}  // namespace assay::datasets
