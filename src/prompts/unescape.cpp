#include "prompts/unescape.hpp"

#include "text/unicode.hpp"

#include <charconv>
#include <cstdint>

namespace assay::prompts {
namespace {

// Reads `count` hexadecimal digits at `index`.
Result<char32_t> hexadecimal(std::string_view text, std::size_t index, std::size_t count) {
    const std::string_view digits = text.substr(index, count);
    std::uint32_t code = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    const bool is_whole = digits.size() == count && end.ptr == digits.data() + digits.size();
    if (!is_whole || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return fail(ErrorKind::invalid_input,
                    "escape '\\{}': expected {} hexadecimal digits of a character",
                    text.substr(index - 1, count + 1),
                    count);
    return static_cast<char32_t>(code);
}

}  // namespace

Result<std::string> unescape(std::string_view text) {
    std::string out;
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (text[index] != '\\' || index + 1 == text.size()) {
            out += text[index];
            continue;
        }
        constexpr std::string_view letters = "abfnrtv\\'\"";
        constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\'\"";
        const char escape = text[++index];
        if (const std::size_t known = letters.find(escape); known != std::string_view::npos) {
            out += meanings[known];
        } else if (escape == 'x' || escape == 'u' || escape == 'U') {
            const std::size_t count = escape == 'x' ? 2 : escape == 'u' ? 4 : 8;
            TRY(const char32_t code, hexadecimal(text, index + 1, count));
            text::append_utf8(out, code);
            index += count;
        } else if (escape >= '0' && escape <= '7') {
            char32_t code = 0;
            std::size_t end = index;
            for (; end < text.size() && end < index + 3 && text[end] >= '0' && text[end] <= '7';
                 ++end)
                code = code * 8 + static_cast<char32_t>(text[end] - '0');
            text::append_utf8(out, code);
            index = end - 1;
        } else if (escape != '\n') {
            out += '\\';
            out += escape;
        }
    }
    return out;
}

}  // namespace assay::prompts
