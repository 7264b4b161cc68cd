#pragma once
// What a run file says about judges: which, with what models, in which tiers, for how much money.

#include "core/usd.hpp"
#include "engine/model_spec.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::engine {

/// An evaluator that is a judge.
struct JudgeRequest {
    std::string name;
    std::string kind;  ///< an entry of judges.def
    JsonObject options;
    /// References into `models` or bare names; empty: the tier's. Several for a panel.
    std::vector<std::string> models;
    std::string input;                 ///< template of what was asked; empty: the rendered prompt
    std::vector<std::string> context;  ///< templates; one that yields a list gives several passages
    std::string against;               ///< template of the other output, for pairwise

    bool operator==(const JudgeRequest&) const = default;
};

/// When a sample goes up besides those drawn at random.
struct Escalation {
    bool on_failure = false;    ///< a metric that is a rate scored 0, or one has no score
    bool on_injection = false;  ///< the output looks as if it addresses a judge
    bool on_disagreement =
        false;  ///< judge below and metrics are further apart than half the scale
    bool on_low_confidence = false;  ///< the judge below was unsure, or gave no score
    bool near_gate = false;          ///< its score is close to a gate's threshold
    bool on_uncertain = false;       ///< a distilled judge does not stand for its prediction
    double share = 1;                ///< of the samples that meet one of these

    [[nodiscard]] bool is_on() const {
        return on_failure || on_injection || on_uncertain || needs_judgement();
    }
    /// Whether it asks what the judge below said.
    [[nodiscard]] bool needs_judgement() const {
        return on_disagreement || on_low_confidence || near_gate;
    }
    bool operator==(const Escalation&) const = default;
};

/// A reason as the run file names it.
struct EscalationReason {
    std::string_view name;
    bool Escalation::* is_on;
    bool needs_judgement;          ///< of the judge below: the lowest tier has none
    bool needs_distilled = false;  ///< a distilled tier
};

inline constexpr std::array escalation_reasons = {
    EscalationReason{"failure", &Escalation::on_failure, false},
    EscalationReason{"injection", &Escalation::on_injection, false},
    EscalationReason{"disagreement", &Escalation::on_disagreement, true},
    EscalationReason{"low_confidence", &Escalation::on_low_confidence, true},
    EscalationReason{"near_gate", &Escalation::near_gate, true},
    EscalationReason{"uncertain", &Escalation::on_uncertain, false, true},
};

inline constexpr std::string_view distilled_tier = "distilled";
inline constexpr std::string_view fast_tier = "fast";
inline constexpr std::string_view full_tier = "full";
inline constexpr std::string_view human_tier = "human";

/// One judged tier.
struct TierSpec {
    std::string model;  ///< reference; empty: the evaluator's own
    double share = 1;   ///< of all samples
    Escalation escalation;

    bool operator==(const TierSpec&) const = default;
};

/// A model that was trained on a judge's scores (`assay judge distill`) sees every sample.
struct DistilledSpec {
    std::string model;  ///< name, start of the hash, or `latest`; once a run began, the hash
    /// Predictions whose interval is wider are uncertain; null: the rule of the model's training.
    std::optional<double> uncertain_width;

    bool operator==(const DistilledSpec&) const = default;
};

struct JudgingSpec {
    std::map<std::string, ModelSpec> models;
    std::vector<JudgeRequest> judges;
    std::optional<DistilledSpec> distilled;
    std::optional<TierSpec> fast;  ///< absent: the full tier alone
    TierSpec full;
    std::optional<TierSpec> human;  ///< drawn from what the full tier judged; its model is unused
    std::optional<Usd> budget;      ///< of the whole run

    bool operator==(const JudgingSpec&) const = default;
};

/// The model of a reference: an entry of `models`, or a bare name with default settings. Errors:
/// not_found, with the known names.
Result<ModelSpec> resolve_model(const JudgingSpec& spec, std::string_view reference);

/// What a judge is asked with in a tier: its own models when the tier names none.
std::vector<std::string> models_of(const JudgeRequest& request, const TierSpec& tier);

void write_judging(JsonObject& object, const JudgingSpec& spec);
Json to_json(const JudgeRequest& request);
Json to_json(const ProviderSettings& provider);
Json to_json(const providers::Settings& settings);

}  // namespace assay::engine
