#pragma once
// Many p-values at once: what each is worth when the reader looks at all of them. Pure functions.

#include "stats/estimate.hpp"

#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

/// Adjusted values up to alpha keep the chance of one false finding (family-wise), or the expected
/// share of false ones among the findings (false discovery rate), at alpha.
enum class PAdjustment {
    bonferroni,  ///< family-wise, any dependence; never better than Holm
    holm,      ///< family-wise, any dependence: the default for named secondary metrics. Holm 1979
    hochberg,  ///< family-wise, independent or positively dependent. Hochberg 1988
    hommel,    ///< as Hochberg and never worse, O(n^2). Hommel 1988
    benjamini_hochberg,   ///< false discoveries, independent or positively dependent: the default
                          ///< for exploring slices. Benjamini & Hochberg 1995
    benjamini_yekutieli,  ///< false discoveries, any dependence. Benjamini & Yekutieli 2001
};

struct AdjustedPValues {
    Status status = Status::ok;
    std::vector<std::optional<double>> values;  ///< in the order given, 0..1
};

/// A null p-value (a test that could not be made) stays null and does not count as a test.
/// invalid_argument, and all null, when one is NaN or outside [0, 1]; insufficient_data when there
/// is none. O(n log n), but Hommel.
AdjustedPValues adjust_p_values(std::span<const std::optional<double>> p_values,
                                PAdjustment adjustment);

}  // namespace assay::stats
