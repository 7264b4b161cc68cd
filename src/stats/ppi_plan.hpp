#pragma once
// How many samples to label and how many only to predict, before ppi_mean() (ppi.hpp). Pure
// functions.

#include <cstddef>
#include <optional>

namespace assay::stats {

/// What samples cost, in any one unit.
struct PpiCosts {
    double sample;      ///< to have one, labelled or not
    double label;       ///< to label one
    double prediction;  ///< to predict one
};

struct PpiPlan {
    std::size_t labelled_count;
    std::size_t unlabelled_count;  ///< 0: predictions do not pay
    double cost;
    double effective_count;  ///< labels that would do as well without predictions
};

/// The most precise plan within `budget`, or the cheapest with `effective_count`, when predictions
/// and labels correlate by `correlation`, 0..1. Null for costs below 0, a free label, a free
/// prediction of a free sample (then there is no bound), a correlation outside [0, 1), and a
/// budget or count that does not allow 2 labels. Source: Broska, Howes & van Loon 2025.
std::optional<PpiPlan> ppi_plan_for_budget(double correlation,
                                           const PpiCosts& costs,
                                           double budget);
std::optional<PpiPlan> ppi_plan_for_count(double correlation,
                                          const PpiCosts& costs,
                                          double effective_count);

}  // namespace assay::stats
