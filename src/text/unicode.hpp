#pragma once
// UTF-8 in, code points out. Pure functions; thread-safe.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace assay::text {

/// Index of the first byte that does not belong to a well-formed UTF-8 sequence (Unicode 15, table
/// 3-7), or nothing. O(bytes); 16 bytes at a time while the text is ASCII.
std::optional<std::size_t> first_invalid_utf8(std::string_view bytes);

/// The code point at `index` and where the next one starts. Invalid bytes read as U+FFFD, one byte
/// each. `index` < size.
struct CodePoint {
    char32_t value;
    std::size_t next_index;
};
CodePoint code_point_at(std::string_view bytes, std::size_t index);

/// Appends the UTF-8 form of a code point.
void append_utf8(std::string& out, char32_t code_point);

/// All code points; invalid bytes as U+FFFD.
std::u32string to_code_points(std::string_view bytes);

/// Letters and numbers of every script (as Python's str.isalnum).
bool is_alphanumeric(char32_t code_point);
/// General categories P and S.
bool is_punctuation_or_symbol(char32_t code_point);

/// Full Unicode lower-casing, locale-independent (as Python's str.lower).
std::string lower(std::string_view bytes);

}  // namespace assay::text
