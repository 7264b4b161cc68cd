#include "stats/krippendorff_alpha.hpp"

#include "stats/symmetric_interval.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>
#include <vector>

// With n_k ratings of value k, midranks r_k turn the ordinal distance into (r_c - r_k)^2, so that
// ordinal is interval on other numbers, and both need only sums. Units keep their values as counts
// of distinct ones.
namespace assay::stats {
namespace {

/// How often one unit was given one of the distinct values.
struct Count {
    std::size_t value_index;
    double count;
};

struct Unit {
    std::vector<Count> counts;
    double value_count = 0;
};

struct Table {
    std::vector<Unit> units;
    std::vector<double> values;  ///< distinct, rising
    std::vector<double> totals;  ///< how often each occurs
    double value_count = 0;
};

Table tabulate(std::span<const Rating> ratings) {
    std::vector<Rating> sorted(ratings.begin(), ratings.end());
    std::ranges::sort(sorted, {}, [](const Rating& r) { return std::tuple(r.unit, r.value); });
    Table table;
    std::vector<Rating> pairable;
    for (std::size_t first = 0; first < sorted.size();) {
        std::size_t end = first + 1;
        while (end < sorted.size() && sorted[end].unit == sorted[first].unit) ++end;
        if (end - first > 1) {
            const auto rows = std::span(sorted).subspan(first, end - first);
            pairable.insert(pairable.end(), rows.begin(), rows.end());
        }
        first = end;
    }
    for (const Rating& rating : pairable) table.values.push_back(rating.value);
    std::ranges::sort(table.values);
    const auto repeats = std::ranges::unique(table.values);
    table.values.erase(repeats.begin(), repeats.end());
    table.totals.resize(table.values.size());
    table.value_count = static_cast<double>(pairable.size());
    for (std::size_t i = 0; i < pairable.size(); ++i) {
        const bool is_new = i == 0 || pairable[i].unit != pairable[i - 1].unit;
        if (is_new) table.units.emplace_back();
        Unit& unit = table.units.back();
        const auto at = std::ranges::lower_bound(table.values, pairable[i].value);
        const auto index = static_cast<std::size_t>(at - table.values.begin());
        if (unit.counts.empty() || unit.counts.back().value_index != index)
            unit.counts.push_back({index, 0});
        unit.counts.back().count += 1;
        unit.value_count += 1;
        table.totals[index] += 1;
    }
    return table;
}

/// Squared distances between the distinct values of a table.
class Distances {
  public:
    Distances(const Table& table, MeasurementLevel level)
        : level_(level), positions_(table.values) {
        if (level != MeasurementLevel::ordinal) return;
        double below = 0;
        for (std::size_t i = 0; i < positions_.size(); ++i) {
            positions_[i] = below + table.totals[i] / 2;
            below += table.totals[i];
        }
    }

    /// For each distinct value, the sum of its distances to all ratings.
    [[nodiscard]] std::vector<double> to_all(std::span<const Count> counts) const {
        const Spread all = spread(counts);
        std::vector<double> out(positions_.size());
        for (const Count& from : counts) {
            double& sum = out[from.value_index];
            const double offset = positions_[from.value_index] - all.mean;
            if (level_ == MeasurementLevel::nominal)
                sum = all.count - from.count;
            else if (level_ != MeasurementLevel::ratio)
                sum = all.squares + all.count * offset * offset;
            else
                for (const Count& to : counts)
                    sum += to.count * ratio(from.value_index, to.value_index);
        }
        return out;
    }

    /// Sum over all ordered pairs of a unit's ratings.
    [[nodiscard]] double within(const Unit& unit) const {
        double sum = 0;
        if (level_ == MeasurementLevel::nominal) {
            for (const Count& count : unit.counts)
                sum += count.count * (unit.value_count - count.count);
            return sum;
        }
        if (level_ != MeasurementLevel::ratio)
            return 2 * unit.value_count * spread(unit.counts).squares;
        for (const Count& a : unit.counts)
            for (const Count& b : unit.counts)
                sum += a.count * b.count * ratio(a.value_index, b.value_index);
        return sum;
    }

  private:
    struct Spread {
        double count = 0;
        double mean = 0;
        double squares = 0;  ///< around the mean
    };

    [[nodiscard]] Spread spread(std::span<const Count> counts) const {
        Spread out;
        for (const Count& count : counts) {
            out.count += count.count;
            const double before = positions_[count.value_index] - out.mean;
            out.mean += before * count.count / out.count;
            out.squares += before * count.count * (positions_[count.value_index] - out.mean);
        }
        return out;
    }

    [[nodiscard]] double ratio(std::size_t a, std::size_t b) const {
        if (a == b) return 0;
        const double distance = (positions_[a] - positions_[b]) / (positions_[a] + positions_[b]);
        return distance * distance;
    }

    MeasurementLevel level_;
    std::vector<double> positions_;
};

bool is_valid(std::span<const Rating> ratings, MeasurementLevel level, double confidence_ratio) {
    return is_confidence(confidence_ratio) &&
           std::ranges::all_of(ratings, [&](const Rating& rating) {
               return std::isfinite(rating.value) &&
                      (level != MeasurementLevel::ratio || rating.value >= 0);
           });
}

const char* method_name(MeasurementLevel level) {
    switch (level) {
        case MeasurementLevel::nominal:
            return "krippendorff alpha, nominal";
        case MeasurementLevel::ordinal:
            return "krippendorff alpha, ordinal";
        case MeasurementLevel::interval:
            return "krippendorff alpha, interval";
        case MeasurementLevel::ratio:
            break;
    }
    return "krippendorff alpha, ratio";
}

}  // namespace

KrippendorffAlpha krippendorff_alpha(std::span<const Rating> ratings,
                                     MeasurementLevel level,
                                     double confidence_ratio) {
    KrippendorffAlpha out{.estimate = {.method = method_name(level)}};
    Estimate& estimate = out.estimate;
    if (!is_valid(ratings, level, confidence_ratio)) {
        estimate.status = Status::invalid_argument;
        return out;
    }
    const Table table = tabulate(ratings);
    const double n = table.value_count;
    estimate.count = static_cast<std::size_t>(n);
    out.unit_count = table.units.size();
    if (table.values.size() < 2) {
        estimate.status = table.units.empty() ? Status::no_pairable_units : Status::no_variation;
        return out;
    }
    const Distances distances(table, level);
    std::vector<Count> all;
    for (std::size_t i = 0; i < table.totals.size(); ++i) all.push_back({i, table.totals[i]});
    const std::vector<double> to_all = distances.to_all(all);
    double total = 0;
    for (const Count& count : all) total += count.count * to_all[count.value_index];
    std::vector<double> within;
    double observed = 0;
    for (const Unit& unit : table.units) {
        within.push_back(distances.within(unit) / (unit.value_count - 1));
        observed += within.back() / n;
    }
    out.observed_disagreement = observed;
    out.expected_disagreement = total / (n * (n - 1));
    estimate.value = 1 - observed / *out.expected_disagreement;
    if (table.units.size() < 2) {
        estimate.status = Status::insufficient_data;
        return out;
    }
    // What each unit adds to observed / chance disagreement, to first order, as a distance from the
    // mean unit. As in Gwet's formula without the factor (n - 1) / n of alpha, which is cautious.
    const auto units = static_cast<double>(table.units.size());
    const double mean_size = n / units;
    const double chance = total / (n * n);
    double squares = 0;
    for (std::size_t u = 0; u < table.units.size(); ++u) {
        const double size = table.units[u].value_count;
        double expected = 0;
        for (const Count& count : table.units[u].counts)
            expected += count.count * to_all[count.value_index] / n;
        const double part =
            (observed * size - within[u] - 2 * observed * (size - expected / chance)) / chance;
        squares += part * part / (mean_size * mean_size);
    }
    set_symmetric_interval(
        std::sqrt(squares / (units * (units - 1))), units - 1, confidence_ratio, estimate);
    estimate.interval->high = std::min(1.0, estimate.interval->high);
    return out;
}

}  // namespace assay::stats
