#include "providers/provider.hpp"

#include "core/hash.hpp"

namespace assay::providers {
namespace {

template <typename Value>
void put(JsonObject& object, std::string_view name, const std::optional<Value>& value) {
    if (value) object[boost::json::string_view(name.data(), name.size())] = *value;
}

}  // namespace

std::string request_key(const Json& provider_identity, const Request& request) {
    const Settings& settings = request.settings;
    JsonObject sent;
    put(sent, "temperature", settings.temperature);
    put(sent, "top_p", settings.top_p);
    put(sent, "completion_tokens_max", settings.completion_tokens_max);
    put(sent, "seed", settings.seed);
    put(sent, "frequency_penalty", settings.frequency_penalty);
    put(sent, "presence_penalty", settings.presence_penalty);
    put(sent, "top_logprob_count", settings.top_logprob_count);
    sent["stop"] = JsonArray(settings.stop.begin(), settings.stop.end());
    sent["wants_logprobs"] = settings.wants_logprobs;
    sent["extra"] = settings.extra;
    put(sent, "output_schema", settings.output_schema);
    JsonObject identity;
    identity["provider"] = provider_identity;
    identity["model"] = request.model;
    identity["messages"] = to_json(request.messages);
    put(identity, "prompt", request.prompt);
    identity["settings"] = std::move(sent);
    identity["repeat_index"] = request.repeat_index;
    return sha256_hex(canonical_json_text(identity));
}

}  // namespace assay::providers
