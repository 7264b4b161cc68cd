#include "stats/active_testing.hpp"

#include "stats/hypothesis_test.hpp"
#include "stats/moments.hpp"
#include "stats/symmetric_interval.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

// Before draw m the losses of m samples are known, so that
//
//   mu_m = (sum of known losses + loss_m / q_m) / N
//
// is unbiased whatever was seen so far, and the mu_m do not correlate. The estimate is their mean
// with weights c_m = N (N - M) / (M (N - m - 1) (N - m)), which add up to 1. Written per loss, that
// is the mean of v_m loss_m, v_m = 1 + (N - M) / (N - m - 1) (1 / ((N - m) q_m) - 1), m from 0.
namespace assay::stats {
namespace {

bool is_valid(std::span<const double> losses,
              std::span<const double> ratios,
              std::size_t population_count,
              double confidence_ratio) {
    return losses.size() == ratios.size() && losses.size() <= population_count &&
           all_finite(losses) && is_confidence(confidence_ratio) &&
           std::ranges::all_of(ratios, [](double ratio) { return ratio > 0 && ratio <= 1; });
}

struct Spread {
    double variance = 0;
    double effective_count = 0;
};

Spread spread(std::span<const double> losses,
              std::span<const double> ratios,
              double population,
              double value) {
    const auto draws = static_cast<double>(losses.size());
    double known = 0;
    double squared_weights = 0;
    Spread out;
    for (std::size_t m = 0; m < losses.size(); ++m) {
        const double left = population - static_cast<double>(m);
        const double weight = population * (population - draws) / (draws * (left - 1) * left);
        const double distance = (known + losses[m] / ratios[m]) / population - value;
        // Without the divisor the estimate would hide what it has in common with its parts.
        out.variance += weight * weight * distance * distance / (1 - weight);
        squared_weights += weight * weight;
        known += losses[m];
    }
    out.effective_count = 1 / squared_weights;
    return out;
}

}  // namespace

Estimate lure_estimate(std::span<const double> losses,
                       std::span<const double> proposal_ratios,
                       std::size_t population_count,
                       double confidence_ratio) {
    Estimate estimate{.method = "mean, LURE t", .count = losses.size()};
    if (!is_valid(losses, proposal_ratios, population_count, confidence_ratio)) {
        estimate.status = Status::invalid_argument;
        return estimate;
    }
    if (losses.empty()) {
        estimate.status = Status::insufficient_data;
        return estimate;
    }
    const auto population = static_cast<double>(population_count);
    const auto draws = static_cast<double>(losses.size());
    if (losses.size() == population_count) {
        estimate.value = moments_of(losses).mean();
        set_symmetric_interval(0, std::nullopt, confidence_ratio, estimate);
        estimate.warnings = {"The whole pool was drawn, so the interval has no width."};
        return estimate;
    }
    double sum = 0;
    for (std::size_t m = 0; m < losses.size(); ++m) {
        const double left = population - static_cast<double>(m);
        const double tilt = 1 / (left * proposal_ratios[m]) - 1;
        sum += (1 + (population - draws) / (left - 1) * tilt) * losses[m];
    }
    estimate.value = sum / draws;
    if (losses.size() < 2) {
        estimate.status = Status::insufficient_data;
        return estimate;
    }
    const Spread parts = spread(losses, proposal_ratios, population, *estimate.value);
    set_symmetric_interval(std::sqrt(parts.variance),
                           std::max(1.0, parts.effective_count - 1),
                           confidence_ratio,
                           estimate);
    return estimate;
}

}  // namespace assay::stats
