#pragma once
// The data of an experiment unit by unit, and the effect of one treatment in one metric. Value
// types and pure functions.

#include "experiment/comparison.hpp"
#include "experiment/plan.hpp"

#include "core/clock.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay::experiment {

struct Acknowledgement {
    std::string note;
    WallTime at;

    bool operator==(const Acknowledgement&) const = default;
};

struct ExperimentData {
    WallTime as_of;
    std::vector<std::size_t> assigned_counts;  ///< units by variant, all of them; empty offline
    std::vector<std::uint32_t> variants;       ///< index of each unit that is analysed
    /// By name of the events: a value a unit; null where the unit has none.
    std::map<std::string, std::vector<std::optional<double>>, std::less<>> columns;
    std::size_t mixed_count = 0;  ///< units seen in two variants, which are left out
    std::map<std::string, std::size_t> refusals;  ///< events that were not counted, by reason
    bool is_stopped = false;
    std::vector<Acknowledgement> acknowledgements;
    std::optional<RunComparison> offline;  ///< then there are no units: the runs are paired

    /// Units assigned, or pairs.
    [[nodiscard]] std::size_t unit_count() const;
};

struct ArmSummary {
    std::size_t count = 0;          ///< units with an outcome
    std::size_t missing_count = 0;  ///< units without
    std::optional<double> mean;

    bool operator==(const ArmSummary&) const = default;
};

/// Treatment minus control, in the units of the metric, and what a test at one planned look says.
struct Effect {
    stats::Status status = stats::Status::ok;
    std::string method;  ///< `difference of means`, `CUPED`, `PPI++`, `paired t`, …
    std::optional<double> value;
    std::optional<double> standard_error;
    std::optional<stats::Interval> interval;  ///< for one look
    std::optional<double> p_value;            ///< for one look, two-sided
    ArmSummary control;
    ArmSummary treatment;
    std::optional<double> variance_reduction_ratio;  ///< of CUPED: share that went away
    std::optional<double> label_gain;  ///< of PPI++: how many times the labels would be needed

    bool operator==(const Effect&) const = default;
    [[nodiscard]] std::size_t count() const { return control.count + treatment.count; }
};

/// treatment: index of the variant, 1 or above. A metric that the data do not have is
/// insufficient_data. CUPED and PPI++ are for the primary metric.
Effect effect_of(const ExperimentPlan& plan,
                 const PlannedMetric& metric,
                 std::size_t treatment,
                 const ExperimentData& data,
                 double confidence_ratio);

}  // namespace assay::experiment
