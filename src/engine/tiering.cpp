#include "engine/tiering.hpp"

#include "judge/injection.hpp"

#include "core/hash.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::engine {
namespace {

constexpr double disagreement_least = 0.5;  ///< of the scale
constexpr double low_confidence_below = 0.7;
constexpr double near_gate_within = 0.1;  ///< of the scale

bool is_uncertain(const SampleResult& result) {
    return std::ranges::any_of(result.judgements, [](const Judgement& judgement) {
        return judgement.tier == distilled_tier && judgement.has(JudgeFlag::uncertain);
    });
}

/// Uniform in [0, 1).
double uniform(std::uint64_t hash) { return static_cast<double>(hash >> 11U) * 0x1p-53; }

}  // namespace

Tiering::Tiering(const JudgingSpec& spec,
                 std::uint64_t seed,
                 std::vector<std::size_t> cheap_evaluators,
                 std::vector<std::size_t> rates,
                 std::vector<GateThreshold> thresholds)
    : spec_(spec),
      seed_(seed),
      cheap_evaluators_(std::move(cheap_evaluators)),
      rates_(std::move(rates)),
      thresholds_(std::move(thresholds)) {}

Lot Tiering::draw(std::string_view tier, const SampleResult& result, double ratio) const {
    // Each tier draws on its own: a sample's luck in one says nothing about the next.
    const std::uint64_t tier_seed = hash64(tier, seed_);
    const std::uint64_t sample_seed = hash64(result.sample_id.view(), tier_seed);
    const std::string_view epoch(reinterpret_cast<const char*>(&result.epoch), sizeof result.epoch);
    const double luck = uniform(hash64(epoch, sample_seed));
    return {.inclusion_ratio = ratio, .order = luck / ratio};
}

Lot Tiering::first(const SampleResult& result) const {
    const TierSpec& tier = spec_.fast ? *spec_.fast : spec_.full;
    double ratio = tier.share;
    if (is_escalated(tier.escalation, result, nullptr))
        ratio = std::max(ratio, tier.escalation.share);
    return draw(spec_.fast ? fast_tier : full_tier, result, ratio);
}

Lot Tiering::full(const SampleResult& result, const Judgement& fast) const {
    // The share is of all samples, the draw among those that the fast tier judged.
    double ratio = spec_.full.share / spec_.fast->share;
    if (is_escalated(spec_.full.escalation, result, &fast))
        ratio = std::max(ratio, spec_.full.escalation.share);
    return draw(full_tier, result, ratio);
}

Lot Tiering::human(const SampleResult& result, const Judgement& full) const {
    double ratio = spec_.human->share / spec_.full.share;
    if (is_escalated(spec_.human->escalation, result, &full))
        ratio = std::max(ratio, spec_.human->escalation.share);
    return draw(human_tier, result, ratio);
}

bool Tiering::is_drawn_by_share(const SampleResult& result, const Judgement* fast) const {
    // A lot's luck is its order times its probability.
    const auto is_within = [](const Lot& lot, double share) {
        return lot.order * lot.inclusion_ratio < share;
    };
    if (!spec_.fast) return is_within(first(result), spec_.full.share);
    return fast != nullptr && is_within(first(result), spec_.fast->share) &&
           is_within(full(result, *fast), spec_.full.share / spec_.fast->share);
}

std::optional<double> Tiering::cheap_score(const SampleResult& result) const {
    double sum = 0;
    std::size_t count = 0;
    for (const std::size_t index : cheap_evaluators_) {
        if (index >= result.scores.size() || !result.scores[index].value) continue;
        sum += *result.scores[index].value;
        ++count;
    }
    if (count == 0) return std::nullopt;
    return sum / static_cast<double>(count);
}

bool Tiering::has_failed(const SampleResult& result) const {
    return std::ranges::any_of(rates_, [&](std::size_t index) {
        if (index >= result.scores.size()) return false;
        const auto& value = result.scores[index].value;
        return !value || *value == 0;
    });
}

bool Tiering::is_escalated(const Escalation& escalation,
                           const SampleResult& result,
                           const Judgement* below) const {
    if (escalation.on_failure && has_failed(result)) return true;
    if (escalation.on_injection && judge::is_injection_suspected(result.answer)) return true;
    if (escalation.on_uncertain && is_uncertain(result)) return true;
    return below != nullptr && is_escalated_by(escalation, result, *below);
}

bool Tiering::is_escalated_by(const Escalation& escalation,
                              const SampleResult& result,
                              const Judgement& below) const {
    if (escalation.on_low_confidence &&
        (!below.value || below.confidence.value_or(1) < low_confidence_below))
        return true;
    if (!below.value) return false;
    if (escalation.on_disagreement) {
        const auto cheap = cheap_score(result);
        if (cheap && std::abs(*cheap - *below.value) > disagreement_least) return true;
    }
    return escalation.near_gate && std::ranges::any_of(thresholds_, [&](const GateThreshold& gate) {
               return gate.evaluator == below.evaluator &&
                      std::abs(gate.value - *below.value) < near_gate_within;
           });
}

}  // namespace assay::engine
