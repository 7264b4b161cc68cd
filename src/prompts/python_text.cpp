#include "prompts/python_text.hpp"

#include "text/unicode.hpp"

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

namespace assay::prompts {
namespace {

std::size_t previous_index(std::string_view text, std::size_t end) {
    std::size_t index = end - 1;
    while (index > 0 && end - index < 4 &&
           (static_cast<unsigned char>(text[index]) & 0xC0U) == 0x80U)
        --index;
    return text::code_point_at(text, index).next_index == end ? index : end - 1;
}

bool is_printable(char32_t code_point) {
    if (code_point == U' ') return true;
    switch (u_charType(static_cast<UChar32>(code_point))) {
        case U_CONTROL_CHAR:
        case U_FORMAT_CHAR:
        case U_SURROGATE:
        case U_PRIVATE_USE_CHAR:
        case U_UNASSIGNED:
        case U_LINE_SEPARATOR:
        case U_PARAGRAPH_SEPARATOR:
        case U_SPACE_SEPARATOR:
            return false;
        default:
            return true;
    }
}

bool is_line_break(char32_t code_point) {
    return (code_point >= 0x0A && code_point <= 0x0D) ||
           (code_point >= 0x1C && code_point <= 0x1E) || code_point == 0x85 ||
           code_point == 0x2028 || code_point == 0x2029;
}

}  // namespace

bool is_space(char32_t c) {
    if (c < 0x80) return c == U' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::string_view strip(std::string_view text, Sides sides, std::string_view characters) {
    const std::u32string set = text::to_code_points(characters);
    const auto drops = [&](char32_t c) {
        return set.empty() ? is_space(c) : set.find(c) != std::u32string::npos;
    };
    if (sides != Sides::right) {
        while (!text.empty()) {
            const text::CodePoint first = text::code_point_at(text, 0);
            if (!drops(first.value)) break;
            text.remove_prefix(first.next_index);
        }
    }
    if (sides != Sides::left) {
        while (!text.empty()) {
            const std::size_t last = previous_index(text, text.size());
            if (!drops(text::code_point_at(text, last).value)) break;
            text.remove_suffix(text.size() - last);
        }
    }
    return text;
}

std::vector<std::string_view> split_words(std::string_view text, long long splits_max) {
    std::vector<std::string_view> words;
    text = strip(text, Sides::left);
    while (!text.empty()) {
        if (splits_max >= 0 && static_cast<long long>(words.size()) >= splits_max) {
            words.push_back(strip(text, Sides::right));
            break;
        }
        std::size_t end = 0;
        while (end < text.size()) {
            const text::CodePoint point = text::code_point_at(text, end);
            if (is_space(point.value)) break;
            end = point.next_index;
        }
        words.push_back(text.substr(0, end));
        text = strip(text.substr(end), Sides::left);
    }
    return words;
}

std::vector<std::string_view> split_at(std::string_view text,
                                       std::string_view separator,
                                       long long splits_max) {
    std::vector<std::string_view> parts;
    while (splits_max < 0 || static_cast<long long>(parts.size()) < splits_max) {
        const std::size_t found = text.find(separator);
        if (found == std::string_view::npos) break;
        parts.push_back(text.substr(0, found));
        text.remove_prefix(found + separator.size());
    }
    parts.push_back(text);
    return parts;
}

std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    std::size_t start = 0;
    for (std::size_t index = 0; index < text.size();) {
        const text::CodePoint point = text::code_point_at(text, index);
        std::size_t next = point.next_index;
        if (is_line_break(point.value)) {
            lines.push_back(text.substr(start, index - start));
            if (point.value == U'\r' && next < text.size() && text[next] == '\n') ++next;
            start = next;
        }
        index = next;
    }
    if (start < text.size()) lines.push_back(text.substr(start));
    return lines;
}

std::string upper(std::string_view text) {
    std::string out;
    if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
        std::ranges::transform(text, std::back_inserter(out), [](char c) {
            return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        });
        return out;
    }
    icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    unicode.toUpper(icu::Locale::getRoot()).toUTF8String(out);
    return out;
}

std::string capitalize(std::string_view text) {
    if (text.empty()) return {};
    const text::CodePoint first = text::code_point_at(text, 0);
    std::string out;
    text::append_utf8(out, static_cast<char32_t>(u_totitle(static_cast<UChar32>(first.value))));
    return out + text::lower(text.substr(first.next_index));
}

std::string title(std::string_view text) {
    std::string out;
    bool follows_cased = false;
    for (std::size_t index = 0; index < text.size();) {
        const text::CodePoint point = text::code_point_at(text, index);
        const auto c = static_cast<UChar32>(point.value);
        text::append_utf8(out, static_cast<char32_t>(follows_cased ? u_tolower(c) : u_totitle(c)));
        follows_cased = u_hasBinaryProperty(c, UCHAR_CASED) != 0;
        index = point.next_index;
    }
    return out;
}

std::size_t replaced_bytes(std::string_view text, std::string_view from, std::string_view to) {
    std::size_t count = 0;
    if (from.empty())
        count = text.size() + 1;
    else
        for (std::size_t at = text.find(from); at != std::string_view::npos;
             at = text.find(from, at + from.size()))
            ++count;
    return text.size() + count * to.size();
}

std::string replace_all(std::string_view text,
                        std::string_view from,
                        std::string_view to,
                        long long count_max) {
    std::string out;
    long long count = 0;
    if (from.empty()) {
        for (std::size_t index = 0; index <= text.size(); ++count) {
            if (count_max >= 0 && count >= count_max) return out.append(text.substr(index));
            out.append(to);
            if (index == text.size()) break;
            const std::size_t next = text::code_point_at(text, index).next_index;
            out.append(text.substr(index, next - index));
            index = next;
        }
        return out;
    }
    for (; count_max < 0 || count < count_max; ++count) {
        const std::size_t found = text.find(from);
        if (found == std::string_view::npos) break;
        out.append(text.substr(0, found)).append(to);
        text.remove_prefix(found + from.size());
    }
    return out.append(text);
}

void append_quoted(std::string& out, std::string_view text) {
    const bool doubles =
        text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
    const char quote = doubles ? '"' : '\'';
    out += quote;
    for (std::size_t index = 0; index < text.size();) {
        const text::CodePoint point = text::code_point_at(text, index);
        const char32_t c = point.value;
        if (c == static_cast<char32_t>(quote) || c == U'\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == U'\n') {
            out += "\\n";
        } else if (c == U'\r') {
            out += "\\r";
        } else if (c == U'\t') {
            out += "\\t";
        } else if (is_printable(c)) {
            out.append(text.substr(index, point.next_index - index));
        } else {
            const auto code = static_cast<std::uint32_t>(c);
            auto to = std::back_inserter(out);
            if (code <= 0xFF)
                fmt::format_to(to, "\\x{:02x}", code);
            else if (code <= 0xFFFF)
                fmt::format_to(to, "\\u{:04x}", code);
            else
                fmt::format_to(to, "\\U{:08x}", code);
        }
        index = point.next_index;
    }
    out += quote;
}

void append_float(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf";
        return;
    }
    std::array<char, 64> buffer{};
    const double size = std::fabs(number);
    const bool scientific = size != 0 && (size < 1e-4 || size >= 1e16);
    const auto end =
        std::to_chars(buffer.data(),
                      buffer.data() + buffer.size(),
                      number,
                      scientific ? std::chars_format::scientific : std::chars_format::fixed);
    const std::string_view digits(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
    out += digits;
    if (!scientific && digits.find('.') == std::string_view::npos) out += ".0";
}

}  // namespace assay::prompts
