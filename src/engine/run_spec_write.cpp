#include "engine/run_spec.hpp"

#include <algorithm>

namespace assay::engine {
namespace {

Json to_json(const std::vector<std::string>& texts) {
    JsonArray array;
    for (const std::string& text : texts) array.emplace_back(text);
    return array;
}

Json evaluators_of(const RunSpec& spec) {
    JsonArray array;
    for (const metrics::EvaluatorRequest& request : spec.evaluators) {
        if (request.external) {
            const auto custom = std::ranges::find(spec.custom, request.name, &CustomRequest::name);
            array.push_back(to_json(*custom));
            continue;
        }
        array.push_back(
            {{"name", request.name}, {"metric", request.metric}, {"options", request.options}});
    }
    for (const JudgeRequest& request : spec.judging.judges) array.push_back(to_json(request));
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
    if (spec.redaction) {
        JsonObject redact;
        if (!spec.redaction->kinds.empty()) redact["kinds"] = to_json(spec.redaction->kinds);
        if (!spec.redaction->names_file.empty()) redact["names"] = spec.redaction->names_file;
        object["redact"] = redact.empty() ? Json(true) : Json(std::move(redact));
    }
    add_prompt(object, spec);
    object["output"] = spec.output;
    if (!spec.targets.empty()) object["target"] = to_json(spec.targets);
    if (!spec.filters.is_null()) object["filters"] = spec.filters;
    object["evaluators"] = evaluators_of(spec);
    write_judging(object, spec.judging);
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
