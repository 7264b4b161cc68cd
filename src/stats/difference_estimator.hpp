#pragma once
// The mean of the top tier's score over all samples of a cascade, where every tier sees only a
// random part of the one below. Pure functions.
//
//   phase 0   all N samples           cheap score f0, when there is one
//   phase 1   drawn with pi1          judged score f1
//   phase 2   of those, with pi2      label y, the score that counts
//
// Each lower tier predicts the next, and the weighted differences on the samples that have both
// take its bias out again, however wrong it is. With w1 = 1 / pi1, w2 = 1 / (pi1 pi2), and means
// m() weighted with them over their phase:
//
//   estimate = m2(y) + lambda1 (m1(f1) - m2(f1)) + lambda0 (m0(f0) - m1(f0))
//
// Each lambda minimises its own phase's part of the variance, within 0..1: 0 ignores the tier, 1
// trusts it fully. So tiers must score on one scale (calibrate them first), and a tier that says
// nothing about the label costs nothing but its price. Every sample is drawn on its own (Poisson
// sampling); the probabilities may depend on everything known before the draw (f0 for pi1, f0 and
// f1 for pi2), must never be 0, and are those that were logged, not what came of them.
//
// Source: Särndal, Swensson & Wretman 1992, ch. 9 (two-phase difference estimator); Angelopoulos,
// Duchi & Zrnic 2023 (lambda).

#include "stats/estimate.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace assay::stats {

/// The last phase that a sample was drawn into.
enum class Phase : std::uint8_t { cheap, judged, labelled };

/// One row a sample, column by column. A column is empty or has one entry a sample; the longest
/// says how many samples there are.
struct TieredSamples {
    std::span<const std::optional<double>> cheap = {};   ///< f0; empty: no such tier
    std::span<const std::optional<double>> judged = {};  ///< f1; empty: no such tier
    std::span<const std::optional<double>> label = {};   ///< y
    /// pi1, read where phase 1 was reached; empty: always 1.
    std::span<const double> judged_ratio = {};
    /// pi2 given phase 1, read where phase 2 was reached; empty: always 1.
    std::span<const double> label_ratio = {};
    /// Scores of phases that a sample was not drawn into are ignored. Empty: labelled where there
    /// is a label, else judged where there is a judged score. That hides a draw whose judge
    /// failed: give the phases when failures are escalated.
    std::span<const Phase> phase = {};
    /// The cluster of each sample, numbered from 0, below the number of samples; empty: each its
    /// own.
    std::span<const std::uint32_t> cluster = {};
};

struct DifferenceOptions {
    double confidence_ratio = 0.95;
    /// finite: the error of not having labelled everything, 0 when everything is labelled; as
    /// samples are drawn one by one, clusters do not matter. superpopulation: also the error of
    /// having these samples (or clusters of them) and not others from the same source.
    Population population = Population::superpopulation;
    std::optional<double> cheap_lambda = {};   ///< 0..1; null: tuned
    std::optional<double> judged_lambda = {};  ///< 0..1; null: tuned
};

/// What the labels of a cascade say about the next one: variances over all samples, weighted.
struct TierPilot {
    double label_variance;            ///< of y
    double cheap_residual_variance;   ///< of y - lambda0 f0
    double judged_residual_variance;  ///< of y - lambda1 f1

    bool operator==(const TierPilot&) const = default;
};

struct DifferenceEstimate {
    Estimate estimate;   ///< count is that of the labels; unscored_count draws without a label
    Estimate classical;  ///< from the labels alone, weighted
    double cheap_lambda = 0;
    double judged_lambda = 0;
    std::size_t population_count = 0;
    std::size_t judged_count = 0;  ///< samples in phase 1 with a judged score
    /// Equally weighted labels (or clusters) that the interval rests on: as many as the weights
    /// leave (Kish), or as carry the variance (Satterthwaite), whichever is less.
    double effective_label_count = 0;
    std::optional<double> cheap_mean;      ///< of f0 over all samples, with its bias
    std::optional<double> judged_mean;     ///< of f1, weighted, with its bias
    std::optional<double> effective_gain;  ///< (classical / own standard error)^2
    std::optional<TierPilot> pilot;        ///< for tier_plan.hpp; null below 2 labels
};

/// Samples without f0, and judged ones without f1, stand at the mean of their tier, which keeps the
/// estimate unbiased; draws without a label are taken as missing at random and counted.
/// Standard errors by linearisation; t with effective_label_count degrees of freedom, less one and
/// the tuned lambdas; a warning below 30. (In simulations of 500 designs, those with 30 and more
/// cover 93 to 97 % where 95 % are nominal.)
/// Below 10 labels (or labelled clusters) lambdas are not tuned but 0, with a warning.
/// insufficient_data below 2 labels or labelled clusters; invalid_argument for NaN, infinity, a
/// probability outside (0, 1], a lambda outside 0..1 and columns that do not fit. O(samples), and
/// memory for the samples of phase 1.
DifferenceEstimate difference_estimate(const TieredSamples& samples,
                                       const DifferenceOptions& options);

}  // namespace assay::stats
