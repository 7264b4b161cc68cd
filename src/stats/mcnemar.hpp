#pragma once
// Do two systems answer the same samples correctly equally often? Pure functions of the two counts
// on which they differ. Source: McNemar 1947; Edwards 1948 (continuity correction).

#include "stats/hypothesis_test.hpp"

#include <cstddef>

namespace assay::stats {

/// Samples that exactly one of the two got right.
struct Discordant {
    std::size_t first_only;
    std::size_t second_only;
};

enum class Continuity { corrected, uncorrected };

/// Two-sided binomial test; the one to use below some 25 discordant samples. zero_variance when
/// there are none.
HypothesisTest mcnemar_exact_test(const Discordant& counts);

/// Chi-squared with 1 degree of freedom. zero_variance when there are no discordant samples.
HypothesisTest mcnemar_test(const Discordant& counts, Continuity continuity);

/// The one that suits the counts: exact below 25 discordant samples, else corrected chi-squared.
HypothesisTest suited_mcnemar_test(const Discordant& counts);

}  // namespace assay::stats
