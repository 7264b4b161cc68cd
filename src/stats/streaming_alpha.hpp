#pragma once
// Krippendorff's alpha of ratings that come in, change and go, one at a time. Not for several
// threads at once.

#include "stats/compensated_sum.hpp"
#include "stats/krippendorff_alpha.hpp"
#include "stats/numbering.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace assay::stats {

/// Always equal to krippendorff_alpha() of the present ratings: sums do not drift, however many
/// events there were.
class StreamingAlpha {
  public:
    explicit StreamingAlpha(MeasurementLevel level) : level_(level) {}

    /// Adds an annotator's rating of a unit, or changes it. invalid_argument, and nothing changed,
    /// for NaN, infinity and a ratio below 0. O(ratings of the unit), and O(V^2) in its distinct
    /// values for ordinal and ratio.
    Status set(std::uint32_t unit, std::uint32_t annotator, double value);
    /// Takes a rating back; false when there is none. Costs as set().
    bool remove(std::uint32_t unit, std::uint32_t annotator);

    /// Null when status() is not ok. O(1) for nominal and interval, O(V^2) in all distinct values
    /// otherwise.
    [[nodiscard]] std::optional<double> alpha() const;
    [[nodiscard]] Status status() const;  ///< ok, no_pairable_units or no_variation
    /// With disagreements and interval, as krippendorff_alpha(). O(ratings).
    [[nodiscard]] KrippendorffAlpha estimate(double confidence_ratio) const;

    [[nodiscard]] std::size_t unit_count() const { return pairable_unit_count_; }  ///< pairable
    [[nodiscard]] std::size_t rating_count() const { return rating_count_; }       ///< pairable
    [[nodiscard]] std::size_t annotator_count() const { return annotator_count_; }

  private:
    struct AnnotatorRating {
        std::uint32_t annotator;
        std::uint32_t value_index;
    };
    struct Count {
        std::uint32_t value_index;
        std::uint32_t count;
    };
    struct Unit {
        std::vector<AnnotatorRating> ratings;  ///< by annotator
        double within = 0;  ///< disagreement it was counted with; not for ordinal
    };

    std::uint32_t value_index(double value);
    /// How often the unit has each value, by value index, in `counts_`.
    void tally(const Unit& unit);
    /// Counts the unit in or out of all sums.
    void include(Unit& unit);
    void exclude(Unit& unit);
    void count_values(double sign);
    void count_pairs(double size, double sign);
    [[nodiscard]] double within(double size) const;
    [[nodiscard]] double expected_sum() const;
    [[nodiscard]] double observed_sum() const;
    [[nodiscard]] std::vector<double> midranks() const;

    MeasurementLevel level_;
    std::vector<Unit> units_;
    Numbering unit_numbers_;
    Numbering annotator_numbers_;
    Numbering value_numbers_;
    std::vector<std::size_t> ratings_of_annotator_;
    std::vector<Count> counts_;
    std::vector<double> values_;         ///< by index, as they came
    std::vector<std::size_t> totals_;    ///< how often each occurs in pairable units
    std::vector<std::uint32_t> rising_;  ///< indices of values, values rising
    std::size_t rating_count_ = 0;
    std::size_t pairable_unit_count_ = 0;
    std::size_t annotator_count_ = 0;
    std::size_t occurring_value_count_ = 0;
    double total_squares_ = 0;     ///< sum of totals squared, whole
    CompensatedSum position_sum_;  ///< of ratings, as distances from the first value ever
    CompensatedSum square_sum_;
    CompensatedSum within_sum_;
    std::vector<CompensatedSum> pairs_;  ///< ordinal: of values a < b at b (b - 1) / 2 + a
};

}  // namespace assay::stats
