#include "engine/prepared_sample.hpp"

#include "engine/question_templates.hpp"

namespace assay::engine {
namespace {

constexpr std::string_view default_target_field = "target";

std::string text_of(const Json& value) {
    return value.is_string() ? std::string(json_view(value.get_string())) : to_json_text(value);
}

}  // namespace

Result<Preparer> Preparer::make(const RunSpec& spec) {
    Preparer preparer(spec);
    CHECK_OK(preparer.compile());
    return preparer;
}

Result<void> Preparer::compile() {
    const auto note_fields = [this](const prompts::Template& compiled) {
        for (std::string& variable : compiled.variables()) used_fields_.insert(std::move(variable));
    };
    // A model that a flag named may meet a run file that was written for recorded outputs.
    if (spec_.model && spec_.messages.empty() && !spec_.completion)
        return fail(ErrorKind::invalid_input,
                    "model '{}' needs 'prompt', 'messages' or 'completion' in the run file: what "
                    "to ask it",
                    *spec_.model);
    for (const MessageTemplate& message : spec_.messages) {
        TRY(auto content, prompts::Template::compile(message.content, "prompt"));
        note_fields(content);
        messages_.push_back({.role = message.role, .content = std::move(content)});
    }
    if (spec_.completion) {
        TRY(completion_, prompts::Template::compile(*spec_.completion, "completion"));
        note_fields(*completion_);
    }
    if (!spec_.model) {
        TRY(output_, prompts::Template::compile(spec_.output, "output"));
        note_fields(*output_);
    }
    for (const std::string& target : spec_.targets) {
        TRY(auto compiled, prompts::Template::compile(target, "target"));
        note_fields(compiled);
        targets_.push_back(std::move(compiled));
    }
    TRY(filters_, prompts::FilterChain::make(spec_.filters, "filters"));
    // What judges read later is kept with the result, though a prompt used it too.
    for (const JudgeRequest& request : spec_.judging.judges) {
        TRY(const QuestionTemplates templates, QuestionTemplates::compile(request));
        for (std::string& variable : templates.variables()) used_fields_.erase(variable);
    }
    for (const CustomRequest& request : spec_.custom) {
        TRY(const QuestionTemplates templates,
            QuestionTemplates::compile({.name = request.name, .context = request.context}));
        for (std::string& variable : templates.variables()) used_fields_.erase(variable);
    }
    used_fields_.insert(spec_.id_field);
    if (spec_.cluster_field) used_fields_.insert(*spec_.cluster_field);
    if (spec_.targets.empty()) used_fields_.emplace(default_target_field);
    return {};
}

Result<PreparedSample> Preparer::prepare(const Sample& sample, std::uint32_t epoch) const {
    PreparedSample prepared{.result = {.sample_id = sample.id}};
    prepared.result.sample_index = sample.index;
    prepared.result.epoch = epoch;
    TRY(prepared.result.targets, targets_of(sample));
    if (spec_.cluster_field) {
        const Json* cluster = sample.fields.if_contains(*spec_.cluster_field);
        if (cluster == nullptr)
            return fail(ErrorKind::invalid_input,
                        "field '{}' is missing: the cluster",
                        *spec_.cluster_field);
        if (!cluster->is_null()) prepared.result.cluster = text_of(*cluster);
    }
    CHECK_OK(prepare_request(sample, prepared));
    prepared.result.metadata = metadata_of(sample);
    return prepared;
}

Result<void> Preparer::prepare_request(const Sample& sample, PreparedSample& prepared) const {
    SampleResult& result = prepared.result;
    providers::Request& request = prepared.request;
    for (const CompiledMessage& message : messages_) {
        TRY(std::string content, message.content.render(sample.fields));
        request.messages.push_back({.role = message.role, .content = std::move(content)});
    }
    if (completion_) {
        TRY(request.prompt, completion_->render(sample.fields));
        result.input = *request.prompt;
    } else if (request.messages.size() == 1 && request.messages.front().role == Role::user) {
        result.input = request.messages.front().content;
    } else if (!request.messages.empty()) {
        result.input = to_json_text(to_json(request.messages));
    }
    if (output_) {
        TRY(const Json output, output_->evaluate(sample.fields));
        if (output.is_null())
            return fail(ErrorKind::invalid_input, "the recorded output is null, expected a text");
        prepared.output = text_of(output);
        return {};
    }
    request.settings = spec_.settings;
    request.repeat_index = result.epoch;
    return {};
}

Result<std::vector<std::string>> Preparer::targets_of(const Sample& sample) const {
    std::vector<std::string> targets;
    const auto add = [&targets](const Json& value) {
        if (value.is_array()) {
            for (const Json& item : value.get_array()) targets.push_back(text_of(item));
        } else if (!value.is_null()) {
            targets.push_back(text_of(value));
        }
    };
    if (targets_.empty()) {
        if (const Json* value = sample.fields.if_contains(default_target_field)) add(*value);
        return targets;
    }
    for (const prompts::Template& target : targets_) {
        TRY(const Json value, target.evaluate(sample.fields));
        add(value);
    }
    return targets;
}

Json Preparer::metadata_of(const Sample& sample) const {
    JsonObject rest;
    for (const auto& member : sample.fields) {
        if (!used_fields_.contains(std::string_view(member.key())))
            rest.emplace(member.key(), member.value());
    }
    return rest.empty() ? Json(nullptr) : Json(std::move(rest));
}

}  // namespace assay::engine
