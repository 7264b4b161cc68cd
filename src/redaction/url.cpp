// Web addresses: `http://`, `https://`, `ftp://` or `www.` up to white space, a quotation mark or
// an angle bracket, without the punctuation that ends a sentence.

#include "redaction/scan.hpp"

#include "text/unicode.hpp"

#include <array>

namespace assay::redaction {
namespace {

constexpr std::array<std::string_view, 4> starts = {"https://", "http://", "ftp://", "www."};

bool starts_with_lowered(std::string_view text, std::string_view prefix) {
    if (text.size() < prefix.size()) return false;
    for (std::size_t i = 0; i < prefix.size(); ++i)
        if (lower_byte(text[i]) != prefix[i]) return false;
    return true;
}

bool belongs(std::string_view text, std::size_t index, std::size_t& next_index) {
    const char byte = text[index];
    next_index = index + 1;
    if (static_cast<unsigned char>(byte) < 0x80)
        return byte > ' ' && byte != '\x7F' &&
               std::string_view("\"<>`{}|\\^").find(byte) == std::string_view::npos;
    const text::CodePoint point = text::code_point_at(text, index);
    next_index = point.next_index;
    return point.value != U'\uFFFD' && text::is_alphanumeric(point.value);
}

std::size_t end_of(std::string_view text, std::size_t index) {
    // A bracket that opens within the address closes within it: Wikipedia has such pages.
    int open_count = 0;
    std::size_t end = index;
    while (index < text.size()) {
        std::size_t next_index = 0;
        if (text[index] == '[' && placeholder_at(text, index)) break;
        if (!belongs(text, index, next_index)) break;
        if (text[index] == '(') ++open_count;
        if (text[index] == ')' && --open_count < 0) break;
        index = next_index;
        if (std::string_view(".,;:!?'*").find(text[index - 1]) == std::string_view::npos)
            end = index;
    }
    return end;
}

}  // namespace

std::vector<Span> find_urls(std::string_view text) {
    std::vector<Span> spans;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char first = lower_byte(text[i]);
        if (first != 'h' && first != 'w' && first != 'f') continue;
        if (is_word_before(text, i)) continue;
        for (const std::string_view start : starts) {
            if (!starts_with_lowered(text.substr(i), start)) continue;
            const std::size_t end = end_of(text, i + start.size());
            if (end <= i + start.size()) break;
            spans.push_back({Kind::url, i, end});
            i = end - 1;
            break;
        }
    }
    return spans;
}

}  // namespace assay::redaction
