#include "stats/tier_plan.hpp"

#include "stats/mean.hpp"
#include "stats/symmetric_interval.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {
namespace {

constexpr std::size_t label_count_floor = 5;
/// Labels that the estimate spends on the mean and two lambdas.
constexpr double parameter_count = 3;

bool is_variance(double value) { return value >= 0 && std::isfinite(value); }

bool is_valid(const TierPilot& pilot, const TierPlanOptions& options) {
    return is_variance(pilot.label_variance) && is_variance(pilot.cheap_residual_variance) &&
           is_variance(pilot.judged_residual_variance) && is_variance(options.judged_cost) &&
           is_variance(options.label_cost) && options.label_cost > 0 &&
           is_confidence(options.confidence_ratio);
}

std::size_t label_count_min(const TierPlanOptions& options) {
    return std::min(std::max(options.label_count_min, label_count_floor), options.sample_count);
}

/// Labels alone, next to the cheap scores.
std::optional<TierPlan> plan_without_judge(const TierPilot& pilot,
                                           const TierPlanOptions& options,
                                           double budget) {
    const double affordable = std::floor(budget / options.label_cost);
    if (affordable < static_cast<double>(label_count_min(options))) return std::nullopt;
    const double labels = std::min(affordable, static_cast<double>(options.sample_count));
    return forecast_tiers(pilot, options, 0, static_cast<std::size_t>(labels));
}

/// With both at their best ratio, or at the nearest bound.
std::optional<TierPlan> plan_with_judge(const TierPilot& pilot,
                                        const TierPlanOptions& options,
                                        double budget) {
    const double gained = pilot.cheap_residual_variance - pilot.judged_residual_variance;
    if (gained <= 0) return std::nullopt;
    const auto samples = static_cast<double>(options.sample_count);
    const auto labels_min = static_cast<double>(label_count_min(options));
    const double left_at_min = budget - labels_min * options.label_cost;
    if (left_at_min < labels_min * options.judged_cost) return std::nullopt;
    const double judged_max =
        options.judged_cost > 0 ? std::min(samples, left_at_min / options.judged_cost) : samples;
    // Spending is in proportion to sqrt(variance * cost).
    const double judged_part = std::sqrt(gained * options.judged_cost);
    const double label_part = std::sqrt(pilot.judged_residual_variance * options.label_cost);
    double judged = judged_max;
    if (judged_part > 0)
        judged = budget * judged_part / (judged_part + label_part) / options.judged_cost;
    judged = std::floor(std::clamp(judged, labels_min, judged_max));
    double labels = std::floor((budget - judged * options.judged_cost) / options.label_cost);
    if (labels > judged) {
        // More labels than judged samples are of no use: as many of both as there can be.
        judged = std::floor(std::min(samples, budget / (options.judged_cost + options.label_cost)));
        labels = judged;
    }
    return forecast_tiers(pilot,
                          options,
                          static_cast<std::size_t>(judged),
                          static_cast<std::size_t>(std::max(labels, labels_min)));
}

}  // namespace

std::optional<TierPlan> forecast_tiers(const TierPilot& pilot,
                                       const TierPlanOptions& options,
                                       std::size_t judged_count,
                                       std::size_t label_count) {
    const std::size_t label_count_max = judged_count > 0 ? judged_count : options.sample_count;
    if (!is_valid(pilot, options) || judged_count > options.sample_count ||
        label_count > label_count_max || label_count < label_count_floor)
        return std::nullopt;
    const auto samples = static_cast<double>(options.sample_count);
    const auto judged = static_cast<double>(judged_count);
    const auto labels = static_cast<double>(label_count);
    double variance = pilot.cheap_residual_variance * (1 / labels - 1 / samples);
    if (judged_count > 0)
        variance = pilot.judged_residual_variance * (1 / labels - 1 / judged) +
                   pilot.cheap_residual_variance * (1 / judged - 1 / samples);
    if (options.population == Population::superpopulation)
        variance += pilot.label_variance / samples;
    const double error = std::sqrt(std::max(0.0, variance));
    return TierPlan{
        .judged_count = judged_count,
        .label_count = label_count,
        .cost = judged * options.judged_cost + labels * options.label_cost,
        .standard_error = error,
        .half_width = error * two_sided_t(labels - parameter_count, options.confidence_ratio)};
}

std::optional<TierPlan> tier_plan_for_budget(const TierPilot& pilot,
                                             const TierPlanOptions& options,
                                             double budget) {
    if (!is_valid(pilot, options) || !std::isfinite(budget)) return std::nullopt;
    const auto without = plan_without_judge(pilot, options, budget);
    const auto with = plan_with_judge(pilot, options, budget);
    if (!with || (without && without->half_width <= with->half_width)) return without;
    return with;
}

std::optional<TierPlan> tier_plan_for_half_width(const TierPilot& pilot,
                                                 const TierPlanOptions& options,
                                                 double half_width) {
    if (!is_valid(pilot, options) || !(half_width > 0)) return std::nullopt;
    const auto is_enough = [&](const std::optional<TierPlan>& plan) {
        return plan && plan->half_width <= half_width;
    };
    // Labels on everything, next to judging everything, is the most that can be bought.
    double high =
        static_cast<double>(options.sample_count) * (options.judged_cost + options.label_cost);
    auto best = tier_plan_for_budget(pilot, options, high);
    if (!is_enough(best)) return std::nullopt;
    double low = 0;
    constexpr int halvings = 60;
    for (int step = 0; step < halvings; ++step) {
        const double budget = low + (high - low) / 2;
        const auto plan = tier_plan_for_budget(pilot, options, budget);
        if (is_enough(plan)) {
            high = budget;
            best = plan;
        } else {
            low = budget;
        }
    }
    return best;
}

}  // namespace assay::stats
