#pragma once
// Two rates of independent groups: tests that they are equal, intervals of treatment - control.
// Pure functions.
//
// Undefined (null) when a group is empty or has more successes than trials.

#include "stats/hypothesis_test.hpp"

#include <cstddef>
#include <optional>

namespace assay::stats {

struct Rate {
    std::size_t successes;
    std::size_t count;
};

/// z test with the pooled rate; the estimate is the difference, the standard error the pooled one.
/// zero_variance when all or none succeed. Too optimistic when an expected count is below 5.
HypothesisTest two_proportion_z_test(const Rate& control, const Rate& treatment);

/// Two-sided p: the tables with the same margins that are no more likely than this one.
/// Source: Fisher 1922. O(min(successes, count)).
HypothesisTest fisher_exact_test(const Rate& control, const Rate& treatment);

/// The test that suits the counts, and Newcombe's interval: the z test, or Fisher's when one of the
/// four counts expected under one common rate is below 5 (or nothing varies, when p is 1).
HypothesisTest rate_difference_test(const Rate& control,
                                    const Rate& treatment,
                                    double confidence_ratio);

/// Large samples only; without width when both rates are 0 or 1.
std::optional<Interval> wald_difference_interval(const Rate& control,
                                                 const Rate& treatment,
                                                 double confidence_ratio);
/// Combines the Wilson intervals of the two rates; the default. Source: Newcombe 1998, method 10.
std::optional<Interval> newcombe_interval(const Rate& control,
                                          const Rate& treatment,
                                          double confidence_ratio);
/// Wald's after adding one success and one failure to each group. Source: Agresti & Caffo 2000.
std::optional<Interval> agresti_caffo_interval(const Rate& control,
                                               const Rate& treatment,
                                               double confidence_ratio);
enum class ScoreConvention {
    mee,                 ///< Mee 1984: the variance as it is
    miettinen_nurminen,  ///< Miettinen & Nurminen 1985: the variance times n / (n - 1)
    statsmodels_0_13,    ///< what statsmodels 0.13.5 prints: only to compare with its numbers
};

/// Inverts the score test with the rates restricted to the difference. statsmodels 0.13.5 solves
/// for the restricted rates with a wrong coefficient (a count where the group's size belongs),
/// which can make one negative and the interval too narrow.
std::optional<Interval> score_difference_interval(const Rate& control,
                                                  const Rate& treatment,
                                                  ScoreConvention convention,
                                                  double confidence_ratio);

}  // namespace assay::stats
