#include "stats/bayes_effect.hpp"

#include "stats/proportion.hpp"
#include "stats/ranges.hpp"
#include "stats/symmetric_interval.hpp"
#include "stats/tails.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace assay::stats {
namespace {

bool is_normal(double mean, double deviation) {
    return is_moderate(mean) && is_moderate(deviation) && deviation >= 0;
}

/// E max(0, X) of X normal: the deviation times phi(z) + z Phi(z). For z far below 0 the two terms
/// cancel, and the loss is 0 to double precision.
double mean_of_positive_part(double mean, double deviation) {
    constexpr double z_max = 37;
    if (std::abs(mean) >= z_max * deviation) return std::max(mean, 0.0);
    const double z = mean / deviation;
    const double density = std::exp(-z * z / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    return std::max(0.0, deviation * density + mean * normal_upper_tail(-z));
}

}  // namespace

std::optional<ExpectedLoss> expected_loss(double mean, double standard_deviation) {
    if (!is_normal(mean, standard_deviation)) return std::nullopt;
    return ExpectedLoss{.if_shipped = mean_of_positive_part(-mean, standard_deviation),
                        .if_held = mean_of_positive_part(mean, standard_deviation)};
}

std::optional<double> probability_above_zero(double mean, double standard_deviation) {
    if (!is_normal(mean, standard_deviation)) return std::nullopt;
    if (standard_deviation > 0) {
        const double z = mean / standard_deviation;
        if (std::isfinite(z)) return normal_upper_tail(-z);
    }
    if (mean == 0) return std::nullopt;
    return mean > 0 ? 1 : 0;
}

BayesEffect bayes_effect(double estimate,
                         double standard_error,
                         const std::optional<NormalPrior>& prior,
                         double credible_ratio) {
    BayesEffect effect;
    const bool is_prior_wrong = prior && (!is_normal(prior->mean, prior->standard_deviation) ||
                                          prior->standard_deviation < 1e-75);
    if (!is_normal(estimate, standard_error) || is_prior_wrong || !is_confidence(credible_ratio)) {
        effect.status = Status::invalid_argument;
        return effect;
    }
    if (is_nil(standard_error, estimate)) {
        effect.status = Status::zero_variance;
        return effect;
    }
    double mean = estimate;
    double deviation = standard_error;
    if (prior) {
        // The share of the data, which does not overflow as precisions would.
        const double ratio = standard_error / prior->standard_deviation;
        const double weight = 1 / (1 + ratio * ratio);
        mean = weight * estimate + (1 - weight) * prior->mean;
        deviation = standard_error * std::sqrt(weight);
    }
    const double half = two_sided_z(credible_ratio) * deviation;
    effect.mean = mean;
    effect.standard_deviation = deviation;
    effect.interval = {.low = mean - half, .high = mean + half, .level_ratio = credible_ratio};
    effect.probability_better = probability_above_zero(mean, deviation);
    effect.loss = expected_loss(mean, deviation);
    return effect;
}

ShipDecision decide_to_ship(double probability_better,
                            const ExpectedLoss& loss,
                            double baseline,
                            const ShipRule& rule) {
    const double loss_max = rule.loss_ratio_max * std::abs(baseline);
    if (probability_better >= rule.probability_min && loss.if_shipped < loss_max)
        return ShipDecision::ship;
    if (1 - probability_better >= rule.probability_min && loss.if_held < loss_max)
        return ShipDecision::hold;
    return ShipDecision::undecided;
}

}  // namespace assay::stats
