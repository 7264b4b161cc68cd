#pragma once
// Do two raters agree more than by chance? Pure functions.

#include "stats/estimate.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

/// How often the first rater chose the row's category and the second the column's.
struct AgreementTable {
    std::size_t category_count;
    std::vector<double> counts;  ///< category_count squared numbers, row by row
};

/// The table of two raters' categories, 0 to category_count - 1, of the same items in the same
/// order. Null for unequal lengths and categories out of range.
std::optional<AgreementTable> agreement_table(std::span<const std::uint32_t> first,
                                              std::span<const std::uint32_t> second,
                                              std::size_t category_count);

/// What a disagreement by d of at most m steps between ordered categories is still worth.
enum class KappaWeights {
    none,       ///< nothing
    linear,     ///< 1 - d / m
    quadratic,  ///< 1 - (d / m)^2
};

struct Kappa {
    Estimate estimate;  ///< -1..1; normal interval, not cut at 1
    double observed_agreement = 0;
    double expected_agreement = 0;
    /// Of the test of "no more than chance", whose standard error is not that of the interval.
    std::optional<double> null_standard_error;
    std::optional<double> p_value;  ///< two-sided
};

/// (observed - expected agreement) / (1 - expected agreement). no_variation when both raters used
/// one and the same category; insufficient_data below 2 items; invalid_argument for a table that is
/// not square, counts below 0, NaN and infinity. O(categories squared).
/// Source: Cohen 1960, 1968; standard errors Fleiss, Cohen & Everitt 1969.
Kappa cohen_kappa(const AgreementTable& table, KappaWeights weights, double confidence_ratio);

struct FleissKappa {
    Status status = Status::ok;
    std::optional<double> kappa;                ///< chance by how often each category was used
    std::optional<double> free_marginal_kappa;  ///< chance by the number of categories (Randolph)
};

/// For any number of raters, who need not be the same for every item: counts[u * category_count +
/// c] is how many put item u into category c, equally many (2 or more) raters for each item. kappa
/// is null and the status no_variation when all ratings are one category. insufficient_data without
/// items; invalid_argument when the counts do not fit. Source: Fleiss 1971; Randolph 2005.
FleissKappa fleiss_kappa(std::span<const std::uint32_t> counts, std::size_t category_count);

}  // namespace assay::stats
