#pragma once
// In what `levenshtein` and `edit_distance` count: characters or words.

#include "metrics/metric.hpp"
#include "metrics/option_values.hpp"
#include "text/edit_distance.hpp"

#include <array>

namespace assay::metrics {

enum class EditUnit { characters, words };

inline constexpr OptionSpec edit_unit_option{
    "unit", "string", "\"characters\"", "`characters` (code points) or `words`."};

/// Errors: invalid_input naming the metric and the accepted units.
inline Result<EditUnit> read_edit_unit(std::string_view metric, const JsonObject& options) {
    const OptionValues values(metric, options);
    constexpr std::array<std::string_view, 2> units = {"characters", "words"};
    TRY(const std::string unit, values.one_of("unit", units));
    return unit == "words" ? EditUnit::words : EditUnit::characters;
}

inline text::EditDistance edits_between(EditUnit unit,
                                        std::string_view output,
                                        std::string_view target) {
    return unit == EditUnit::words ? text::word_edits(output, target)
                                   : text::code_point_edits(output, target);
}

}  // namespace assay::metrics
