#pragma once
// Bootstrap of a statistic that is not a mean (corpus BLEU, F1): each resample is a count per
// observation. Pure functions; the callback runs on several threads.

#include "stats/estimate.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace assay::stats {

enum class BootstrapInterval {
    percentile,
    bca,  ///< bias-corrected and accelerated; percentile, with a warning, where it is undefined
};

struct BootstrapOptions {
    std::size_t resample_count = 1000;
    std::uint64_t seed = 0;
    double confidence_ratio = 0.95;
    std::size_t thread_count = 1;
    /// The cluster of each observation, numbered from 0 without gaps; empty: each its own. Clusters
    /// are drawn whole.
    std::span<const std::uint32_t> clusters = {};
    BootstrapInterval interval = BootstrapInterval::percentile;
};

/// The statistic when observation i counts weights[i] times, or null when it is undefined.
using WeightedStatistic =
    std::function<std::optional<double>(std::span<const std::uint32_t> weights)>;

/// The statistic of `count` observations, the standard deviation of its resamples and their
/// percentile interval (type-7 quantiles). Resamples where it is undefined are left out and
/// reported. insufficient_data below 2 units. Each resample has its own stream of random numbers,
/// so the result depends on the seed alone. O(resamples * (count + statistic)), and for bca one
/// more call of the statistic per unit. Source: Efron & Tibshirani 1993, ch. 13.
Estimate bootstrap_corpus(std::size_t count,
                          const WeightedStatistic& statistic,
                          const BootstrapOptions& options);

/// The mean of independent values; for paired samples, of their differences. Without the options'
/// clusters. invalid_argument for NaN and infinity. O(resamples * values).
Estimate bootstrap_mean(std::span<const double> values, const BootstrapOptions& options);

}  // namespace assay::stats
