#include "text/unicode.hpp"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace assay::text {

std::optional<std::size_t> first_invalid_utf8(std::string_view bytes) {
    std::size_t i = 0;
    while (i < bytes.size()) {
        std::uint64_t words[2];
        while (i + sizeof words <= bytes.size()) {
            std::memcpy(words, bytes.data() + i, sizeof words);
            if (((words[0] | words[1]) & 0x8080808080808080ULL) != 0) break;
            i += sizeof words;
        }
        if (i == bytes.size()) break;
        if (static_cast<unsigned char>(bytes[i]) < 0x80) {
            ++i;
            continue;
        }
        const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
        auto next = static_cast<std::int64_t>(i);
        UChar32 value = 0;
        U8_NEXT(data, next, static_cast<std::int64_t>(bytes.size()), value);
        if (value < 0) return i;
        i = static_cast<std::size_t>(next);
    }
    return std::nullopt;
}

CodePoint code_point_at(std::string_view bytes, std::size_t index) {
    const auto first = static_cast<unsigned char>(bytes[index]);
    if (first < 0x80) return {first, index + 1};
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    auto next = static_cast<std::int64_t>(index);
    UChar32 value = 0;
    U8_NEXT(data, next, static_cast<std::int64_t>(bytes.size()), value);
    if (value < 0) return {U'\uFFFD', index + 1};
    return {static_cast<char32_t>(value), static_cast<std::size_t>(next)};
}

void append_utf8(std::string& out, char32_t code_point) {
    char buffer[U8_MAX_LENGTH];
    std::int32_t count = 0;
    U8_APPEND_UNSAFE(buffer, count, static_cast<UChar32>(code_point));
    out.append(buffer, static_cast<std::size_t>(count));
}

std::u32string to_code_points(std::string_view bytes) {
    std::u32string points;
    points.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size();) {
        const CodePoint point = code_point_at(bytes, i);
        points.push_back(point.value);
        i = point.next_index;
    }
    return points;
}

bool is_alphanumeric(char32_t code_point) {
    constexpr std::uint32_t letters_and_numbers = U_GC_L_MASK | U_GC_N_MASK;
    return (U_GET_GC_MASK(static_cast<UChar32>(code_point)) & letters_and_numbers) != 0;
}

bool is_punctuation_or_symbol(char32_t code_point) {
    constexpr std::uint32_t marks = U_GC_P_MASK | U_GC_S_MASK;
    return (U_GET_GC_MASK(static_cast<UChar32>(code_point)) & marks) != 0;
}

std::string lower(std::string_view bytes) {
    const bool ascii =
        std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    std::string out;
    if (ascii) {
        out.assign(bytes);
        for (char& c : out) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
        }
        return out;
    }
    UErrorCode status = U_ZERO_ERROR;
    icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(bytes.size()));
    icu::CaseMap::utf8ToLower(
        "",
        0,
        icu::StringPiece(bytes.data(), static_cast<std::int32_t>(bytes.size())),
        sink,
        nullptr,
        status);
    return out;
}

}  // namespace assay::text
