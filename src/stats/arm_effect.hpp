#pragma once
// The effect of a treatment arm against a control arm from what was kept of each: counts, means and
// spreads, or only sums. Every rule of an experiment (fixed, Bayesian, sequential) starts from this
// one value and its standard error. Pure functions.

#include "stats/hypothesis_test.hpp"
#include "stats/moments.hpp"

#include <cstddef>
#include <optional>

namespace assay::stats {

/// What a table of an experiment often keeps of an arm.
struct ArmSums {
    std::size_t count;
    double sum;
    double sum_of_squares;
};

/// Null for NaN, infinity, sums that no numbers have, and sums that have lost the spread: when the
/// mean is so large against it that fewer than about 3 digits of the variance are left. Then the
/// centred moments must be kept instead. Whole numbers that do not vary are seen as such.
std::optional<Moments> moments_of(const ArmSums& arm);

enum class EffectScale {
    absolute,  ///< mean(treatment) - mean(control)
    relative,  ///< the same over mean(control)
};

struct ArmEffect {
    Status status = Status::ok;
    std::optional<double> value;
    std::optional<double> standard_error;
    std::optional<double> degrees_of_freedom;  ///< Satterthwaite's
    std::size_t count = 0;                     ///< of both arms

    bool operator==(const ArmEffect&) const = default;
};

/// Independent arms with variances of their own; the relative effect by the delta method.
/// invalid_argument for moments of NaN, infinity or more than 1e75; insufficient_data below 2 units
/// an arm, and for a relative effect when the control mean is within 3 of its standard errors of 0,
/// for then the ratio has no useful error; zero_variance when nothing varies. The difference of the
/// means is given whenever both arms have a unit. Source: Welch 1947; Deng et al. 2018 (delta
/// method).
ArmEffect arm_effect(const Moments& control, const Moments& treatment, EffectScale scale);

enum class Alternative { two_sided, greater, less };

/// Welch's t test of that effect against 0; greater: the treatment is above the control. A
/// one-sided interval has one infinite end.
HypothesisTest arm_effect_test(const Moments& control,
                               const Moments& treatment,
                               EffectScale scale,
                               Alternative alternative,
                               double confidence_ratio);

}  // namespace assay::stats
