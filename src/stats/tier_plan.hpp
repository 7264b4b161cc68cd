#pragma once
// How many samples the judge and the labels should see, before anything is spent: forecasts of
// difference_estimate() (difference_estimator.hpp) and the cheapest shares. Pure functions.
//
// With n1 of N samples judged and n2 of those labelled, at even probabilities, the variance is
//
//   judged_residual / n2 + (cheap_residual - judged_residual) / n1 + (label - cheap_residual) / N,
//
// less label / N for a finite population. The variances come from a pilot: the labels of an earlier
// run or a first batch.

#include "stats/difference_estimator.hpp"

#include <cstddef>
#include <optional>

namespace assay::stats {

struct TierPlanOptions {
    std::size_t sample_count;          ///< N
    double judged_cost;                ///< of judging one sample, at least 0
    double label_cost;                 ///< of labelling one sample, above 0
    std::size_t label_count_min = 30;  ///< fewer make intervals that cannot be trusted
    double confidence_ratio = 0.95;
    Population population = Population::superpopulation;
};

struct TierPlan {
    std::size_t
        judged_count;  ///< 0: labels go to samples that are not judged, as judging does not pay
    std::size_t label_count;
    double cost;
    double standard_error;
    double half_width;  ///< of the interval: t with label_count - 3, as two lambdas are tuned
};

/// The forecast for given counts. Null for variances below 0, NaN, infinity, costs out of range,
/// more labels than judged samples (unless none are judged) or more than samples, and below 5
/// labels.
std::optional<TierPlan> forecast_tiers(const TierPilot& pilot,
                                       const TierPlanOptions& options,
                                       std::size_t judged_count,
                                       std::size_t label_count);

/// The counts with the narrowest interval that cost no more than `budget`, at least
/// label_count_min labels (or all samples). Null as above and when the budget is too small.
std::optional<TierPlan> tier_plan_for_budget(const TierPilot& pilot,
                                             const TierPlanOptions& options,
                                             double budget);

/// The cheapest counts whose forecast interval reaches at most `half_width` to either side. Null
/// as above and when even labels on everything would not do. Source for both: Neyman 1938 (double
/// sampling); Cochran 1977, sec. 12.
std::optional<TierPlan> tier_plan_for_half_width(const TierPilot& pilot,
                                                 const TierPlanOptions& options,
                                                 double half_width);

}  // namespace assay::stats
