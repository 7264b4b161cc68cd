#include "stats/cuped.hpp"

#include "stats/mean_difference.hpp"
#include "stats/moments.hpp"
#include "stats/ranges.hpp"
#include "stats/symmetric_interval.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace assay::stats {
namespace {

/// What is taken off an outcome: slope * (value - mean).
struct Adjustment {
    double mean = 0;
    double slope = 0;
    bool varies = false;
};

/// value(arm, i): the covariate of a unit.
template <typename Value>
Adjustment adjustment(std::span<const CupedArm* const> arms, Value value) {
    Moments covariates;
    Moments outcomes;
    bool varies = false;
    const double first = arms.front()->outcomes.empty() ? 0 : value(*arms.front(), 0);
    for (const CupedArm* arm : arms) {
        for (std::size_t i = 0; i < arm->outcomes.size(); ++i) {
            varies = varies || value(*arm, i) != first;
            covariates.add(value(*arm, i));
            outcomes.add(arm->outcomes[i]);
        }
    }
    if (!varies || !(covariates.centred_squares() > 0)) return {};
    double products = 0;
    for (const CupedArm* arm : arms)
        for (std::size_t i = 0; i < arm->outcomes.size(); ++i)
            products += (value(*arm, i) - covariates.mean()) * (arm->outcomes[i] - outcomes.mean());
    return {.mean = covariates.mean(),
            .slope = products / covariates.centred_squares(),
            .varies = true};
}

bool is_valid(const CupedArm& arm) {
    return arm.outcomes.size() == arm.covariates.size() &&
           std::ranges::all_of(arm.outcomes, is_moderate) &&
           std::ranges::all_of(arm.covariates, [](const std::optional<double>& covariate) {
               return !covariate || is_moderate(*covariate);
           });
}

Moments known_covariates(std::span<const CupedArm* const> arms) {
    Moments known;
    for (const CupedArm* arm : arms)
        for (const auto& covariate : arm->covariates)
            if (covariate) known.add(*covariate);
    return known;
}

}  // namespace

CupedComparison cuped_comparison(const CupedArm& control,
                                 const CupedArm& treatment,
                                 double confidence_ratio) {
    CupedComparison out;
    if (!is_valid(control) || !is_valid(treatment) || !is_confidence(confidence_ratio)) {
        out.covariate = CovariateUse::constant;
        out.adjusted = {.status = Status::invalid_argument, .method = "welch t, CUPED"};
        out.unadjusted = {.status = Status::invalid_argument, .method = "welch t"};
        return out;
    }
    out.unadjusted = welch_t_test(control.outcomes, treatment.outcomes, confidence_ratio);
    const std::array arms = {&control, &treatment};
    const Moments known = known_covariates(arms);
    out.missing_count = control.covariates.size() + treatment.covariates.size() - known.count();
    const auto covariate = [&](const CupedArm& arm, std::size_t i) {
        return arm.covariates[i].value_or(known.mean());
    };
    const auto absence = [](const CupedArm& arm, std::size_t i) {
        return arm.covariates[i] ? 0.0 : 1.0;
    };
    // With the mean in its place a missing covariate is uncorrelated with being missing, so that
    // the two slopes of the joint regression are the two simple ones.
    const Adjustment by_value = adjustment(arms, covariate);
    const Adjustment by_absence = adjustment(arms, absence);
    out.theta = by_value.slope;
    out.covariate =
        by_value.varies || by_absence.varies ? CovariateUse::used : CovariateUse::constant;
    const auto adjusted = [&](const CupedArm& arm) {
        std::vector<double> outcomes(arm.outcomes.begin(), arm.outcomes.end());
        for (std::size_t i = 0; i < outcomes.size(); ++i)
            outcomes[i] -= by_value.slope * (covariate(arm, i) - by_value.mean) +
                           by_absence.slope * (absence(arm, i) - by_absence.mean);
        return outcomes;
    };
    out.adjusted = welch_t_test(adjusted(control), adjusted(treatment), confidence_ratio);
    out.adjusted.method = "welch t, CUPED";
    if (out.adjusted.standard_error && out.unadjusted.standard_error) {
        const double ratio = *out.adjusted.standard_error / *out.unadjusted.standard_error;
        out.variance_reduction_ratio = 1 - ratio * ratio;
    }
    return out;
}

}  // namespace assay::stats
