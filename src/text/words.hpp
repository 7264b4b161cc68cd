#pragma once
// Words of running text in any script that puts space between words. Pure function; thread-safe.

#include <string_view>
#include <vector>

namespace assay::text {

/// Replaces `words` by views into `text`: runs of non-whitespace (whitespace.hpp), in which every
/// punctuation mark or symbol (Unicode categories P and S) stands alone, except between two letters
/// or numbers an apostrophe (' or U+2019), hyphen or full stop, and between two ASCII digits a
/// comma or colon. So `don't`, `well-known`, `3.5` and `1,000` are one word each. O(bytes).
void cut_words(std::string_view text, std::vector<std::string_view>& words);

}  // namespace assay::text
