#pragma once
// What the four ROUGE metrics share: options, precision and recall, the best of several targets.
// Source: Lin 2004; results equal those of Google's rouge_score (sources of 2022).

#include "metrics/metric.hpp"

#include <array>

namespace assay::metrics {

inline constexpr std::array rouge_options = {
    OptionSpec{"use_stemmer",
               "boolean",
               "false",
               "Compare Porter stems of words of more than three letters."},
    OptionSpec{"measure",
               "string",
               "\"fmeasure\"",
               "`fmeasure`, `precision` or `recall`; the target of the best F-measure counts."}};

enum class RougeUnit {
    words,
    word_pairs,
    subsequence,           ///< of the whole text
    subsequence_of_lines,  ///< union over lines, each word counted once
};

/// The sample face of the ROUGE metric `metric`. Errors: invalid_input for an unknown measure.
Result<std::unique_ptr<SampleScorer>> make_rouge(RougeUnit unit,
                                                 std::string_view metric,
                                                 const JsonObject& options);

}  // namespace assay::metrics
