#pragma once
// How strong each model is, from battles of two. Pure functions.

#include "stats/estimate.hpp"
#include "stats/pairwise.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::stats {

enum class RatingInterval {
    sandwich,     ///< true also where the model is not, and where battles of a cluster go together
    model_based,  ///< battles are independent and follow the model
    bootstrap,    ///< battles, or clusters, drawn with replacement and all refitted
};

struct BradleyTerryOptions {
    RatingInterval interval = RatingInterval::sandwich;
    double confidence_ratio = 0.95;
    /// The cluster of each comparison (a prompt, a user), any numbers; empty: each its own.
    std::span<const std::uint32_t> clusters = {};
    /// Wins each way added between every two models, so that ratings exist also when models are
    /// undefeated or never met. Draws all ratings together; results say so.
    double prior_win_count = 0;
    /// What shall not count for a model, such as its length or style: [comparison * covariate_count
    /// + j], the first model's value minus the second's. Best scaled to a spread near 1.
    std::span<const double> covariates = {};
    std::size_t covariate_count = 0;
    double covariate_ridge = 0;        ///< times half the squares of the coefficients, a penalty
    std::size_t resample_count = 200;  ///< of the bootstrap
    std::uint64_t seed = 0;
};

struct ModelRating {
    Estimate log_strength;     ///< natural log; they sum to 0. count is that of the model's battles
    Estimate rating;           ///< the same as 1000 + 400 / ln 10 * log_strength
    std::size_t rank = 0;      ///< from 1; equal strengths share one
    std::size_t rank_low = 0;  ///< 1 + the models whose intervals lie wholly above
    std::size_t rank_high = 0;  ///< models - those whose intervals lie wholly below
};

struct BradleyTerry {
    Status status = Status::ok;
    std::vector<ModelRating> models;     ///< empty unless status is ok
    std::vector<Estimate> coefficients;  ///< of the covariates, in log odds
    /// (models + covariates) squared: of log strengths, then of coefficients. Empty for bootstrap.
    std::vector<double> covariance;
    double log_likelihood = 0;
    std::vector<std::uint32_t> groups;  ///< of win_groups(), when not_strongly_connected
    std::vector<std::string> warnings;
};

/// P(first wins) = logistic(strength difference + covariates * coefficients), by Newton's method;
/// ties count half for each side. Intervals are normal, and Student's t with clusters - 1 when
/// clusters are given; percentiles for bootstrap, where resamples that are not connected are left
/// out and reported. not_strongly_connected without a prior when some models cannot be ranked;
/// insufficient_data below 2 models or without comparisons; zero_variance when a covariate is
/// constant or follows from others; not_converged; invalid_argument for what does not fit, NaN and
/// infinity. O(comparisons + models^3); with covariates O(comparisons * covariates^2) an iteration.
/// Source: Bradley & Terry 1952; sandwich: White 1982, Liang & Zeger 1986.
BradleyTerry bradley_terry(std::span<const Comparison> comparisons,
                           std::size_t model_count,
                           const BradleyTerryOptions& options = {});

}  // namespace assay::stats
