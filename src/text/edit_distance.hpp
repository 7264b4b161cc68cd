#pragma once
// Levenshtein's distance: the fewest insertions, deletions and substitutions, each of cost 1, that
// turn one sequence into the other. Thread-safe; working memory is kept per thread.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace assay::text {

struct EditDistance {
    std::size_t edit_count = 0;
    std::size_t longer_count = 0;  ///< units of the longer side

    /// 1 - edits / units of the longer side, in 0..1; 1 when both sides are empty.
    [[nodiscard]] double similarity_ratio() const {
        if (longer_count == 0) return 1;
        return 1 - static_cast<double>(edit_count) / static_cast<double>(longer_count);
    }
    bool operator==(const EditDistance&) const = default;
};

/// Of numbered symbols. O(a * b / 64). Source: Myers 1999; in blocks of 64, Hyyro 2003.
EditDistance symbol_edits(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

/// Of code points of UTF-8 texts; an invalid byte is one U+FFFD.
EditDistance code_point_edits(std::string_view a, std::string_view b);

/// Of words between white space (whitespace.hpp), compared byte for byte.
EditDistance word_edits(std::string_view a, std::string_view b);

}  // namespace assay::text
