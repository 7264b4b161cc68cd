#include "distill/reliability.hpp"

#include "distill/ridge.hpp"

#include "stats/conformal.hpp"
#include "stats/moments.hpp"

#include <algorithm>
#include <cmath>

#pragma clang fp contract(off)

namespace assay::distill {
namespace {

/// A fixed penalty: the fit orders examples, its scale is set by the calibration.
constexpr double penalty = 30;
constexpr std::size_t pass_count = 20;

std::vector<double> absolute_errors(const OutOfFold& data) {
    std::vector<double> errors;
    for (std::size_t i = 0; i < data.judged.size(); ++i)
        errors.push_back(std::abs(data.judged[i] - data.predicted[i]));
    return errors;
}

SparseRows rows_of(const OutOfFold& data) {
    SparseRows rows;
    for (std::size_t i = 0; i < data.scaled.size(); ++i) {
        std::uint32_t column = 0;
        const auto add = [&](double value) {
            rows.cells.push_back({.column = column++, .value = static_cast<float>(value)});
        };
        for (const double value : data.scaled[i]) add(value);
        const double off_middle = data.predicted[i] - 0.5;
        add(off_middle);
        add(off_middle * off_middle);
        rows.column_count = column;
        rows.ends.push_back(rows.cells.size());
    }
    return rows;
}

/// The intercept and weights from all examples outside of `fold`.
Reliability fit_spread(const SparseRows& rows,
                       const OutOfFold& data,
                       std::span<const double> errors,
                       std::uint32_t fold,
                       std::uint64_t seed) {
    stats::WeightedMean mean;
    std::vector<std::uint32_t> members;
    for (std::uint32_t i = 0; i < errors.size(); ++i) {
        if (data.folds[i] == fold) continue;
        members.push_back(i);
        mean.add(errors[i], data.weights[i]);
    }
    std::vector<double> centred;
    for (const double error : errors) centred.push_back(error - mean.mean());
    Ridge ridge({.rows = rows, .targets = centred, .weights = data.weights}, members, seed);
    ridge.solve(penalty, pass_count);
    // An example is not taken for much better than the others: the quantile rests on all.
    return {.intercept = mean.mean(),
            .weights = ridge.coefficients(),
            .spread_min = std::clamp(mean.mean() / 4, 1e-6, 1.0),
            .quantile = {},
            .spread_max = {}};
}

/// Examples as the population has them: each stays with probability weight / largest weight.
std::vector<std::size_t> draw_population(std::span<const double> weights, std::uint64_t seed) {
    const double largest = std::ranges::max(weights);
    std::mt19937_64 random(seed);
    std::vector<std::size_t> drawn;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double uniform = static_cast<double>(random() >> 11U) * 0x1p-53;
        if (uniform * largest < weights[i]) drawn.push_back(i);
    }
    return drawn;
}

}  // namespace

ReliabilityFit fit_reliability(const OutOfFold& data, const TrainOptions& options) {
    const std::vector<double> errors = absolute_errors(data);
    const SparseRows rows = rows_of(data);
    // No example is in a fold of this number, so that this fit uses all.
    ReliabilityFit fit{.reliability = fit_spread(rows, data, errors, data.fold_count, options.seed),
                       .spreads = std::vector<double>(errors.size())};
    for (std::uint32_t fold = 0; fold < data.fold_count; ++fold) {
        const Reliability without = fit_spread(rows, data, errors, fold, options.seed + 1 + fold);
        for (std::size_t i = 0; i < errors.size(); ++i)
            if (data.folds[i] == fold)
                fit.spreads[i] = without.spread(data.scaled[i], data.predicted[i]);
    }
    std::vector<double> relative_errors;
    std::vector<double> confidences;
    std::vector<std::uint8_t> is_error;
    for (const std::size_t i : draw_population(data.weights, options.seed)) {
        relative_errors.push_back(errors[i] / fit.spreads[i]);
        confidences.push_back(-fit.spreads[i]);
        is_error.push_back(errors[i] > options.error_max ? 1 : 0);
    }
    fit.reliability.quantile =
        stats::split_conformal_quantile(relative_errors, 1 - options.coverage_ratio).quantile;
    const stats::EscalationRule rule = stats::escalation_rule(
        confidences,
        is_error,
        {.error_ratio_max = options.error_ratio_max, .risk_ratio = options.risk_ratio});
    if (rule.confidence_min) fit.reliability.spread_max = -*rule.confidence_min;
    return fit;
}

}  // namespace assay::distill
