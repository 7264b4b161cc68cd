#pragma once
// What is true of each item when annotators either know or guess by habit: truth, competence and
// habits together. Finds spammers that a vote believes. Pure functions.

#include "stats/estimate.hpp"
#include "stats/labels.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace assay::stats {

enum class MaceMethod {
    expectation_maximization,
    variational_bayes,  ///< with priors that hold on to what few labels cannot tell
};

struct MaceOptions {
    MaceMethod method = MaceMethod::variational_bayes;
    double smoothing =
        0.01;  ///< over category_count, added to each expected count; not with priors
    double competence_prior = 0.5;  ///< both parameters of the beta distribution
    double strategy_prior = 10;     ///< of the Dirichlet distribution, each category's
    std::size_t restart_count = 10;
    std::uint64_t seed = 0;
    double change_max = 1e-6;  ///< a restart is done when no posterior moves further
    std::size_t iteration_count_max = 10'000;
};

struct Mace {
    Status status = Status::ok;
    /// [item * category_count + category], 0..1; all 0 for an item without labels.
    std::vector<double> posteriors;
    std::vector<double> competence_ratio;  ///< per annotator, how often they know
    /// [annotator * category_count + category], what they say when they do not.
    std::vector<double> strategy;
    double log_likelihood = 0;  ///< of the labels, natural log
    std::vector<double> restart_log_likelihoods;
    std::size_t iteration_count = 0;  ///< of the best restart
    std::vector<std::string> warnings;
};

/// The best of restart_count fits by likelihood. The first starts from competence 1/2 and even
/// strategies; the others each from random numbers of their own, drawn by annotator and category,
/// so that the order of the labels changes nothing. not_converged, with values, at
/// iteration_count_max; insufficient_data without labels; no_variation with one category;
/// invalid_argument for an invalid set or option. O(labels * categories) an iteration.
/// Source: Hovy, Berg-Kirkpatrick, Vaswani & Hovy 2013.
Mace mace(const LabelSet& set, const MaceOptions& options = {});

}  // namespace assay::stats
