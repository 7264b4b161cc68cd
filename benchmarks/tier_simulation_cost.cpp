#include "tier_simulation_cost.hpp"

#include "stats/tier_plan.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace assay::benchmarks {
namespace {

constexpr double tolerance_ratio = 0.05;
constexpr double label_count_min = 30;

/// Variance of `full` less its best multiple, within 0..1, of `scores`, whose gaps stand at their
/// mean.
double residual_variance(std::span<const double> full,
                         std::span<const std::optional<double>> scores) {
    const auto count = static_cast<double>(full.size());
    double full_sum = 0;
    double score_sum = 0;
    double scored_count = 0;
    for (std::size_t i = 0; i < full.size(); ++i) {
        full_sum += full[i];
        if (scores.empty() || !scores[i]) continue;
        score_sum += *scores[i];
        scored_count += 1;
    }
    double variance = 0;
    double covariance = 0;
    double score_variance = 0;
    for (std::size_t i = 0; i < full.size(); ++i) {
        const double distance = full[i] - full_sum / count;
        const double told =
            scores.empty() || !scores[i] ? 0 : *scores[i] - score_sum / scored_count;
        variance += distance * distance / count;
        covariance += distance * told / count;
        score_variance += told * told / count;
    }
    const double lambda =
        score_variance > 0 ? std::clamp(covariance / score_variance, 0.0, 1.0) : 0;
    return variance - 2 * lambda * covariance + lambda * lambda * score_variance;
}

stats::TierPilot pilot_of(const Recorded& population) {
    return {.label_variance = residual_variance(population.full, {}),
            .cheap_residual_variance = residual_variance(population.full, population.cheap),
            .judged_residual_variance = residual_variance(population.full, population.fast)};
}

stats::TierPlanOptions plan_options(const Recorded& population, const CostOptions& options) {
    return {.sample_count = population.size(),
            .judged_cost = 1,
            .label_cost = options.price_ratio,
            .label_count_min = static_cast<std::size_t>(label_count_min),
            .population = stats::Population::finite};
}

Design design_of(const stats::TierPlan& plan, const Recorded& population, double scale) {
    const auto count = static_cast<double>(population.size());
    const auto share = [&](std::size_t planned) {
        return std::min(1.0, scale * static_cast<double>(planned) / count);
    };
    return {.fast_share = share(plan.judged_count), .full_share = share(plan.label_count)};
}

Outcome run(const Recorded& population,
            const Design& design,
            std::size_t replication_count,
            const CostOptions& options) {
    return simulate(population,
                    {.design = design,
                     .replication_count = replication_count,
                     .seed = options.seed,
                     .price_ratio = options.price_ratio});
}

}  // namespace

std::optional<Priced> cheapest_within(const Recorded& population, const CostOptions& options) {
    constexpr double aim_ratio = 0.95;
    constexpr int step_count = 6;
    const auto plan = stats::tier_plan_for_half_width(pilot_of(population),
                                                      plan_options(population, options),
                                                      tolerance_ratio * mean(population));
    if (!plan) return std::nullopt;
    // Replications share their random numbers from scale to scale, so that a search by halves
    // works.
    const double least = label_count_min / static_cast<double>(plan->label_count);
    double low = std::max(0.7, least);
    double high = std::max(1.3, low);
    const std::size_t search_count = std::max<std::size_t>(options.replication_count / 5, 200);
    for (int step = 0; step < step_count && low < high; ++step) {
        const double scale = step == 0 ? low : (low + high) / 2;
        const double within =
            run(population, design_of(*plan, population, scale), search_count, options)
                .within_ratio;
        if (within >= aim_ratio)
            high = scale;
        else
            low = scale;
    }
    const Design design = design_of(*plan, population, high);
    return Priced{design, run(population, design, options.replication_count, options)};
}

std::optional<Priced> at_cost(const Recorded& population,
                              double cost_ratio,
                              const CostOptions& options) {
    const double budget = cost_ratio * options.price_ratio * static_cast<double>(population.size());
    const auto plan = stats::tier_plan_for_budget(
        pilot_of(population), plan_options(population, options), budget);
    if (!plan) return std::nullopt;
    const Design design = design_of(*plan, population, 1);
    return Priced{design, run(population, design, options.replication_count, options)};
}

}  // namespace assay::benchmarks
