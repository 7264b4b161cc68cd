#include "stats/kappa.hpp"

#include "stats/symmetric_interval.hpp"
#include "stats/tails.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::stats {
namespace {

double weight_of(KappaWeights weights, std::size_t row, std::size_t column, std::size_t count) {
    if (row == column) return 1;
    if (weights == KappaWeights::none) return 0;
    const double distance = std::abs(static_cast<double>(row) - static_cast<double>(column)) /
                            static_cast<double>(count - 1);
    return weights == KappaWeights::linear ? 1 - distance : 1 - distance * distance;
}

/// Shares of a table and the weights seen from each row and column.
struct Margins {
    std::vector<double> row, column;                ///< shares of the categories
    std::vector<double> row_weight, column_weight;  ///< mean weight against the other rater
};

template <typename Visit>
void for_cells(const AgreementTable& table, Visit visit) {
    for (std::size_t row = 0; row < table.category_count; ++row)
        for (std::size_t column = 0; column < table.category_count; ++column)
            visit(row, column, table.counts[row * table.category_count + column]);
}

Margins margins_of(const AgreementTable& table, KappaWeights weights, double total) {
    const std::size_t count = table.category_count;
    Margins margins{.row = std::vector<double>(count),
                    .column = std::vector<double>(count),
                    .row_weight = std::vector<double>(count),
                    .column_weight = std::vector<double>(count)};
    for_cells(table, [&](std::size_t row, std::size_t column, double cell) {
        margins.row[row] += cell / total;
        margins.column[column] += cell / total;
    });
    for_cells(table, [&](std::size_t row, std::size_t column, double) {
        const double weight = weight_of(weights, row, column, count);
        margins.row_weight[row] += weight * margins.column[column];
        margins.column_weight[column] += weight * margins.row[row];
    });
    return margins;
}

bool is_table(const AgreementTable& table) {
    return table.counts.size() == table.category_count * table.category_count &&
           std::ranges::all_of(table.counts,
                               [](double cell) { return cell >= 0 && std::isfinite(cell); });
}

void set_errors(const AgreementTable& table,
                KappaWeights weights,
                const Margins& margins,
                double total,
                double confidence_ratio,
                Kappa& out) {
    const double kappa = *out.estimate.value;
    const double chance = out.expected_agreement;
    double spread = 0;
    double null_spread = 0;
    for_cells(table, [&](std::size_t row, std::size_t column, double cell) {
        const double weight = weight_of(weights, row, column, table.category_count);
        const double around = margins.row_weight[row] + margins.column_weight[column];
        const double distance = weight - around * (1 - kappa);
        spread += cell / total * distance * distance;
        null_spread +=
            margins.row[row] * margins.column[column] * (weight - around) * (weight - around);
    });
    const double centre = kappa - chance * (1 - kappa);
    const auto error = [&](double squares) {
        return std::sqrt(std::max(0.0, squares) / total) / (1 - chance);
    };
    set_symmetric_interval(
        error(spread - centre * centre), std::nullopt, confidence_ratio, out.estimate);
    const double null_error = error(null_spread - chance * chance);
    if (null_error <= 0) return;
    out.null_standard_error = null_error;
    out.p_value = normal_p_value(kappa / null_error);
}

}  // namespace

std::optional<AgreementTable> agreement_table(std::span<const std::uint32_t> first,
                                              std::span<const std::uint32_t> second,
                                              std::size_t category_count) {
    if (first.size() != second.size()) return std::nullopt;
    AgreementTable table{.category_count = category_count,
                         .counts = std::vector<double>(category_count * category_count)};
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (first[i] >= category_count || second[i] >= category_count) return std::nullopt;
        table.counts[first[i] * category_count + second[i]] += 1;
    }
    return table;
}

Kappa cohen_kappa(const AgreementTable& table, KappaWeights weights, double confidence_ratio) {
    Kappa out;
    out.estimate.method = weights == KappaWeights::none     ? "cohen kappa"
                          : weights == KappaWeights::linear ? "cohen kappa, linear weights"
                                                            : "cohen kappa, quadratic weights";
    if (!is_table(table) || !is_confidence(confidence_ratio)) {
        out.estimate.status = Status::invalid_argument;
        return out;
    }
    const double total = std::accumulate(table.counts.begin(), table.counts.end(), 0.0);
    out.estimate.count = static_cast<std::size_t>(total);
    if (total < 2) {
        out.estimate.status = Status::insufficient_data;
        return out;
    }
    const Margins margins = margins_of(table, weights, total);
    for_cells(table, [&](std::size_t row, std::size_t column, double cell) {
        const double weight = weight_of(weights, row, column, table.category_count);
        out.observed_agreement += weight * cell / total;
        out.expected_agreement += weight * margins.row[row] * margins.column[column];
    });
    // Counted, as rounding may leave a little chance to disagree.
    const auto used_count =
        std::ranges::count_if(margins.row, [](double share) { return share > 0; });
    if (used_count == 1 && margins.row == margins.column) {
        out.estimate.status = Status::no_variation;
        return out;
    }
    out.estimate.value =
        (out.observed_agreement - out.expected_agreement) / (1 - out.expected_agreement);
    set_errors(table, weights, margins, total, confidence_ratio, out);
    return out;
}

FleissKappa fleiss_kappa(std::span<const std::uint32_t> counts, std::size_t category_count) {
    if (counts.empty()) return {.status = Status::insufficient_data};
    if (category_count == 0 || counts.size() % category_count != 0)
        return {.status = Status::invalid_argument};
    const std::size_t item_count = counts.size() / category_count;
    const auto raters_of = [&](std::size_t item) {
        const auto row = counts.subspan(item * category_count, category_count);
        return std::accumulate(row.begin(), row.end(), std::uint64_t{0});
    };
    const std::uint64_t rater_count = raters_of(0);
    if (rater_count < 2) return {.status = Status::invalid_argument};
    std::vector<double> shares(category_count);
    const auto raters = static_cast<double>(rater_count);
    const auto items = static_cast<double>(item_count);
    double observed = 0;
    for (std::size_t item = 0; item < item_count; ++item) {
        if (raters_of(item) != rater_count) return {.status = Status::invalid_argument};
        for (std::size_t category = 0; category < category_count; ++category) {
            const auto count = static_cast<double>(counts[item * category_count + category]);
            shares[category] += count / (items * raters);
            observed += count * (count - 1) / (raters * (raters - 1) * items);
        }
    }
    double chance = 0;
    for (const double share : shares) chance += share * share;
    const auto chance_corrected = [&](double expected) -> std::optional<double> {
        if (!(expected < 1)) return std::nullopt;
        return (observed - expected) / (1 - expected);
    };
    FleissKappa out{.free_marginal_kappa =
                        chance_corrected(1 / static_cast<double>(category_count))};
    // Counted, as rounding may leave a little chance to disagree.
    if (std::ranges::count_if(shares, [](double share) { return share > 0; }) > 1)
        out.kappa = chance_corrected(chance);
    if (!out.kappa) out.status = Status::no_variation;
    return out;
}

}  // namespace assay::stats
