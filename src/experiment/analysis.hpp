#pragma once
// What an experiment says at one look: the decision and everything it rests on. Value types and
// pure functions; the same input gives the same output.

#include "experiment/effect.hpp"
#include "experiment/plan.hpp"

#include "core/json.hpp"
#include "stats/bayes_effect.hpp"
#include "stats/confidence_sequence.hpp"
#include "stats/sample_ratio.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::experiment {

enum class Decision {
    ship,     ///< a treatment is better
    keep,     ///< the control stays
    go_on,    ///< nothing is decided yet
    halted,   ///< a guardrail was breached
    blocked,  ///< the shares of the variants are not as planned; nobody has acknowledged it
};

/// What is shown so far, at this look or an earlier one.
enum class Finding { none, better, worse, breached };

enum class Role { primary, secondary, guardrail };

/// One metric of one treatment at one look: what later looks and charts need of it.
struct LookPoint {
    Role role = Role::primary;
    std::string metric;
    std::string treatment;
    std::optional<double> estimate;  ///< of a guardrail: the harm
    std::optional<double> low;       ///< of the interval; of a guardrail: harm is above this
    std::optional<double> high;
    std::optional<double> log_e_value;  ///< evidence that counts, when there were enough units
    Finding finding = Finding::none;

    bool operator==(const LookPoint&) const = default;
};

/// What is remembered of a look, for ever.
struct LookRecord {
    std::size_t index = 0;
    WallTime at;
    std::size_t unit_count = 0;
    std::vector<std::size_t> assigned_counts;
    std::vector<LookPoint> points;
    std::optional<double> sample_ratio_p_value;
    Decision decision = Decision::go_on;
    std::string why;

    bool operator==(const LookRecord&) const = default;
    [[nodiscard]] const LookPoint* find(Role role,
                                        std::string_view metric,
                                        std::string_view treatment) const;
};

struct TreatmentResult {
    std::string treatment;
    Effect effect;
    stats::Status status = stats::Status::ok;  ///< of the method's look
    std::optional<stats::Interval> interval;   ///< of the method
    std::optional<double> p_value;             ///< over all looks; of a fixed method: at this one
    std::optional<double> always_valid_p_value;
    std::optional<double> probability_better;  ///< bayes
    std::optional<stats::ExpectedLoss> loss;   ///< bayes
    std::optional<double> bound_z;             ///< group sequential, of this look
    Finding finding = Finding::none;
    std::size_t finding_look = 0;             ///< index of the look that showed it
    std::optional<double> power_ratio;        ///< to have found the wanted effect by now
    std::optional<double> detectable_effect;  ///< by one test of this size, with the plan's power
};

struct SecondaryResult {
    std::string metric;
    std::string treatment;
    Direction better = Direction::higher;
    Effect effect;
    std::optional<stats::Interval> interval;
    std::optional<double> p_value;
    std::optional<double> adjusted_p_value;  ///< Holm over all secondary metrics and treatments
};

struct GuardrailResult {
    std::string metric;
    std::string treatment;
    double margin = 0;
    Effect effect;
    stats::Status status = stats::Status::ok;
    std::optional<double> harm;      ///< by how much the treatment is worse
    std::optional<double> harm_low;  ///< the harm is above this, at all looks at once
    std::optional<double> p_value;   ///< over all looks: that the harm is within the margin
    std::optional<std::size_t> breached_look;
};

struct SampleRatioResult {
    std::vector<std::size_t> counts;
    stats::SampleRatioTest fixed;
    stats::SampleRatioLook sequential;
    bool is_alarm = false;
    std::optional<Acknowledgement> acknowledgement;  ///< of an alarm
};

struct Analysis {
    LookRecord look;
    Decision decision = Decision::go_on;
    std::string shipped;  ///< the treatment, when the decision is ship
    std::string why;      ///< a sentence
    std::vector<TreatmentResult> primary;
    std::vector<SecondaryResult> secondary;
    std::vector<GuardrailResult> guardrails;
    std::optional<SampleRatioResult> sample_ratio;  ///< none for two runs
    std::size_t planned_unit_count = 0;
    bool has_planned_units = false;
    std::vector<std::string> warnings;
};

/// looks: all before this one, oldest first. The plan is one that read_plan() accepts.
Analysis analyse(const ExperimentPlan& plan,
                 const ExperimentData& data,
                 std::span<const LookRecord> looks);

std::string_view to_string(Decision decision);
std::string_view to_string(Finding finding);
std::string_view to_string(Role role);

Json to_json(const LookRecord& look);
/// Errors: corrupt.
Result<LookRecord> look_from_json(const Json& json);
Json to_json(const Analysis& analysis);

}  // namespace assay::experiment
