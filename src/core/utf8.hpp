#pragma once
// Which bytes are UTF-8: for the readers of JSON and YAML.

#include <cstddef>
#include <string_view>

namespace assay {

/// Bytes of the well-formed UTF-8 sequence at the front, or 0 (Unicode 15, table 3-7).
inline std::size_t utf8_sequence_bytes(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < count) return 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
    if (byte(1) < low || byte(1) > high) return 0;
    for (std::size_t i = 2; i < count; ++i) {
        if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
    }
    return count;
}

}  // namespace assay
