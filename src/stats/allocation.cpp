#include "stats/allocation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace assay::stats {
namespace {

/// One stratum on the way: `low` <= observations <= `high`, as near to scale * share as that
/// allows.
struct Cell {
    double share;
    double price;  ///< what one observation takes of the target
    double low;
    double high;

    [[nodiscard]] double at(double scale) const { return std::clamp(scale * share, low, high); }
};

double spent(std::span<const Cell> cells, double scale) {
    double sum = 0;
    for (const Cell& cell : cells) sum += cell.price * cell.at(scale);
    return sum;
}

/// The scale at which the cells take the target, between two scales where they take less and more.
double solve(std::span<const Cell> cells, double target, double high) {
    double low = 0;
    // Halving reaches neighbouring doubles in fewer steps than a double has bits and exponents.
    for (int step = 0; step < 2200; ++step) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) break;
        (spent(cells, middle) < target ? low : high) = middle;
    }
    return high;
}

/// A scale at which every cell with a share is full.
double full_scale(std::span<const Cell> cells) {
    double scale = 0;
    for (const Cell& cell : cells)
        if (cell.share > 0) scale = std::max(scale, cell.high / cell.share);
    return scale * 2;
}

/// Once all strata that vary are exhausted, the others share the rest by their size.
void open_constant_strata(std::span<const StratumPlan> strata, std::span<Cell> cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].share > 0) {
            cells[i].low = cells[i].high;
            cells[i].share = 0;
        } else {
            cells[i].share =
                static_cast<double>(strata[i].population_count) / std::sqrt(strata[i].cost);
        }
    }
}

std::vector<std::size_t> round(std::span<const Cell> cells, double scale, double target) {
    // Rounding errors of the scale must not turn 10 into 9.
    constexpr double slack = 1e-9;
    std::vector<double> counts(cells.size());
    std::vector<double> remainders(cells.size());
    double left = target;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const double exact = cells[i].at(scale);
        counts[i] = std::floor(exact + slack);
        remainders[i] = exact - counts[i];
        left -= counts[i] * cells[i].price;
    }
    std::vector<std::size_t> order(cells.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(-remainders[i], i); });
    for (const std::size_t i : order) {
        if (counts[i] >= cells[i].high || left < cells[i].price * (1 - slack)) continue;
        counts[i] += 1;
        left -= cells[i].price;
    }
    std::vector<std::size_t> out;
    out.reserve(counts.size());
    for (const double count : counts) out.push_back(static_cast<std::size_t>(count));
    return out;
}

std::optional<std::vector<std::size_t>> allocate(std::span<const StratumPlan> strata,
                                                 std::vector<Cell> cells,
                                                 double target) {
    if (spent(cells, 0) > target) return std::nullopt;
    double scale = full_scale(cells);
    if (spent(cells, scale) < target) {
        open_constant_strata(strata, cells);
        scale = full_scale(cells);
    }
    if (spent(cells, scale) > target) scale = solve(cells, target, scale);
    return round(cells, scale, target);
}

enum class Price { one, cost };

/// Empty when an argument is out of range.
std::vector<Cell> cells_of(std::span<const StratumPlan> strata, Price price, std::size_t floor) {
    std::vector<Cell> cells;
    for (const StratumPlan& stratum : strata) {
        if (!(stratum.deviation >= 0) || !std::isfinite(stratum.deviation) || !(stratum.cost > 0) ||
            !std::isfinite(stratum.cost))
            return {};
        const auto population = static_cast<double>(stratum.population_count);
        cells.push_back({.share = population * stratum.deviation / std::sqrt(stratum.cost),
                         .price = price == Price::one ? 1 : stratum.cost,
                         .low = static_cast<double>(std::min(floor, stratum.population_count)),
                         .high = population});
    }
    return cells;
}

}  // namespace

std::optional<std::vector<std::size_t>> neyman_allocation(std::span<const StratumPlan> strata,
                                                          std::size_t sample_count,
                                                          std::size_t floor_count) {
    auto cells = cells_of(strata, Price::one, floor_count);
    if (cells.empty()) return std::nullopt;
    return allocate(strata, std::move(cells), static_cast<double>(sample_count));
}

std::optional<std::vector<std::size_t>> neyman_allocation_for_budget(
    std::span<const StratumPlan> strata, double budget, std::size_t floor_count) {
    auto cells = cells_of(strata, Price::cost, floor_count);
    if (cells.empty() || !std::isfinite(budget)) return std::nullopt;
    return allocate(strata, std::move(cells), budget);
}

}  // namespace assay::stats
