// One JSON array of objects, an element at a time: a scanner that knows only strings and nesting
// finds where an element ends, and the strict parser reads it. Only one element is in memory, also
// when the whole array is one line.
#include "datasets/line_blocks.hpp"
#include "datasets/record_source.hpp"

#include <string>
#include <utility>
#include <vector>

namespace assay::datasets {
namespace {

constexpr std::size_t piece_bytes = std::size_t{256} << 10U;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class JsonArrayRecords final : public RecordSource {
  public:
    JsonArrayRecords(std::unique_ptr<ByteSource> source,
                     std::string name,
                     std::size_t element_bytes_max)
        : source_(std::move(source)),
          name_(std::move(name)),
          element_bytes_max_(element_bytes_max),
          piece_(piece_bytes) {}

    Result<std::optional<Record>> next() override {
        if (phase_ == Phase::start) CHECK_OK(open_array());
        if (phase_ == Phase::end) return std::optional<Record>{};
        TRY(const char first, skip_space("the array is not closed"));
        if (first == ']' && phase_ == Phase::first_element) {
            advance();
            CHECK_OK(close_array());
            return std::optional<Record>{};
        }
        if (first == ']' || first == ',')
            return fail(ErrorKind::invalid_input,
                        "{}:{}:{}: '{}' where an object is expected",
                        name_,
                        line_,
                        column_,
                        first);
        const TextPlace place{line_, column_};
        TRY(const char end, take_element());
        if (end == ']') {
            CHECK_OK(close_array());
        } else {
            phase_ = Phase::later_element;
        }
        if (is_over_long_) {
            return std::optional<Record>{Record{
                place.line, over_long_error(name_, place.line, "element", element_bytes_max_)}};
        }
        return std::optional<Record>{Record{place.line, parse_row(element_, name_, place)}};
    }
    std::uint64_t file_bytes_read() const override { return source_->file_bytes_read(); }
    std::optional<std::uint64_t> file_bytes_total() const override {
        return source_->file_bytes_total();
    }

  private:
    enum class Phase { start, first_element, later_element, end };

    /// The byte under the cursor, or nothing at the end.
    Result<std::optional<char>> peek() {
        if (at_ == filled_) {
            TRY(filled_, source_->read(piece_));
            at_ = 0;
            if (filled_ == 0) return std::optional<char>{};
        }
        return std::optional<char>{piece_[at_]};
    }

    void advance() {
        if (piece_[at_] == '\n') {
            ++line_;
            column_ = 1;
        } else {
            ++column_;
        }
        ++at_;
    }

    Result<std::optional<char>> peek_behind_space() {
        while (true) {
            TRY(const auto c, peek());
            if (!c || !is_space(*c)) return c;
            advance();
        }
    }

    Result<char> skip_space(std::string_view problem_at_end) {
        TRY(const auto c, peek_behind_space());
        if (!c) return fail(ErrorKind::invalid_input, "{}:{}: {}", name_, line_, problem_at_end);
        return *c;
    }

    Result<void> open_array() {
        CHECK_OK(peek());
        TRY(at_, text_start({piece_.data(), filled_}, name_));
        TRY(const auto first, peek_behind_space());
        if (!first) {
            phase_ = Phase::end;
            return {};
        }
        if (*first != '[') {
            return fail(
                ErrorKind::invalid_input,
                "{}:{}:{}: expected an array of objects, found '{}'; a file with one object "
                "a line is named .jsonl or read with the format jsonl",
                name_,
                line_,
                column_,
                *first);
        }
        advance();
        phase_ = Phase::first_element;
        return {};
    }

    Result<void> close_array() {
        phase_ = Phase::end;
        TRY(const auto rest, peek_behind_space());
        if (!rest) return {};
        return fail(ErrorKind::invalid_input,
                    "{}:{}:{}: text after the end of the array",
                    name_,
                    line_,
                    column_);
    }

    /// Reads up to the `,` or `]` that ends the element, which it returns.
    Result<char> take_element() {
        element_.clear();
        is_over_long_ = false;
        std::size_t depth = 0;
        bool in_string = false;
        bool is_escaped = false;
        while (true) {
            TRY(const auto next, peek());
            if (!next)
                return fail(
                    ErrorKind::invalid_input, "{}:{}: the array is not closed", name_, line_);
            const char c = *next;
            advance();
            if (in_string) {
                in_string = is_escaped || c != '"';
                is_escaped = !is_escaped && c == '\\';
            } else if (c == '"') {
                in_string = true;
            } else if (c == '{' || c == '[') {
                ++depth;
            } else if (depth == 0 && (c == ',' || c == ']')) {
                return c;
            } else if (depth > 0 && (c == '}' || c == ']')) {
                --depth;
            }
            if (element_.size() == element_bytes_max_) is_over_long_ = true;
            if (!is_over_long_) element_ += c;
        }
    }

    std::unique_ptr<ByteSource> source_;
    std::string name_;
    std::size_t element_bytes_max_;
    std::vector<char> piece_;
    std::size_t at_ = 0;
    std::size_t filled_ = 0;
    std::uint64_t line_ = 1;
    std::uint64_t column_ = 1;
    Phase phase_ = Phase::start;
    std::string element_;
    bool is_over_long_ = false;
};

}  // namespace

std::unique_ptr<RecordSource> json_array(std::unique_ptr<ByteSource> source,
                                         std::string name,
                                         std::size_t element_bytes_max) {
    return std::make_unique<JsonArrayRecords>(
        std::move(source), std::move(name), element_bytes_max);
}

}  // namespace assay::datasets
