#include "distill/training_quality.hpp"

#include "stats/correlation.hpp"
#include "stats/moments.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#pragma clang fp contract(off)

namespace assay::distill {
namespace {

constexpr std::size_t bin_count = 10;

double calibration_error(const TrainingRows& data, std::span<const double> predicted) {
    std::vector<std::size_t> order(predicted.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(predicted[i], i); });
    stats::WeightedMean total;
    for (std::size_t bin = 0; bin < bin_count; ++bin) {
        stats::WeightedMean distance;
        double weight = 0;
        for (std::size_t k = bin * order.size() / bin_count;
             k < (bin + 1) * order.size() / bin_count;
             ++k) {
            const std::size_t i = order[k];
            distance.add(data.scores[i] - predicted[i], data.weights[i]);
            weight += data.weights[i];
        }
        if (weight > 0) total.add(std::abs(distance.mean()), weight);
    }
    return total.mean();
}

}  // namespace

Quality measure_quality(const TrainingRows& data,
                        std::span<const double> predicted,
                        std::span<const double> spreads,
                        const Reliability& reliability) {
    stats::WeightedMean score;
    stats::WeightedMean residual;
    stats::WeightedMean absolute;
    stats::WeightedMean covered;
    stats::WeightedMean escalated;
    for (std::size_t i = 0; i < predicted.size(); ++i) {
        const double weight = data.weights[i];
        const double error = data.scores[i] - predicted[i];
        const Prediction said = reliability.predict(predicted[i], spreads[i]);
        score.add(data.scores[i], weight);
        residual.add(error, weight);
        absolute.add(std::abs(error), weight);
        covered.add(std::abs(error) <= said.half_width ? 1 : 0, weight);
        escalated.add(said.must_escalate ? 1 : 0, weight);
    }
    stats::WeightedMean variance;
    stats::WeightedMean squares;
    stats::WeightedMean residual_variance;
    stats::WeightedMean absolute_variance;
    for (std::size_t i = 0; i < predicted.size(); ++i) {
        const double weight = data.weights[i];
        const double error = data.scores[i] - predicted[i];
        const auto square = [](double value) { return value * value; };
        variance.add(square(data.scores[i] - score.mean()), weight);
        squares.add(square(error), weight);
        residual_variance.add(square(error - residual.mean()), weight);
        absolute_variance.add(square(std::abs(error) - absolute.mean()), weight);
    }
    return {.count = predicted.size(),
            .group_count = 0,
            .r_squared = variance.mean() > 0 ? 1 - squares.mean() / variance.mean() : 0,
            .spearman = stats::spearman_correlation(predicted, data.scores).estimate,
            .mean_absolute_error = absolute.mean(),
            .absolute_error_sd = std::sqrt(absolute_variance.mean()),
            .residual_mean = residual.mean(),
            .residual_sd = std::sqrt(residual_variance.mean()),
            .calibration_error = calibration_error(data, predicted),
            .coverage_ratio = covered.mean(),
            .escalated_ratio = escalated.mean()};
}

}  // namespace assay::distill
