#include "stats/ppi_plan.hpp"

#include <cmath>

namespace assay::stats {

// With T samples of which n are labelled, the variance is that of
//   1 / effective count = (1 - r^2) / n + r^2 / T,
// and the cost label * n + (sample + prediction) * T. Their product is least at
// n / T = sqrt((1 - r^2) / r^2 * (sample + prediction) / label).
namespace {

struct PlanShape {
    double labelled_share;   ///< n / T
    double cost_per_label;   ///< of a labelled sample and the unlabelled ones that go with it
    double count_per_label;  ///< effective count
};

std::optional<PlanShape> plan_shape(double correlation, const PpiCosts& costs) {
    const double cheap = costs.sample + costs.prediction;
    if (!(correlation >= 0 && correlation < 1) || !(costs.sample >= 0) || !(costs.label > 0) ||
        !(costs.prediction >= 0) || !(cheap > 0) || !std::isfinite(cheap + costs.label))
        return std::nullopt;
    const double explained = correlation * correlation;
    const double share = std::sqrt((1 - explained) * cheap / (explained * costs.label));
    const PlanShape classical{
        .labelled_share = 1, .cost_per_label = costs.label + costs.sample, .count_per_label = 1};
    if (!(share < 1)) return classical;
    const PlanShape tuned_shape{.labelled_share = share,
                                .cost_per_label = costs.label + cheap / share,
                                .count_per_label = 1 / (1 - explained + explained * share)};
    return tuned_shape.count_per_label * classical.cost_per_label > tuned_shape.cost_per_label
               ? tuned_shape
               : classical;
}

std::optional<PpiPlan> plan_of(double correlation,
                               const PpiCosts& costs,
                               double labelled,
                               double unlabelled) {
    constexpr double count_max = 1e15;
    if (!(labelled >= 2) || !(labelled <= count_max) || !(unlabelled <= count_max))
        return std::nullopt;
    const double explained = correlation * correlation;
    const double predicted = unlabelled > 0 ? labelled + unlabelled : 0;
    return PpiPlan{
        .labelled_count = static_cast<std::size_t>(labelled),
        .unlabelled_count = static_cast<std::size_t>(unlabelled),
        .cost = costs.label * labelled + costs.sample * (labelled + unlabelled) +
                costs.prediction * predicted,
        .effective_count = labelled / (1 - explained * unlabelled / (labelled + unlabelled))};
}

}  // namespace

std::optional<PpiPlan> ppi_plan_for_budget(double correlation,
                                           const PpiCosts& costs,
                                           double budget) {
    const auto shape = plan_shape(correlation, costs);
    if (!shape) return std::nullopt;
    const double labelled = budget / shape->cost_per_label;
    return plan_of(correlation,
                   costs,
                   std::floor(labelled),
                   std::floor(labelled / shape->labelled_share - labelled));
}

std::optional<PpiPlan> ppi_plan_for_count(double correlation,
                                          const PpiCosts& costs,
                                          double effective_count) {
    const auto shape = plan_shape(correlation, costs);
    if (!shape) return std::nullopt;
    const double labelled = effective_count / shape->count_per_label;
    return plan_of(correlation,
                   costs,
                   std::ceil(labelled),
                   std::ceil(labelled / shape->labelled_share - labelled));
}

}  // namespace assay::stats
