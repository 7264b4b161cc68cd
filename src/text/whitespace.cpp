#include "text/whitespace.hpp"

#include "text/unicode.hpp"

namespace assay::text {
namespace {

bool is_wide_whitespace(char32_t point) {
    return point == 0x85 || point == 0xA0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 ||
           point == 0x202F || point == 0x205F || point == 0x3000;
}

}  // namespace

std::size_t whitespace_bytes_at(std::string_view bytes, std::size_t index) {
    const auto first = static_cast<unsigned char>(bytes[index]);
    if (first < 0x80) {
        const bool is_space =
            first == ' ' || (first >= 0x09 && first <= 0x0D) || (first >= 0x1C && first <= 0x1F);
        return is_space ? 1 : 0;
    }
    // Only these lead bytes begin a whitespace character.
    if (first != 0xC2 && (first < 0xE1 || first > 0xE3)) return 0;
    const CodePoint point = code_point_at(bytes, index);
    return is_wide_whitespace(point.value) ? point.next_index - index : 0;
}

std::string_view trim_right(std::string_view bytes) {
    while (!bytes.empty()) {
        std::size_t last = bytes.size() - 1;
        while (last > 0 && bytes.size() - last < 3 &&
               (static_cast<unsigned char>(bytes[last]) & 0xC0) == 0x80)
            --last;
        if (whitespace_bytes_at(bytes, last) != bytes.size() - last) break;
        bytes.remove_suffix(bytes.size() - last);
    }
    return bytes;
}

std::string_view trim(std::string_view bytes) {
    bytes = trim_right(bytes);
    while (!bytes.empty()) {
        const std::size_t count = whitespace_bytes_at(bytes, 0);
        if (count == 0) break;
        bytes.remove_prefix(count);
    }
    return bytes;
}

void split_words(std::string_view bytes, std::vector<std::string_view>& words) {
    words.clear();
    std::size_t start = 0;
    for (std::size_t i = 0; i < bytes.size();) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        const std::size_t count = byte > ' ' && byte < 0x80 ? 0 : whitespace_bytes_at(bytes, i);
        if (count == 0) {
            ++i;
            continue;
        }
        if (i > start) words.push_back(bytes.substr(start, i - start));
        i += count;
        start = i;
    }
    if (bytes.size() > start) words.push_back(bytes.substr(start));
}

}  // namespace assay::text
