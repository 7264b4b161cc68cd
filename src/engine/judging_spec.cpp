#include "engine/judging_spec.hpp"

#include "core/nearest.hpp"

namespace assay::engine {
namespace {

Json to_json_texts(const std::vector<std::string>& texts) {
    return JsonArray(texts.begin(), texts.end());
}

Json tier_to_json(const TierSpec& tier) {
    JsonObject object{{"share", tier.share}};
    if (!tier.model.empty()) object["model"] = tier.model;
    if (tier.escalation.is_on()) {
        JsonArray reasons;
        for (const EscalationReason& reason : escalation_reasons)
            if (tier.escalation.*reason.is_on) reasons.emplace_back(reason.name);
        object["escalate"] = std::move(reasons);
        object["escalate_share"] = tier.escalation.share;
    }
    return object;
}

Json model_to_json(const ModelSpec& spec) {
    JsonObject object{{"model", spec.model},
                      {"settings", to_json(spec.settings)},
                      {"provider", to_json(spec.provider)}};
    if (!spec.fallbacks.empty()) object["fallbacks"] = to_json_texts(spec.fallbacks);
    return object;
}

}  // namespace

Result<ModelSpec> resolve_model(const JudgingSpec& spec, std::string_view reference) {
    const auto found = spec.models.find(std::string(reference));
    if (found != spec.models.end()) return found->second;
    if (reference.find('/') != std::string_view::npos) {
        ModelSpec bare;
        bare.model = reference;
        return bare;
    }
    std::vector<std::string_view> names;
    for (const auto& [name, model] : spec.models) names.push_back(name);
    return fail(ErrorKind::not_found,
                "'{}' is neither provider/name nor an entry of 'models'{}",
                reference,
                did_you_mean(reference, names));
}

std::vector<std::string> models_of(const JudgeRequest& request, const TierSpec& tier) {
    // A panel keeps its members in every tier.
    if (request.models.size() > 1 || tier.model.empty()) return request.models;
    return {tier.model};
}

Json to_json(const providers::Settings& settings) {
    JsonObject object;
    if (settings.temperature) object["temperature"] = *settings.temperature;
    if (settings.top_p) object["top_p"] = *settings.top_p;
    if (settings.completion_tokens_max) object["max_tokens"] = *settings.completion_tokens_max;
    if (settings.seed) object["seed"] = *settings.seed;
    if (settings.frequency_penalty) object["frequency_penalty"] = *settings.frequency_penalty;
    if (settings.presence_penalty) object["presence_penalty"] = *settings.presence_penalty;
    if (!settings.stop.empty()) object["stop"] = to_json_texts(settings.stop);
    if (settings.wants_logprobs) object["logprobs"] = true;
    if (settings.top_logprob_count) object["top_logprobs"] = *settings.top_logprob_count;
    if (!settings.extra.empty()) object["extra"] = settings.extra;
    return object;
}

Json to_json(const ProviderSettings& provider) {
    JsonObject object;
    if (provider.base_url) object["base_url"] = *provider.base_url;
    if (provider.requests_per_minute) object["requests_per_minute"] = *provider.requests_per_minute;
    if (provider.tokens_per_minute) object["tokens_per_minute"] = *provider.tokens_per_minute;
    if (provider.timeout_s) object["timeout_s"] = *provider.timeout_s;
    if (provider.attempt_count_max) object["attempts"] = *provider.attempt_count_max;
    if (provider.rules) object["rules"] = *provider.rules;
    if (provider.prices) object["prices"] = *provider.prices;
    if (provider.has_logprobs) object["has_logprobs"] = *provider.has_logprobs;
    if (provider.has_output_schema) object["has_output_schema"] = *provider.has_output_schema;
    if (provider.is_adaptive) object["adaptive"] = *provider.is_adaptive;
    if (provider.hedge)
        object["hedge"] =
            provider.hedge->after ? Json{{"after_ms", provider.hedge->after->count()}} : Json(true);
    if (provider.batch)
        object["batch"] = {{"requests_max", provider.batch->request_count_max},
                           {"poll_s", provider.batch->poll_s}};
    return object;
}

Json to_json(const JudgeRequest& request) {
    JsonObject object = request.options;
    // A panel's options hold its models already.
    object["name"] = request.name;
    object["judge"] = request.kind;
    if (!request.models.empty()) object["models"] = to_json_texts(request.models);
    if (!request.input.empty()) object["input"] = request.input;
    if (!request.context.empty()) object["context"] = to_json_texts(request.context);
    if (!request.against.empty()) object["against"] = request.against;
    return object;
}

void write_judging(JsonObject& object, const JudgingSpec& spec) {
    if (!spec.models.empty()) {
        JsonObject models;
        for (const auto& [name, model] : spec.models) models[name] = model_to_json(model);
        object["models"] = std::move(models);
    }
    JsonObject tiers;
    if (spec.distilled) {
        JsonObject distilled{{"model", spec.distilled->model}};
        if (spec.distilled->uncertain_width)
            distilled["uncertain_width"] = *spec.distilled->uncertain_width;
        tiers["distilled"] = std::move(distilled);
    }
    if (spec.fast) tiers["fast"] = tier_to_json(*spec.fast);
    if (spec.fast || spec.human || spec.distilled || spec.full != TierSpec{})
        tiers["full"] = tier_to_json(spec.full);
    if (spec.human) tiers["human"] = tier_to_json(*spec.human);
    if (!tiers.empty()) object["tiers"] = std::move(tiers);
    if (spec.budget) object["budget"] = {{"usd", spec.budget->dollars()}};
}

}  // namespace assay::engine
