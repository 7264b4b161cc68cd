// E-mail addresses: the part of RFC 5322 that people have. Before the `@` letters and digits of any
// script and .!#$%&'*+~_-, or anything printable in double quotes; behind it two or more labels, of
// which the last is of letters (or an `xn--` label). The search goes from each `@` both ways and no
// further than the lengths that RFC 5321 allows.

#include "redaction/scan.hpp"

#include "text/unicode.hpp"

#include <optional>

namespace assay::redaction {
namespace {

constexpr std::size_t local_bytes_max = 64;
constexpr std::size_t domain_bytes_max = 253;
constexpr std::size_t label_bytes_max = 63;

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80; }

/// Where the character before `index` (> 0) starts.
std::size_t previous(std::string_view text, std::size_t index) {
    std::size_t begin = index - 1;
    while (begin > 0 && index - begin < 4 && is_continuation(text[begin])) --begin;
    return text::code_point_at(text, begin).next_index == index ? begin : index - 1;
}

bool is_wide_letter(std::string_view text, std::size_t index) {
    const text::CodePoint point = text::code_point_at(text, index);
    return point.value >= 0x80 && text::is_alphanumeric(point.value);
}

bool is_letter_or_digit(std::string_view text, std::size_t index) {
    return is_word_byte(text[index]) || is_wide_letter(text, index);
}

bool belongs_to_local(std::string_view text, std::size_t index) {
    return is_letter_or_digit(text, index) ||
           std::string_view(".!#$%&'*+~_-").find(text[index]) != std::string_view::npos;
}

std::optional<std::size_t> quoted_begin(std::string_view text, std::size_t at) {
    for (std::size_t i = at - 1; i > 0 && at - i < local_bytes_max; --i) {
        const char byte = text[i - 1];
        if (byte == '"') return i < at - 1 ? std::optional(i - 1) : std::nullopt;
        if (byte < ' ' || byte == '\x7F' || byte == '@') return std::nullopt;
    }
    return std::nullopt;
}

/// Where the local part that ends at the `@` begins.
std::optional<std::size_t> local_begin(std::string_view text, std::size_t at) {
    if (at == 0) return std::nullopt;
    if (text[at - 1] == '"') return quoted_begin(text, at);
    if (text[at - 1] == '.') return std::nullopt;
    std::size_t begin = at;
    while (begin > 0) {
        const std::size_t before = previous(text, begin);
        if (at - before > local_bytes_max || !belongs_to_local(text, before)) break;
        if (text[before] == '.' && begin < at && text[begin] == '.') break;
        begin = before;
    }
    // Marks in front are quotation or emphasis of the text around, not of the address.
    while (begin < at && !is_letter_or_digit(text, begin) && text[begin] != '_') ++begin;
    return begin < at ? std::optional(begin) : std::nullopt;
}

/// The end of the label that starts at `begin`: no hyphen at either end; `begin` if there is none.
std::size_t label_end(std::string_view text, std::size_t begin) {
    std::size_t end = begin;
    std::size_t index = begin;
    while (index < text.size()) {
        if (is_letter_or_digit(text, index)) {
            index = text::code_point_at(text, index).next_index;
            end = index;
        } else if (text[index] == '-' && end > begin) {
            ++index;
        } else {
            break;
        }
    }
    return end;
}

/// How much of the label can end a domain: all of `xn--` labels, else its letters, if a hyphen or
/// its end follows them.
std::size_t top_level_end(std::string_view text, std::size_t begin, std::size_t end) {
    if (text.substr(begin, 4) == "xn--") return end;
    std::size_t letters_end = begin;
    while (letters_end < end && (is_letter(text[letters_end]) || is_wide_letter(text, letters_end)))
        letters_end = text::code_point_at(text, letters_end).next_index;
    if (letters_end < end && text[letters_end] != '-') return begin;
    return letters_end - begin >= 2 ? letters_end : begin;
}

std::optional<std::size_t> domain_end(std::string_view text, std::size_t begin) {
    std::optional<std::size_t> found;
    std::size_t index = begin;
    for (bool is_first = true;; is_first = false) {
        const std::size_t end = label_end(text, index);
        if (end == index || end - index > label_bytes_max || end - begin > domain_bytes_max) break;
        if (!is_first) {
            const std::size_t top_end = top_level_end(text, index, end);
            if (top_end > index) found = top_end;
        }
        if (end + 1 >= text.size() || text[end] != '.') break;
        index = end + 1;
    }
    return found;
}

}  // namespace

std::vector<Span> find_emails(std::string_view text) {
    std::vector<Span> spans;
    std::size_t taken_end = 0;
    for (std::size_t at = text.find('@'); at != std::string_view::npos;
         at = text.find('@', at + 1)) {
        const auto begin = local_begin(text, at);
        if (!begin) continue;
        const auto end = domain_end(text, at + 1);
        if (!end || *begin < taken_end) continue;
        spans.push_back({Kind::email, *begin, *end});
        taken_end = *end;
    }
    return spans;
}

}  // namespace assay::redaction
