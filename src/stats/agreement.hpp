#pragma once
// The coefficients of agreement beyond chance for any number of raters and missing ratings, with
// standard errors from one formula, so that they can be shown beside each other. When one category
// is far more common than the others, kappa and alpha fall although raters agree: look at gwet_ac
// then. Pure functions.

#include "stats/estimate.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

/// What a disagreement is still worth, 0..1.
enum class AgreementWeights {
    identity,   ///< nothing
    linear,     ///< 1 - |a - b| / range of the category values
    quadratic,  ///< 1 - ((a - b) / range)^2
    ordinal,    ///< 1 - pairs of categories from one to the other / pairs in all
};

/// Who put what where.
struct RatingTable {
    std::size_t rater_count;
    /// All the categories that could be chosen, also unused ones: they change gwet_ac and
    /// brennan_prediger. Rising.
    std::vector<double> category_values;
    /// ratings[unit * rater_count + rater] is an index of category_values; null: not rated.
    std::vector<std::optional<std::uint32_t>> ratings;
};

struct AgreementCoefficient {
    Estimate estimate;  ///< at most 1; count is that of the units
    double observed_agreement = 0;
    double expected_agreement = 0;
};

/// They differ in what they take for chance.
struct AgreementCoefficients {
    AgreementCoefficient gwet_ac;           ///< AC1, AC2 with weights: raters who guess sometimes
    AgreementCoefficient fleiss_kappa;      ///< all raters alike, as often as categories were used
    AgreementCoefficient conger_kappa;      ///< each rater as often as they used the categories
    AgreementCoefficient brennan_prediger;  ///< all categories alike
    AgreementCoefficient krippendorff_alpha;  ///< as fleiss_kappa, corrected for few ratings
};

/// Standard errors by linearisation over units, t with units - 1, cut at 1. no_pairable_units when
/// no unit has two ratings; no_variation where chance alone would agree always; insufficient_data,
/// with a value, for one unit; invalid_argument for category values that do not rise, indices out
/// of range and a table that is not full. O(ratings + units * categories + raters * categories^2).
/// Source: Gwet 2014, ch. 2-5.
AgreementCoefficients agreement_coefficients(const RatingTable& table,
                                             AgreementWeights weights,
                                             double confidence_ratio);

}  // namespace assay::stats
