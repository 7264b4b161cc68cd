#pragma once
// What an experiment is about, written down before its data: variants, metrics, method and stopping
// rule. Value types and pure functions.

#include "core/json.hpp"
#include "core/result.hpp"
#include "core/yaml.hpp"
#include "stats/group_sequential.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::experiment {

enum class MetricKind { mean, rate };
enum class Direction { higher, lower };
/// What a unit counts that was assigned and has no event of a metric.
enum class MissingOutcome { left_out, zero };
/// How several events of one unit and metric become its one value.
enum class UnitValue { mean, sum, last, any };

struct PlannedMetric {
    std::string name;  ///< also the name of its events
    MetricKind kind = MetricKind::mean;
    Direction better = Direction::higher;
    MissingOutcome missing = MissingOutcome::left_out;
    UnitValue unit_value = UnitValue::mean;
    std::string label;  ///< the events with the outcome: `name` unless a proxy is given too
    std::string proxy;  ///< events that predict the label and that all units have; or empty
    std::optional<double> effect;              ///< the wanted difference, > 0, in metric units
    std::optional<double> baseline;            ///< the control's rate or mean, as expected
    std::optional<double> standard_deviation;  ///< of a unit's value, as expected
    std::optional<double> margin;              ///< of a guardrail: harm that is accepted, >= 0

    bool operator==(const PlannedMetric&) const = default;
};

struct Variant {
    std::string name;
    double allocation_ratio = 0;

    bool operator==(const Variant&) const = default;
};

enum class Method {
    fixed,
    bayes,
    confidence_sequence,
    mixture_ratio,
    beta_binomial,
    group_sequential,
};

struct StoppingRule {
    std::size_t unit_count = 0;  ///< of all variants: where a fixed test looks and all others end
    std::size_t unit_count_min = 200;  ///< before which nothing is decided
    std::size_t look_count = 5;        ///< of group_sequential, for its forecast
    stats::SpendingShape spending = stats::SpendingShape::obrien_fleming;

    bool operator==(const StoppingRule&) const = default;
};

/// Two stored runs, the first of which is the control.
struct OfflineRuns {
    std::string control;
    std::string treatment;

    bool operator==(const OfflineRuns&) const = default;
};

/// Who decides which variant a unit gets.
enum class Assigner {
    hash,    ///< Assay, from salt and unit
    events,  ///< another system; the first event of a unit says its variant
};

struct ExperimentPlan {
    std::string name;
    std::string hypothesis;
    std::string unit = "unit";      ///< what is assigned: `user`, `conversation`
    std::vector<Variant> variants;  ///< the first is the control
    PlannedMetric primary;
    std::vector<PlannedMetric> secondary;
    std::vector<PlannedMetric> guardrails;
    Method method = Method::confidence_sequence;
    StoppingRule stopping;
    double alpha = 0.05;
    double power_ratio = 0.8;
    std::string covariate;  ///< events known before the start, for CUPED; or empty
    std::string salt;       ///< of the assignment: the name unless given
    Assigner assigner = Assigner::hash;
    std::optional<OfflineRuns> offline;

    bool operator==(const ExperimentPlan&) const = default;
    /// Alpha of one treatment against the control: alpha over their number.
    [[nodiscard]] double comparison_alpha() const {
        return alpha / static_cast<double>(variants.size() - 1);
    }
    /// Names of all events that the plan knows, each once.
    [[nodiscard]] std::vector<std::string> event_names() const;
};

std::string_view to_string(Method method);
/// Whether its decisions hold however often one looks.
bool is_safe_to_peek(Method method);

/// A plan as written by a person. Unknown keys, wrong types, shares that do not add up to 1 and the
/// like are invalid_input with file, line and field. A missing number of units is computed from the
/// primary metric's effect, which may take some seconds.
Result<ExperimentPlan> read_plan(const YamlDocument& document);
/// What to_json() wrote.
Result<ExperimentPlan> plan_from_json(const Json& json);
/// Every field, also those that were not written.
Json to_json(const ExperimentPlan& plan);
/// SHA-256 of the plan's canonical JSON: two plans with the same hash say the same.
std::string plan_hash(const ExperimentPlan& plan);

}  // namespace assay::experiment
