#include "stats/krippendorff_parts.hpp"

#include "stats/symmetric_interval.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::stats {
namespace {

/// Up to so many distinct values the ratio distances are computed once, into a table.
constexpr std::size_t table_values_max = 1024;

double ratio(double a, double b) {
    if (a == b) return 0;
    const double distance = (a - b) / (a + b);
    return distance * distance;
}

/// Sums around the mean, which do not cancel.
struct Spread {
    double count = 0;
    double mean = 0;
    double squares = 0;

    void add(double position, double times) {
        count += times;
        const double before = position - mean;
        mean += before * times / count;
        squares += before * times * (position - mean);
    }
};

std::vector<double> midranks(std::span<const double> totals) {
    std::vector<double> out;
    double below = 0;
    for (const double total : totals) {
        out.push_back(below + total / 2);
        below += total;
    }
    return out;
}

}  // namespace

ValueDistances::ValueDistances(MeasurementLevel level,
                               std::span<const double> values,
                               std::span<const double> totals)
    : kind_(level == MeasurementLevel::nominal ? Kind::equality
            : level == MeasurementLevel::ratio ? Kind::ratio
                                               : Kind::line),
      positions_(values.begin(), values.end()) {
    if (level == MeasurementLevel::ordinal) positions_ = midranks(totals);
    if (kind_ != Kind::ratio || values.size() > table_values_max) return;
    kind_ = Kind::matrix;
    for (const double a : values)
        for (const double b : values) matrix_.push_back(ratio(a, b));
}

ValueDistances::ValueDistances(std::vector<double> matrix)
    : kind_(Kind::matrix),
      positions_(static_cast<std::size_t>(std::lround(std::sqrt(matrix.size())))),
      matrix_(std::move(matrix)) {}

double ValueDistances::between(std::size_t a, std::size_t b) const {
    switch (kind_) {
        case Kind::equality:
            return a == b ? 0 : 1;
        case Kind::line:
            return (positions_[a] - positions_[b]) * (positions_[a] - positions_[b]);
        case Kind::ratio:
            return ratio(positions_[a], positions_[b]);
        case Kind::matrix:
            break;
    }
    return matrix_[a * positions_.size() + b];
}

std::vector<double> ValueDistances::to_all(std::span<const double> totals) const {
    std::vector<double> out(totals.size());
    const double count = std::accumulate(totals.begin(), totals.end(), 0.0);
    Spread all;
    if (kind_ == Kind::line)
        for (std::size_t i = 0; i < totals.size(); ++i)
            if (totals[i] > 0) all.add(positions_[i], totals[i]);
    for (std::size_t a = 0; a < totals.size(); ++a) {
        if (kind_ == Kind::equality) {
            out[a] = count - totals[a];
        } else if (kind_ == Kind::line) {
            const double offset = positions_[a] - all.mean;
            out[a] = all.squares + count * offset * offset;
        } else {
            for (std::size_t b = 0; b < totals.size(); ++b) out[a] += totals[b] * between(a, b);
        }
    }
    return out;
}

double ValueDistances::within(std::span<const ValueCount> counts) const {
    if (counts.size() < 2) return 0;
    double sum = 0;
    if (kind_ == Kind::line) {
        Spread own;
        for (const ValueCount& one : counts) own.add(positions_[one.value_index], one.count);
        return 2 * own.count * own.squares;
    }
    for (std::size_t i = 1; i < counts.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            sum += static_cast<double>(counts[i].count) * counts[j].count *
                   between(counts[i].value_index, counts[j].value_index);
    return 2 * sum;
}

const char* alpha_method(MeasurementLevel level) {
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

std::optional<double> weighted_alpha(const RatingCounts& table,
                                     MeasurementLevel level,
                                     std::span<const std::uint32_t> weights) {
    std::vector<double> totals(table.totals.size());
    double n = 0;
    for (std::size_t u = 0; u < table.unit_count(); ++u) {
        n += weights[u] * table.sizes[u];
        for (const ValueCount& one : table.unit(u))
            totals[one.value_index] += static_cast<double>(weights[u]) * one.count;
    }
    if (std::ranges::count_if(totals, [](double total) { return total > 0; }) < 2)
        return std::nullopt;
    const ValueDistances distances(level, table.values, totals);
    const std::vector<double> to_all = distances.to_all(totals);
    const double expected =
        std::inner_product(totals.begin(), totals.end(), to_all.begin(), 0.0) / (n * (n - 1));
    double observed = 0;
    for (std::size_t u = 0; u < table.unit_count(); ++u)
        if (weights[u] > 0)
            observed += weights[u] * distances.within(table.unit(u)) / (table.sizes[u] - 1) / n;
    return 1 - observed / expected;
}

KrippendorffAlpha alpha_of(const RatingCounts& table,
                           const ValueDistances& distances,
                           const char* method,
                           double confidence_ratio) {
    const double n = table.rating_count;
    KrippendorffAlpha out{.estimate = {.method = method, .count = static_cast<std::size_t>(n)},
                          .unit_count = table.unit_count()};
    Estimate& estimate = out.estimate;
    if (table.values.size() < 2) {
        estimate.status =
            table.unit_count() == 0 ? Status::no_pairable_units : Status::no_variation;
        return out;
    }
    const std::vector<double> to_all = distances.to_all(table.totals);
    const double total =
        std::inner_product(table.totals.begin(), table.totals.end(), to_all.begin(), 0.0);
    std::vector<double> within(table.unit_count());
    double observed = 0;
    for (std::size_t u = 0; u < table.unit_count(); ++u) {
        within[u] = distances.within(table.unit(u)) / (table.sizes[u] - 1);
        observed += within[u] / n;
    }
    out.observed_disagreement = observed;
    out.expected_disagreement = total / (n * (n - 1));
    estimate.value = 1 - observed / *out.expected_disagreement;
    if (table.unit_count() < 2) {
        estimate.status = Status::insufficient_data;
        return out;
    }
    // What each unit adds to observed / chance disagreement, to first order, as a distance from the
    // mean unit. As in Gwet's formula without the factor (n - 1) / n of alpha, which is cautious.
    const auto units = static_cast<double>(table.unit_count());
    const double mean_size = n / units;
    const double chance = total / (n * n);
    double squares = 0;
    for (std::size_t u = 0; u < table.unit_count(); ++u) {
        const double size = table.sizes[u];
        double expected = 0;
        for (const ValueCount& one : table.unit(u))
            expected += one.count * to_all[one.value_index] / n;
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
