#pragma once
// Finds the numbers that people and models write in running text. Pure functions; thread-safe.

#include <string_view>
#include <vector>

namespace assay::metrics {

enum class Percent {
    number,  ///< 50% is 50
    ratio,   ///< 50% is 0.5
};

/// The numbers of `text`, in order: `1234.5`, `1,234.5`, `.5`, `-3`, `$1,000`, `-$5`, `6.02e23`,
/// `3/4`, `50%`; U+2212 is a minus too. A sign counts only where no word or number ends just before
/// it, so `10-5` holds 10 and 5. Digits that follow a letter (`GPT4`) are part of a word. `1/2/3`
/// is three numbers, not a fraction; so is a division by zero. Numbers beyond a double are left
/// out. O(bytes).
std::vector<double> find_numbers(std::string_view text, Percent percent);

}  // namespace assay::metrics
