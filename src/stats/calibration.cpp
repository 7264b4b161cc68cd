#include "stats/calibration.hpp"

#include "stats/hypothesis_test.hpp"
#include "stats/mean.hpp"
#include "stats/ranks.hpp"
#include "stats/symmetric_interval.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {
namespace {

/// Below this many predictions a bin, chance alone makes a visible calibration error.
constexpr std::size_t bin_size_min = 30;

bool are_outcomes(std::span<const std::uint8_t> outcomes, std::size_t expected_count) {
    return outcomes.size() == expected_count &&
           std::ranges::all_of(outcomes, [](auto outcome) { return outcome <= 1; });
}

bool are_predictions(std::span<const double> predicted, std::span<const std::uint8_t> outcomes) {
    return are_outcomes(outcomes, predicted.size()) &&
           std::ranges::all_of(predicted, [](double p) { return p >= 0 && p <= 1; });
}

template <typename Loss>
Estimate mean_loss(const char* method,
                   std::span<const double> predicted,
                   std::span<const std::uint8_t> outcomes,
                   double confidence_ratio,
                   Loss loss) {
    if (!are_predictions(predicted, outcomes) || !is_confidence(confidence_ratio))
        return {.status = Status::invalid_argument, .method = method, .count = predicted.size()};
    Moments moments;
    for (std::size_t i = 0; i < predicted.size(); ++i)
        moments.add(loss(predicted[i], outcomes[i] == 1));
    Estimate estimate = mean_estimate(moments, confidence_ratio);
    estimate.method = method;
    return estimate;
}

/// The bin k with k / count <= value < (k + 1) / count, exactly as written.
std::size_t bin_of(double value, std::size_t bin_count) {
    const auto count = static_cast<double>(bin_count);
    auto bin = std::min(static_cast<std::size_t>(value * count), bin_count - 1);
    while (bin > 0 && value < static_cast<double>(bin) / count) --bin;
    while (bin + 1 < bin_count && value >= static_cast<double>(bin + 1) / count) ++bin;
    return bin;
}

}  // namespace

Estimate brier_score(std::span<const double> predicted,
                     std::span<const std::uint8_t> outcomes,
                     double confidence_ratio) {
    const auto loss = [](double p, bool happened) {
        const double distance = happened ? 1 - p : p;
        return distance * distance;
    };
    return mean_loss("brier score, t", predicted, outcomes, confidence_ratio, loss);
}

Estimate log_loss(std::span<const double> predicted,
                  std::span<const std::uint8_t> outcomes,
                  double confidence_ratio) {
    const auto loss = [](double p, bool happened) {
        constexpr double edge = 1e-15;
        const double kept = std::clamp(p, edge, 1 - edge);
        return happened ? -std::log(kept) : -std::log1p(-kept);
    };
    return mean_loss("log loss, t", predicted, outcomes, confidence_ratio, loss);
}

std::vector<CalibrationBin> calibration_bins(std::span<const double> predicted,
                                             std::span<const std::uint8_t> outcomes,
                                             std::size_t bin_count) {
    if (!are_predictions(predicted, outcomes)) return {};
    std::vector<CalibrationBin> bins;
    bins.reserve(bin_count);
    const auto count = static_cast<double>(bin_count);
    for (std::size_t i = 0; i < bin_count; ++i)
        bins.push_back(
            {.low = static_cast<double>(i) / count, .high = static_cast<double>(i + 1) / count});
    if (bins.empty()) return bins;
    for (std::size_t i = 0; i < predicted.size(); ++i) {
        CalibrationBin& bin = bins[bin_of(predicted[i], bin_count)];
        ++bin.count;
        bin.predicted_mean += predicted[i];
        bin.outcome_ratio += outcomes[i];
    }
    for (CalibrationBin& bin : bins) {
        if (bin.count == 0) continue;
        bin.predicted_mean /= static_cast<double>(bin.count);
        bin.outcome_ratio /= static_cast<double>(bin.count);
    }
    return bins;
}

Estimate expected_calibration_error(std::span<const double> predicted,
                                    std::span<const std::uint8_t> outcomes,
                                    std::size_t bin_count) {
    Estimate estimate{.method = "expected calibration error", .count = predicted.size()};
    const auto bins = calibration_bins(predicted, outcomes, bin_count);
    if (bins.empty() || predicted.empty()) {
        estimate.status = bins.empty() ? Status::invalid_argument : Status::insufficient_data;
        return estimate;
    }
    double error = 0;
    std::size_t used_count = 0;
    for (const CalibrationBin& bin : bins) {
        if (bin.count > 0) ++used_count;
        error += static_cast<double>(bin.count) * std::abs(bin.predicted_mean - bin.outcome_ratio);
    }
    estimate.value = error / static_cast<double>(predicted.size());
    if (predicted.size() < bin_size_min * used_count)
        estimate.warnings.emplace_back(
            "The bins are small, so chance alone makes this calibration error too high.");
    return estimate;
}

Estimate roc_auc(std::span<const double> scores,
                 std::span<const std::uint8_t> outcomes,
                 double confidence_ratio) {
    Estimate estimate{.method = "ROC AUC, DeLong", .count = scores.size()};
    if (!are_outcomes(outcomes, scores.size()) || !all_finite(scores) ||
        !is_confidence(confidence_ratio)) {
        estimate.status = Status::invalid_argument;
        return estimate;
    }
    std::vector<double> positives;
    std::vector<double> negatives;
    for (std::size_t i = 0; i < scores.size(); ++i)
        (outcomes[i] == 1 ? positives : negatives).push_back(scores[i]);
    if (positives.empty() || negatives.empty()) {
        estimate.status = scores.empty() ? Status::insufficient_data : Status::no_variation;
        return estimate;
    }
    // A case's rank among all less its rank among its own kind counts the others below it.
    const Ranks all = mid_ranks(scores);
    const Ranks among_positives = mid_ranks(positives);
    const Ranks among_negatives = mid_ranks(negatives);
    const auto positive_count = static_cast<double>(positives.size());
    const auto negative_count = static_cast<double>(negatives.size());
    Moments above;  // Share of negatives below each positive.
    Moments below;  // Share of positives below each negative.
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (outcomes[i] == 1)
            above.add((all.of[i] - among_positives.of[above.count()]) / negative_count);
        else
            below.add((all.of[i] - among_negatives.of[below.count()]) / positive_count);
    }
    estimate.value = above.mean();
    if (positives.size() < 2 || negatives.size() < 2) {
        estimate.status = Status::insufficient_data;
        return estimate;
    }
    const double variance =
        above.sample_variance() / positive_count + below.sample_variance() / negative_count;
    set_symmetric_interval(std::sqrt(variance), std::nullopt, confidence_ratio, estimate);
    estimate.interval->low = std::max(0.0, estimate.interval->low);
    estimate.interval->high = std::min(1.0, estimate.interval->high);
    return estimate;
}

}  // namespace assay::stats
