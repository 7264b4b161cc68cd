#pragma once
// Rows of groups of digits, and which of them look like telephone numbers. Pure functions.

#include "redaction/scan.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace assay::redaction {

struct PhoneRow {
    std::size_t begin;  ///< of the `+` or bracket in front, else of the first group
    std::vector<DigitGroup> groups;
    std::vector<Separator> gaps;    ///< before each group but the first; none: a bracket alone
    bool is_international = false;  ///< a `+` in front
    bool is_bracketed = false;      ///< the first group stands in brackets
    bool follows_group = false;     ///< digits before it could belong to it
    Separator gap_before = Separator::none;  ///< to those digits

    /// True if the first `count` groups can be a number of their own though digits stand beside
    /// them: they are parted by something else than spaces, and by spaces from what is around.
    [[nodiscard]] bool may_be_cut(std::size_t count) const;
};

/// The row that starts with groups[first], of up to 15 digits.
PhoneRow read_phone_row(std::string_view text,
                        const std::vector<DigitGroup>& groups,
                        std::size_t first);

enum class PhoneShape { none, weak, strong };

/// The shape of the first `count` groups of the row.
PhoneShape phone_shape(std::string_view text, const PhoneRow& row, std::size_t count);

}  // namespace assay::redaction
