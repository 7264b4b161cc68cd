#pragma once
// The mean of a pool from labels that were asked for one after the other where they seemed to tell
// most, without the bias that this choice brings. Pure functions.

#include "stats/estimate.hpp"

#include <cstddef>
#include <span>

namespace assay::stats {

/// Mean loss over a pool of `population_count` samples after drawing losses.size() of them without
/// replacement. proposal_ratios[m] is the probability, above 0, with which draw m chose its sample
/// among those that were left; it may depend on everything seen before. Unbiased, and about this
/// very pool: without error when all of it was drawn. Standard error from the running unbiased
/// estimates of which this is the weighted mean; t with their effective number less one.
/// insufficient_data below 2 draws; invalid_argument for NaN, infinity, ratios outside (0, 1],
/// sizes that do not fit and more draws than samples. O(draws).
/// Source: Farquhar, Gal & Rainforth 2021 (R_LURE); Kossen et al. 2021.
Estimate lure_estimate(std::span<const double> losses,
                       std::span<const double> proposal_ratios,
                       std::size_t population_count,
                       double confidence_ratio);

}  // namespace assay::stats
