#include "report/judge_report.hpp"

#include "report/printing.hpp"

#include <fmt/format.h>

namespace assay::report {
namespace {

Json nanos_or_null(const std::optional<Usd>& amount) {
    return amount ? Json(amount->nanos) : Json(nullptr);
}

Result<std::optional<Usd>> read_usd(const JsonFields& fields, std::string_view name) {
    TRY(const auto nanos, fields.optional_integer(name));
    if (!nanos) return std::optional<Usd>{};
    return std::optional(Usd{*nanos});
}

Result<std::uint64_t> read_count(const JsonFields& fields, std::string_view name) {
    TRY(const std::int64_t count, fields.integer(name));
    return static_cast<std::uint64_t>(count);
}

Json tier_to_json(const TierResult& tier) {
    JsonObject flags;
    for (const auto& [name, count] : tier.flag_counts) flags[name] = count;
    return {{"tier", tier.tier},
            {"model", tier.model},
            {"mode", tier.mode},
            {"drawn", tier.drawn_count},
            {"judged", tier.judged_count},
            {"unscored", tier.unscored_count},
            {"deferred", tier.deferred_count},
            {"pending", tier.pending_count},
            {"mean", json_number_or_null(tier.mean)},
            {"calls", tier.call_count},
            {"prompt_tokens", tier.prompt_tokens},
            {"completion_tokens", tier.completion_tokens},
            {"latency_ms_sum", tier.latency_ms_sum},
            {"cost_usd_nanos", nanos_or_null(tier.cost)},
            {"flags", std::move(flags)}};
}

Result<TierResult> tier_from_json(const Json& value) {
    if (!value.is_object())
        return fail(ErrorKind::corrupt, "a tier is {}, expected an object", json_type_name(value));
    const JsonFields fields(value.get_object(), "tier");
    TierResult tier;
    TRY(tier.tier, fields.string("tier"));
    TRY(tier.model, fields.string("model"));
    TRY(tier.mode, fields.string("mode"));
    TRY(tier.drawn_count, read_count(fields, "drawn"));
    TRY(tier.judged_count, read_count(fields, "judged"));
    TRY(tier.unscored_count, read_count(fields, "unscored"));
    TRY(tier.deferred_count, read_count(fields, "deferred"));
    TRY(tier.pending_count, read_count(fields, "pending"));
    TRY(tier.mean, fields.optional_number("mean"));
    TRY(tier.call_count, read_count(fields, "calls"));
    TRY(tier.prompt_tokens, fields.integer("prompt_tokens"));
    TRY(tier.completion_tokens, fields.integer("completion_tokens"));
    TRY(tier.latency_ms_sum, fields.number("latency_ms_sum"));
    TRY(tier.cost, read_usd(fields, "cost_usd_nanos"));
    if (const Json* flags = fields.find("flags"); flags != nullptr && flags->is_object()) {
        const JsonFields counts(flags->get_object(), "flags");
        for (const auto& member : flags->get_object()) {
            TRY(tier.flag_counts[std::string(std::string_view(member.key()))],
                read_count(counts, member.key()));
        }
    }
    return tier;
}

Json pilot_to_json(const std::optional<stats::TierPilot>& pilot) {
    if (!pilot) return nullptr;
    return {{"label_variance", pilot->label_variance},
            {"cheap_residual_variance", pilot->cheap_residual_variance},
            {"judged_residual_variance", pilot->judged_residual_variance}};
}

Result<std::optional<stats::TierPilot>> pilot_from_json(const JsonObject& object) {
    const JsonFields fields(object, "pilot");
    stats::TierPilot pilot{};
    TRY(pilot.label_variance, fields.number("label_variance"));
    TRY(pilot.cheap_residual_variance, fields.number("cheap_residual_variance"));
    TRY(pilot.judged_residual_variance, fields.number("judged_residual_variance"));
    return std::optional(pilot);
}

}  // namespace

Json to_json(const JudgeResult& result) {
    JsonArray tiers;
    for (const TierResult& tier : result.tiers) tiers.push_back(tier_to_json(tier));
    return {{"tiers", std::move(tiers)},
            {"metric_mean", json_number_or_null(result.metric_mean)},
            {"cost_usd_nanos", nanos_or_null(result.cost)},
            {"full_coverage_cost_usd_nanos", nanos_or_null(result.full_coverage_cost)},
            {"effective_gain", json_number_or_null(result.effective_gain)},
            {"end_ratio", result.end_ratio},
            {"pilot", pilot_to_json(result.pilot)},
            {"calibration", result.calibration}};
}

Result<JudgeResult> judge_result_from_json(const Json& value) {
    if (!value.is_object())
        return fail(ErrorKind::corrupt, "judge is {}, expected an object", json_type_name(value));
    const JsonFields fields(value.get_object(), "judge");
    JudgeResult result;
    const Json* tiers = fields.find("tiers");
    if (tiers == nullptr || !tiers->is_array())
        return fail(ErrorKind::corrupt, "judge: field 'tiers' is not a list");
    for (const Json& item : tiers->get_array()) {
        TRY(TierResult tier, tier_from_json(item));
        result.tiers.push_back(std::move(tier));
    }
    TRY(result.metric_mean, fields.optional_number("metric_mean"));
    TRY(result.cost, read_usd(fields, "cost_usd_nanos"));
    TRY(result.full_coverage_cost, read_usd(fields, "full_coverage_cost_usd_nanos"));
    TRY(result.effective_gain, fields.optional_number("effective_gain"));
    TRY(result.end_ratio, fields.number("end_ratio"));
    if (const Json* pilot = fields.find("pilot"); pilot != nullptr && pilot->is_object()) {
        TRY(result.pilot, pilot_from_json(pilot->get_object()));
    }
    TRY(result.calibration, fields.string("calibration"));
    return result;
}

std::string tier_line(const TierResult& tier) {
    std::string line = fmt::format("{} of {} drawn", tier.judged_count, tier.drawn_count);
    if (tier.mean) line += ", mean as judged " + number_text(tier.mean);
    if (tier.unscored_count > 0) line += fmt::format(", {} unscored", tier.unscored_count);
    if (tier.deferred_count > 0) line += fmt::format(", {} deferred", tier.deferred_count);
    if (tier.pending_count > 0) line += fmt::format(", {} wait for a person", tier.pending_count);
    if (tier.call_count > 0)
        line += fmt::format(", {} calls, {}",
                            tier.call_count,
                            !tier.cost              ? "cost unknown"
                            : tier.cost->nanos == 0 ? "nothing new to pay"
                                                    : to_string(*tier.cost));
    for (const auto& [flag, count] : tier.flag_counts)
        if (flag != "deferred" && flag != "pending") line += fmt::format(", {} {}", count, flag);
    if (!tier.model.empty()) line += "; " + tier.model;
    if (!tier.mode.empty()) line += ", by " + tier.mode;
    return line;
}

std::string judgement_line(const Judgement& judgement) {
    std::string line = fmt::format("{} ({}) ", judgement.evaluator, judgement.tier);
    line += judgement.value ? fmt::format("{:.4g}", *judgement.value) : "unscored";
    if (judgement.raw && judgement.raw != judgement.value)
        line += fmt::format(", raw {:.4g}", *judgement.raw);
    if (!judgement.label.empty()) line += ", " + judgement.label;
    if (!judgement.reason.empty()) line += ": " + one_line(judgement.reason, 400);
    for (const JudgeFlag flag : judgement.flags) line += fmt::format(" [{}]", to_string(flag));
    if (judgement.model.empty()) return line;
    line += fmt::format(" – {}, by {}", judgement.model, to_string(judgement.mode));
    if (judgement.confidence) line += fmt::format(", confidence {:.2g}", *judgement.confidence);
    if (judgement.cost) line += ", " + to_string(*judgement.cost);
    return line;
}

std::string coverage_line(const JudgeResult& result) {
    if (!result.cost || !result.full_coverage_cost || result.full_coverage_cost->nanos <= 0)
        return {};
    return fmt::format("{} of {} for judging every sample in the full tier ({:.1f} %)",
                       to_string(*result.cost),
                       to_string(*result.full_coverage_cost),
                       100 * result.cost->dollars() / result.full_coverage_cost->dollars());
}

}  // namespace assay::report
