#include "report/markdown_text.hpp"

#include "report/printing.hpp"

#include <cctype>

namespace assay::report {
namespace {

bool is_word_byte(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte >= 0x80 || std::isalnum(byte) != 0;
}

/// An underscore inside a word is no emphasis; escaped, names would be hard to read in the raw
/// text.
bool is_inside_word(std::string_view text, std::size_t index) {
    return index > 0 && index + 1 < text.size() && is_word_byte(text[index - 1]) &&
           is_word_byte(text[index + 1]);
}

}  // namespace

std::string escaped_markdown(std::string_view text) {
    const std::string line = one_line(text, 400);
    std::string out;
    for (std::size_t index = 0; index < line.size(); ++index) {
        const char letter = line[index];
        if (letter == '<') {
            out += "&lt;";
        } else if (letter == '>') {
            out += "&gt;";
        } else if (letter == '&') {
            out += "&amp;";
        } else {
            const bool is_mark =
                std::string_view("\\`*[]#|~!").find(letter) != std::string_view::npos ||
                (letter == '_' && !is_inside_word(line, index));
            if (is_mark) out += '\\';
            out += letter;
        }
    }
    return out;
}

}  // namespace assay::report
