#include "stats/length_controlled.hpp"

#include "stats/bradley_terry.hpp"
#include "stats/mean.hpp"
#include "stats/moments.hpp"
#include "stats/paired_logistic.hpp"
#include "stats/symmetric_interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

// The model and the baseline are two models of a Bradley-Terry fit with covariates.
namespace assay::stats {
namespace {

bool is_finite(const LengthComparison& one) {
    return one.win_share >= 0 && one.win_share <= 1 && std::isfinite(one.model_length) &&
           std::isfinite(one.baseline_length) && std::isfinite(one.difficulty);
}

/// The mean of the fit without the length, and its standard error. Both the coefficients and which
/// prompts there are vary.
void predict(std::span<const LengthComparison> comparisons,
             const BradleyTerry& fit,
             double confidence_ratio,
             Estimate& estimate) {
    const std::size_t n = fit.models.size() + fit.coefficients.size();
    const double strength = *fit.models[0].log_strength.value - *fit.models[1].log_strength.value;
    const bool has_difficulty = fit.coefficients.size() > 1;
    const double slope = has_difficulty ? *fit.coefficients[1].value : 0;
    Moments shares;
    std::vector<double> gradient(n);
    for (const LengthComparison& one : comparisons) {
        const double share = logistic(strength + slope * one.difficulty);
        shares.add(share);
        const double steepness = share * (1 - share) / static_cast<double>(comparisons.size());
        gradient[0] += steepness;
        gradient[1] -= steepness;
        if (has_difficulty) gradient[3] += steepness * one.difficulty;
    }
    double variance = shares.sample_variance() / static_cast<double>(comparisons.size());
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            variance += gradient[i] * fit.covariance[i * n + j] * gradient[j];
    estimate.value = shares.mean();
    set_symmetric_interval(std::sqrt(variance), std::nullopt, confidence_ratio, estimate);
    estimate.interval->low = std::max(0.0, estimate.interval->low);
    estimate.interval->high = std::min(1.0, estimate.interval->high);
}

void warn(std::span<const LengthComparison> comparisons, Estimate& estimate) {
    constexpr double share_min = 0.1;
    double longer = 0;
    for (const LengthComparison& one : comparisons)
        if (one.model_length > one.baseline_length) longer += 1;
    const double share = longer / static_cast<double>(comparisons.size());
    if (share < share_min || share > 1 - share_min)
        estimate.warnings.push_back(
            fmt::format("The model's answers are longer than the baseline's in {:.1f} % of the "
                        "prompts: equal lengths lie at the edge of what was seen.",
                        100 * share));
}

/// tanh of the standardised differences, and difficulties if any; empty when lengths do not vary.
std::vector<double> covariates_of(std::span<const LengthComparison> comparisons,
                                  std::size_t covariate_count) {
    Moments differences;
    for (const LengthComparison& one : comparisons)
        differences.add(one.model_length - one.baseline_length);
    const double spread = std::sqrt(differences.sample_variance());
    std::vector<double> out;
    if (!(spread > 0)) return out;
    for (const LengthComparison& one : comparisons) {
        out.push_back(std::tanh((one.model_length - one.baseline_length) / spread));
        if (covariate_count > 1) out.push_back(one.difficulty);
    }
    return out;
}

}  // namespace

LengthControlled length_controlled_win_rate(std::span<const LengthComparison> comparisons,
                                            double confidence_ratio) {
    LengthControlled out{
        .win_rate = {.method = "win rate"},
        .controlled_win_rate = {.method = "win rate, length-controlled",
                                .count = comparisons.size()},
        .length_coefficient = {.method = "logistic, sandwich", .count = comparisons.size()}};
    const auto undefined = [&](Status status) {
        out.controlled_win_rate.status = status;
        out.length_coefficient.status = status;
        return out;
    };
    if (!is_confidence(confidence_ratio) || !std::ranges::all_of(comparisons, is_finite)) {
        out.win_rate.status = Status::invalid_argument;
        return undefined(Status::invalid_argument);
    }
    std::vector<double> shares;
    for (const LengthComparison& one : comparisons) shares.push_back(one.win_share);
    out.win_rate = mean_estimate(shares, confidence_ratio);
    if (comparisons.size() < 2) return undefined(Status::insufficient_data);
    const bool has_difficulty = std::ranges::any_of(
        comparisons, [](const LengthComparison& one) { return one.difficulty != 0; });
    const std::size_t covariate_count = has_difficulty ? 2 : 1;
    const std::vector<double> covariates = covariates_of(comparisons, covariate_count);
    if (covariates.empty()) return undefined(Status::zero_variance);
    std::vector<Comparison> battles;
    for (const double share : shares) battles.push_back({0, 1, share});
    const BradleyTerry fit = bradley_terry(battles,
                                           2,
                                           {.confidence_ratio = confidence_ratio,
                                            .covariates = covariates,
                                            .covariate_count = covariate_count});
    if (fit.status != Status::ok) return undefined(fit.status);
    predict(comparisons, fit, confidence_ratio, out.controlled_win_rate);
    warn(comparisons, out.controlled_win_rate);
    const std::string method = out.length_coefficient.method;
    out.length_coefficient = fit.coefficients[0];
    out.length_coefficient.method = method;
    return out;
}

}  // namespace assay::stats
