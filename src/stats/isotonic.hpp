#pragma once
// The best increasing function through points: turns a judge's raw score into a probability or onto
// the scale of another tier. Value type; const members may run on any number of threads.

#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

class IsotonicRegression {
  public:
    struct Knot {
        double x;
        double y;
        bool operator==(const Knot&) const = default;
    };

    /// Least squares by pooling adjacent violators, equal x pooled first. `weights` are above 0;
    /// empty: all 1. Null without points, for NaN, infinity and sizes that do not fit.
    /// O(n log n). Source: Barlow, Bartholomew, Bremner & Brunk 1972.
    static std::optional<IsotonicRegression> fit(std::span<const double> x,
                                                 std::span<const double> y,
                                                 std::span<const double> weights = {});

    /// What knots() gave before. Null unless there are any, all finite, x rising and y not falling.
    static std::optional<IsotonicRegression> from_knots(std::vector<Knot> knots);

    /// Linear between knots, constant outside. `x` is not NaN. O(log knots).
    [[nodiscard]] double predict(double x) const;

    /// The ends of each constant piece.
    [[nodiscard]] const std::vector<Knot>& knots() const { return knots_; }

  private:
    explicit IsotonicRegression(std::vector<Knot> knots) : knots_(std::move(knots)) {}

    std::vector<Knot> knots_;
};

}  // namespace assay::stats
