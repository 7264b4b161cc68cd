#include "stats/isotonic.hpp"

#include "stats/hypothesis_test.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace assay::stats {
namespace {

/// Points from x = low to x = high that share one value.
struct Block {
    double low;
    double high;
    double weighted_sum;
    double weight;

    [[nodiscard]] double value() const { return weighted_sum / weight; }
    void absorb(const Block& next) {
        high = next.high;
        weighted_sum += next.weighted_sum;
        weight += next.weight;
    }
};

}  // namespace

std::optional<IsotonicRegression> IsotonicRegression::fit(std::span<const double> x,
                                                          std::span<const double> y,
                                                          std::span<const double> weights) {
    if (x.empty() || y.size() != x.size() || !all_finite(x) || !all_finite(y)) return std::nullopt;
    if (!weights.empty() &&
        (weights.size() != x.size() || !all_finite(weights) ||
         !std::ranges::all_of(weights, [](double weight) { return weight > 0; })))
        return std::nullopt;
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return x[i]; });
    std::vector<Block> points;
    for (const std::size_t i : order) {
        const double weight = weights.empty() ? 1 : weights[i];
        const Block point{
            .low = x[i], .high = x[i], .weighted_sum = weight * y[i], .weight = weight};
        if (!points.empty() && points.back().high == x[i])
            points.back().absorb(point);
        else
            points.push_back(point);
    }
    std::vector<Block> blocks;
    for (const Block& point : points) {
        blocks.push_back(point);
        while (blocks.size() > 1 && blocks[blocks.size() - 2].value() >= blocks.back().value()) {
            blocks[blocks.size() - 2].absorb(blocks.back());
            blocks.pop_back();
        }
    }
    std::vector<Knot> knots;
    for (const Block& block : blocks) {
        knots.push_back({block.low, block.value()});
        if (block.high > block.low) knots.push_back({block.high, block.value()});
    }
    return IsotonicRegression(std::move(knots));
}

std::optional<IsotonicRegression> IsotonicRegression::from_knots(std::vector<Knot> knots) {
    if (knots.empty()) return std::nullopt;
    for (std::size_t i = 0; i < knots.size(); ++i) {
        if (!std::isfinite(knots[i].x) || !std::isfinite(knots[i].y)) return std::nullopt;
        if (i > 0 && !(knots[i].x > knots[i - 1].x && knots[i].y >= knots[i - 1].y))
            return std::nullopt;
    }
    return IsotonicRegression(std::move(knots));
}

double IsotonicRegression::predict(double x) const {
    const auto above = std::ranges::lower_bound(knots_, x, {}, &Knot::x);
    if (above == knots_.end()) return knots_.back().y;
    if (above == knots_.begin() || above->x == x) return above->y;
    const auto below = std::prev(above);
    return std::lerp(below->y, above->y, (x - below->x) / (above->x - below->x));
}

}  // namespace assay::stats
