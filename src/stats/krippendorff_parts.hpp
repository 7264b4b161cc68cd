#pragma once
// What all forms of Krippendorff's alpha are made of: ratings counted by unit and value, and
// distances between values. Private to them.

#include "stats/krippendorff_alpha.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::stats {

/// How often one unit was given one of the distinct values.
struct ValueCount {
    std::uint32_t value_index;
    std::uint32_t count;
};

/// The units with at least two ratings.
struct RatingCounts {
    std::vector<double> values;  ///< distinct, rising; only of these units
    std::vector<double> totals;  ///< how often each occurs
    double rating_count = 0;
    std::vector<ValueCount> counts;        ///< unit after unit, values rising
    std::vector<std::size_t> first = {0};  ///< where each unit's counts begin; then the end
    std::vector<double> sizes;             ///< ratings of each unit

    /// Counts a unit's ratings, indices of the values, which it may sort. Totals are left alone.
    void add_unit(std::span<std::uint32_t> value_indices);

    [[nodiscard]] std::size_t unit_count() const { return sizes.size(); }
    [[nodiscard]] std::span<const ValueCount> unit(std::size_t index) const {
        return std::span(counts).subspan(first[index], first[index + 1] - first[index]);
    }
};

/// O(ratings) for units numbered without large gaps, else O(ratings log ratings).
RatingCounts count_ratings(std::span<const Rating> ratings);

/// Squared distances between the distinct values of a table.
class ValueDistances {
  public:
    ValueDistances(MeasurementLevel level,
                   std::span<const double> values,
                   std::span<const double> totals);
    /// Any distances: values squared numbers, symmetric, 0 on the diagonal.
    explicit ValueDistances(std::vector<double> matrix);

    /// For each value, the sum of its distances to all ratings, of which there are so many.
    [[nodiscard]] std::vector<double> to_all(std::span<const double> totals) const;
    /// Sum over all ordered pairs of a unit's ratings.
    [[nodiscard]] double within(std::span<const ValueCount> counts) const;
    /// Between two values.
    [[nodiscard]] double between(std::size_t a, std::size_t b) const;

  private:
    enum class Kind { equality, line, ratio, matrix };

    Kind kind_;
    /// Of each value on the line; for ratio the value. With n_k ratings of value k, midranks r_k
    /// turn the ordinal distance into (r_c - r_k)^2, so that ordinal is interval on other numbers.
    std::vector<double> positions_;
    std::vector<double> matrix_;
};

/// Alpha of counted ratings with its interval; `method` names it.
KrippendorffAlpha alpha_of(const RatingCounts& table,
                           const ValueDistances& distances,
                           const char* method,
                           double confidence_ratio);

/// Alpha of units that count weights[u] times; null where it is undefined. Ordinal distances move
/// with the weights.
std::optional<double> weighted_alpha(const RatingCounts& table,
                                     MeasurementLevel level,
                                     std::span<const std::uint32_t> weights);

/// Whether a value can be rated at the level.
inline bool is_ratable(double value, MeasurementLevel level) {
    return std::isfinite(value) && (level != MeasurementLevel::ratio || value >= 0);
}
const char* alpha_method(MeasurementLevel level);

}  // namespace assay::stats
