#include "engine/run_spec.hpp"

namespace assay::engine {
namespace {

Json to_json(const std::vector<std::string>& texts) {
    JsonArray array;
    for (const std::string& text : texts) array.emplace_back(text);
    return array;
}

Json to_json(const providers::Settings& settings) {
    JsonObject object;
    if (settings.temperature) object["temperature"] = *settings.temperature;
    if (settings.top_p) object["top_p"] = *settings.top_p;
    if (settings.completion_tokens_max) object["max_tokens"] = *settings.completion_tokens_max;
    if (settings.seed) object["seed"] = *settings.seed;
    if (settings.frequency_penalty) object["frequency_penalty"] = *settings.frequency_penalty;
    if (settings.presence_penalty) object["presence_penalty"] = *settings.presence_penalty;
    if (!settings.stop.empty()) object["stop"] = to_json(settings.stop);
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
    return object;
}

Json to_json(const std::vector<metrics::EvaluatorRequest>& requests) {
    JsonArray array;
    for (const metrics::EvaluatorRequest& request : requests) {
        array.push_back(
            {{"name", request.name}, {"metric", request.metric}, {"options", request.options}});
    }
    return array;
}

void add_prompt(JsonObject& object, const RunSpec& spec) {
    if (spec.completion) object["completion"] = *spec.completion;
    if (spec.messages.empty()) return;
    JsonArray messages;
    for (const MessageTemplate& message : spec.messages) {
        messages.push_back({{"role", to_string(message.role)}, {"content", message.content}});
    }
    object["messages"] = std::move(messages);
}

}  // namespace

Json to_json(const RunSpec& spec) {
    JsonObject object;
    object["name"] = spec.name;
    object["dataset"] = spec.dataset;
    if (!spec.fields.empty()) {
        JsonObject fields;
        for (const auto& [ours, theirs] : spec.fields) fields[ours] = theirs;
        object["fields"] = std::move(fields);
    }
    object["id"] = spec.id_field;
    if (spec.cluster_field) object["cluster"] = *spec.cluster_field;
    object["on_bad_row"] = spec.skips_bad_rows ? "skip" : "fail";
    if (spec.model) object["model"] = *spec.model;
    object["settings"] = to_json(spec.settings);
    object["provider"] = to_json(spec.provider);
    add_prompt(object, spec);
    object["output"] = spec.output;
    if (!spec.targets.empty()) object["target"] = to_json(spec.targets);
    if (!spec.filters.is_null()) object["filters"] = spec.filters;
    object["evaluators"] = to_json(spec.evaluators);
    if (!spec.gate.empty()) object["gate"] = to_json(spec.gate);
    if (spec.baseline) object["baseline"] = *spec.baseline;
    object["epochs"] = spec.epoch_count;
    if (spec.sample_count_max) object["limit"] = *spec.sample_count_max;
    if (!spec.sample_ids.empty()) object["sample_ids"] = to_json(spec.sample_ids);
    object["seed"] = spec.seed;
    object["max_connections"] = spec.connection_count_max;
    object["cache"] = spec.uses_cache;
    return object;
}

}  // namespace assay::engine
