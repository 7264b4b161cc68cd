#pragma once
// What the plan's method says of the primary metric at a look. Private.

#include "experiment/analysis.hpp"

namespace assay::experiment {

struct LookContext {
    const ExperimentPlan& plan;
    const ExperimentData& data;
    std::span<const LookRecord> looks;

    [[nodiscard]] bool has_planned_units() const {
        return data.unit_count() >= plan.stopping.unit_count;
    }
    /// Where sequences are tightest; two runs have the units they have.
    [[nodiscard]] double planned_count() const {
        return static_cast<double>(plan.offline ? data.unit_count() : plan.stopping.unit_count);
    }
    [[nodiscard]] bool is_over() const {
        return data.is_stopped || plan.offline.has_value() || has_planned_units();
    }
};

/// 1 where more is better, else -1.
inline double sign_of(Direction better) { return better == Direction::higher ? 1 : -1; }

/// A value of an always-valid sequence joined with earlier looks.
struct JoinedEvidence {
    std::optional<double> log_e_value;  ///< the largest
    double estimate = 0;                ///< at that look
    std::size_t look_index = 0;
    [[nodiscard]] double p_value() const;  ///< 1 without evidence
};

JoinedEvidence join_evidence(const LookContext& context, const LookPoint& now);

/// The asymptotic confidence sequence of an effect, for metrics that have no rule of their own.
stats::SequentialLook sequence_look(const LookContext& context, const Effect& effect, double alpha);

/// Fills in everything but the power; `point` is what to remember of it.
TreatmentResult primary_result(const LookContext& context, std::size_t treatment, LookPoint& point);

/// Chance to have found the plan's wanted effect by now; null without one.
std::optional<double> power_so_far(const LookContext& context, const Effect& effect);
std::optional<double> detectable_effect(const LookContext& context, const Effect& effect);

}  // namespace assay::experiment
