#pragma once
// Means and totals of a population from a sample whose inclusion probabilities are known: by
// stratum, or weighted with 1 / probability. Pure functions.

#include "stats/estimate.hpp"
#include "stats/moments.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::stats {

/// Part of the population that was sampled at random on its own.
struct StratumSample {
    std::size_t population_count;
    Moments sample;
};

/// The mean over all strata: each stratum's mean weighted with its share of the population; t with
/// observations - strata. A stratum with one observation takes the variance of it and its nearest
/// neighbour in the list pooled, with a warning, so put like beside like. insufficient_data
/// without a value when a stratum has no observation, without an interval when there are not two
/// observations; invalid_argument for NaN, infinity and more observations than population.
/// Source: Cochran 1977, ch. 5.
Estimate stratified_mean(std::span<const StratumSample> strata,
                         Population population,
                         double confidence_ratio);

/// The same times the size of the population.
Estimate stratified_total(std::span<const StratumSample> strata,
                          Population population,
                          double confidence_ratio);

struct WeightedOptions {
    double confidence_ratio = 0.95;
    /// The cluster of each observation, numbered from 0, below the number of observations; empty:
    /// each its own. Only clusters are then taken as independent.
    std::span<const std::uint32_t> clusters = {};
};

struct WeightedEstimate {
    Estimate estimate;
    /// (sum of weights)^2 / sum of squared weights: equally weighted observations worth as much.
    double effective_count = 0;
};

// Below: values[i] was drawn with probability inclusion_ratios[i], 0 < ratio <= 1. Standard errors
// are those of drawing with replacement, which are slightly too wide when much of the population
// was drawn; t with one less than the observations, or clusters. A warning tells when
// effective_count is below 30. insufficient_data below 2 observations or clusters;
// invalid_argument for NaN, infinity, a ratio outside (0, 1] and sizes that do not fit.

/// The population's total, without bias. Source: Horvitz & Thompson 1952.
WeightedEstimate horvitz_thompson_total(std::span<const double> values,
                                        std::span<const double> inclusion_ratios,
                                        const WeightedOptions& options);

/// The population's mean: both the total and the size of the population are estimated, which is
/// far more precise for a mean than to divide the total by the true size. By linearisation.
/// Source: Hajek 1971; Särndal, Swensson & Wretman 1992, sec. 5.7.
WeightedEstimate hajek_mean(std::span<const double> values,
                            std::span<const double> inclusion_ratios,
                            const WeightedOptions& options);

}  // namespace assay::stats
