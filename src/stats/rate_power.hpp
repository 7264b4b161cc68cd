#pragma once
// Power, sample counts and detectable differences for two rates of independent groups; conventions
// and errors as in power.hpp. Pure functions.

#include "stats/power.hpp"

namespace assay::stats {

enum class RateVariance {
    pooled,    ///< of the common rate under the null, as the z test has it: the default
    unpooled,  ///< of each rate on its own
    arcsine,   ///< of the rates on the arcsine scale (Cohen's h)
};

// Rates in [0, 1] that differ; group_ratio: treatment samples per control sample.

/// Samples of the control group. Source: Fleiss, Levin & Paik 2003, ch. 4 (without continuity
/// correction).
Planned two_rates_count(double control_ratio,
                        double treatment_ratio,
                        double group_ratio,
                        RateVariance variance,
                        const PowerAim& aim);
/// Of the z test with the pooled rate, without the tail on the wrong side.
Planned two_rates_power(double control_ratio,
                        double treatment_ratio,
                        double control_count,
                        double treatment_count,
                        double alpha,
                        Sides sides);

enum class RateDirection { up, down };

/// The nearest treatment rate in that direction that is told from the control rate, minus the
/// control rate. insufficient_data when not even 1 (or 0) would be.
Planned two_rates_effect(double control_ratio,
                         RateDirection direction,
                         double control_count,
                         double treatment_count,
                         const PowerAim& aim);

}  // namespace assay::stats
