#pragma once
// The mean of an expensive label over a population where a cheap prediction of it is known for
// many more samples (human labels and a judge). The predictions narrow the interval; the labels
// keep it unbiased, however wrong the predictions are. Pure functions.
//
//   estimate = mean(label - lambda * prediction, labelled) + lambda * mean(prediction, unlabelled)
//
// The labelled samples must be a simple random sample of the population; with unequal inclusion
// probabilities use difference_estimator.hpp. For A/B tests pass the differences of pairs.
// Source: Angelopoulos, Duchi & Zrnic 2023 (PPI++).

#include "stats/estimate.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace assay::stats {

enum class PpiConvention {
    assay,   ///< sample variances (n - 1); t with n - 1 below 50 labels (or labelled clusters)
    ppi_py,  ///< as the package of that name: population variances (n) and always the normal
};

struct PpiOptions {
    double confidence_ratio = 0.95;
    std::optional<double> lambda = {};  ///< 0 labels only, 1 plain PPI; null: the best of 0..1
    PpiConvention convention = PpiConvention::assay;
    /// The cluster of each sample, numbered from 0 across both groups, all below the number of
    /// samples; empty: each sample its own. Only clusters are then taken as independent. Not for
    /// ppi_py.
    std::span<const std::uint32_t> labelled_clusters = {};
    std::span<const std::uint32_t> unlabelled_clusters = {};
};

struct PpiResult {
    Estimate estimate;   ///< count is that of the labels; p_value() gives the p-value that fits
    Estimate classical;  ///< from the labels alone, by the same convention
    double lambda = 0;   ///< 0..1, how much the predictions are trusted
    std::size_t unlabelled_count = 0;      ///< samples with a prediction alone
    std::optional<double> effective_gain;  ///< (classical / own standard error)^2: how many times
                                           ///< the labels would be needed without predictions
};

/// `labels` and `labelled_predictions` belong to the same samples in the same order, none of which
/// is among `unlabelled_predictions`. lambda is 0, with a warning, when the predictions do not
/// vary or fewer than 2 are unlabelled. insufficient_data below 2 labels or labelled clusters;
/// invalid_argument for NaN, infinity, sizes that do not fit and a lambda outside 0..1.
/// O(labels + predictions).
PpiResult ppi_mean(std::span<const double> labels,
                   std::span<const double> labelled_predictions,
                   std::span<const double> unlabelled_predictions,
                   const PpiOptions& options);

}  // namespace assay::stats
