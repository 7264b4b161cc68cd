#pragma once
// The same comparison of two arms with less noise, when something that goes with the outcome was
// known of each unit before: an earlier score, a judge's score, a baseline model's. Pure functions.

#include "stats/hypothesis_test.hpp"

#include <optional>
#include <span>

namespace assay::stats {

/// One arm; position i of both belongs to the same unit.
struct CupedArm {
    std::span<const double> outcomes;
    /// Null where it is not known. Must not depend on the arm: known before, or of another system.
    std::span<const std::optional<double>> covariates;
};

enum class CovariateUse {
    used,
    constant,  ///< it does not vary (or is nowhere known), so that it explains nothing
};

struct CupedComparison {
    HypothesisTest adjusted;    ///< Welch's t test of outcome - theta (covariate - its mean)
    HypothesisTest unadjusted;  ///< of the outcomes alone
    CovariateUse covariate = CovariateUse::used;
    double theta = 0;  ///< outcome units per covariate unit
    /// Share of the unadjusted difference's variance that went away; below 0 when it grew. Null
    /// without both standard errors.
    std::optional<double> variance_reduction_ratio;
    std::size_t missing_count = 0;  ///< units without a covariate

    bool operator==(const CupedComparison&) const = default;
};

/// theta is Cov(outcome, covariate) / Var(covariate) over the units of both arms together. A
/// missing covariate counts as the mean of the others, and that it is missing as a second covariate
/// of its own. The status of both tests is invalid_argument for NaN, magnitudes beyond 1e75 and
/// lengths that do not fit, else as for welch_t_test(). Source: Deng, Xu, Kohavi & Walker 2013.
CupedComparison cuped_comparison(const CupedArm& control,
                                 const CupedArm& treatment,
                                 double confidence_ratio);

}  // namespace assay::stats
