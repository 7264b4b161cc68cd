#include "domain/judgement.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace assay {
namespace {

constexpr std::array<std::pair<JudgeMode, std::string_view>, 4> modes = {{
    {JudgeMode::logprobs, "logprobs"},
    {JudgeMode::samples, "samples"},
    {JudgeMode::verdict, "verdict"},
    {JudgeMode::distilled, "distilled"},
}};

constexpr std::array<std::pair<JudgeFlag, std::string_view>, 7> flags = {{
    {JudgeFlag::injection_suspected, "injection_suspected"},
    {JudgeFlag::deferred, "deferred"},
    {JudgeFlag::fallback, "fallback"},
    {JudgeFlag::repaired, "repaired"},
    {JudgeFlag::position_flip, "position_flip"},
    {JudgeFlag::pending, "pending"},
    {JudgeFlag::uncertain, "uncertain"},
}};

template <typename Value, std::size_t N>
std::string_view name_of(const std::array<std::pair<Value, std::string_view>, N>& names,
                         Value value) {
    const auto found =
        std::ranges::find(names, value, [](const auto& entry) { return entry.first; });
    ASSAY_ASSERT(found != names.end(), "an enumerator without a name");
    return found->second;
}

template <typename Value, std::size_t N>
Result<Value> value_of(const std::array<std::pair<Value, std::string_view>, N>& names,
                       std::string_view text,
                       std::string_view what) {
    const auto found =
        std::ranges::find(names, text, [](const auto& entry) { return entry.second; });
    if (found == names.end()) return fail(ErrorKind::corrupt, "unknown {} '{}'", what, text);
    return found->first;
}

Result<std::vector<JudgeFlag>> flags_from_json(const Json* value) {
    std::vector<JudgeFlag> list;
    if (value == nullptr) return list;
    if (!value->is_array())
        return fail(ErrorKind::corrupt, "flags are {}, expected a list", json_type_name(*value));
    for (const Json& item : value->get_array()) {
        if (!item.is_string())
            return fail(ErrorKind::corrupt, "a flag is {}", json_type_name(item));
        TRY(const JudgeFlag flag, parse_judge_flag(json_view(item.get_string())));
        list.push_back(flag);
    }
    return list;
}

}  // namespace

std::string_view to_string(JudgeMode mode) { return name_of(modes, mode); }
std::string_view to_string(JudgeFlag flag) { return name_of(flags, flag); }

Result<JudgeMode> parse_judge_mode(std::string_view text) {
    return value_of(modes, text, "judge mode");
}

Result<JudgeFlag> parse_judge_flag(std::string_view text) {
    return value_of(flags, text, "judge flag");
}

bool Judgement::has(JudgeFlag flag) const { return std::ranges::find(flags, flag) != flags.end(); }

Json to_json(const Judgement& judgement) {
    JsonObject object;
    object["evaluator"] = judgement.evaluator;
    object["tier"] = judgement.tier;
    object["value"] = json_number_or_null(judgement.value);
    if (judgement.raw) object["raw"] = *judgement.raw;
    if (!judgement.label.empty()) object["label"] = judgement.label;
    if (!judgement.reason.empty()) object["reason"] = judgement.reason;
    object["mode"] = to_string(judgement.mode);
    object["model"] = judgement.model;
    object["inclusion_ratio"] = judgement.inclusion_ratio;
    if (judgement.confidence) object["confidence"] = *judgement.confidence;
    object["call_count"] = judgement.call_count;
    object["prompt_tokens"] = judgement.prompt_tokens;
    object["completion_tokens"] = judgement.completion_tokens;
    if (judgement.cost) object["cost_usd_nanos"] = judgement.cost->nanos;
    object["latency_ms"] = judgement.latency_ms;
    if (!judgement.flags.empty()) {
        JsonArray list;
        for (const JudgeFlag flag : judgement.flags) list.emplace_back(to_string(flag));
        object["flags"] = std::move(list);
    }
    return object;
}

void add_effort(Judgement& judgement, const Judgement& other) {
    if (other.call_count == 0) return;
    if (judgement.call_count == 0) {
        judgement.cost = other.cost;
    } else if (judgement.cost && other.cost) {
        *judgement.cost += *other.cost;
    } else {
        judgement.cost.reset();
    }
    judgement.call_count += other.call_count;
    judgement.prompt_tokens += other.prompt_tokens;
    judgement.completion_tokens += other.completion_tokens;
    judgement.latency_ms += other.latency_ms;
}

Result<Judgement> judgement_from_json(const Json& value) {
    if (!value.is_object())
        return fail(
            ErrorKind::corrupt, "a judgement is {}, expected an object", json_type_name(value));
    const JsonFields fields(value.get_object(), "judgement");
    Judgement judgement;
    TRY(judgement.evaluator, fields.string("evaluator"));
    TRY(judgement.tier, fields.string("tier"));
    TRY(judgement.value, fields.optional_number("value"));
    TRY(judgement.raw, fields.optional_number("raw"));
    TRY(auto label, fields.optional_string("label"));
    judgement.label = std::move(label).value_or("");
    TRY(auto reason, fields.optional_string("reason"));
    judgement.reason = std::move(reason).value_or("");
    TRY(const std::string mode, fields.string("mode"));
    TRY(judgement.mode, parse_judge_mode(mode));
    TRY(judgement.model, fields.string("model"));
    TRY(judgement.inclusion_ratio, fields.number("inclusion_ratio"));
    TRY(judgement.confidence, fields.optional_number("confidence"));
    TRY(const auto call_count, fields.integer("call_count"));
    judgement.call_count = static_cast<std::uint32_t>(call_count);
    TRY(judgement.prompt_tokens, fields.integer("prompt_tokens"));
    TRY(judgement.completion_tokens, fields.integer("completion_tokens"));
    TRY(const auto nanos, fields.optional_integer("cost_usd_nanos"));
    if (nanos) judgement.cost = Usd{*nanos};
    TRY(judgement.latency_ms, fields.number("latency_ms"));
    TRY(judgement.flags, flags_from_json(fields.find("flags")));
    return judgement;
}

}  // namespace assay
