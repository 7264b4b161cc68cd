#pragma once
// What separates words: the characters at which Python's str.split() splits, which are Unicode's
// White_Space and the four ASCII separators U+001C..U+001F. Pure functions; thread-safe.

#include <cstddef>
#include <string_view>
#include <vector>

namespace assay::text {

/// Bytes of the whitespace character that starts at `index`, or 0 if another character does.
/// `index` < size.
std::size_t whitespace_bytes_at(std::string_view bytes, std::size_t index);

/// The text without whitespace at its end.
std::string_view trim_right(std::string_view bytes);
/// The text without whitespace at both ends.
std::string_view trim(std::string_view bytes);

/// Replaces `words` by the runs of non-whitespace, which look into `bytes`. O(bytes).
void split_words(std::string_view bytes, std::vector<std::string_view>& words);

}  // namespace assay::text
