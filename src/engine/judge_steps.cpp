#include "engine/judge_steps.hpp"

#include "core/clock.hpp"
#include "engine/judges.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace assay::engine {
namespace {

constexpr std::string_view steps_kind = "judge_steps";
constexpr std::size_t key_shown = 12;

/// The options that hold the steps: a panel's members are one judge.
const JsonObject& graded_options(const JsonObject& options) {
    const Json* of = options.if_contains("of");
    return of != nullptr && of->is_object() ? of->get_object() : options;
}

JsonObject& graded_options(JsonObject& options) {
    Json* of = options.if_contains("of");
    return of != nullptr && of->is_object() ? of->get_object() : options;
}

Result<std::vector<std::string>> texts_of(const Json* value) {
    std::vector<std::string> texts;
    if (value == nullptr || !value->is_array())
        return fail(ErrorKind::corrupt, "judge steps: 'steps' is no list");
    for (const Json& item : value->get_array()) {
        if (!item.is_string())
            return fail(ErrorKind::corrupt, "judge steps: a step is {}", to_json_text(item));
        texts.emplace_back(json_view(item.get_string()));
    }
    return texts;
}

Result<JudgeSteps> steps_from_json(const Json& value) {
    if (!value.is_object()) return fail(ErrorKind::corrupt, "judge steps are no object");
    const JsonFields fields(value.get_object(), "judge steps");
    JudgeSteps steps;
    TRY(steps.key, fields.string("key"));
    TRY(steps.judge, fields.string("judge"));
    TRY(steps.criteria, fields.string("criteria"));
    const Json* versions = fields.find("versions");
    if (versions == nullptr || !versions->is_array() || versions->get_array().empty())
        return fail(ErrorKind::corrupt, "judge steps: there are no versions");
    for (const Json& item : versions->get_array()) {
        if (!item.is_object())
            return fail(ErrorKind::corrupt, "judge steps: a version is no object");
        const JsonFields version_fields(item.get_object(), "judge steps");
        StepsVersion version;
        TRY(version.steps, texts_of(version_fields.find("steps")));
        TRY(version.author, version_fields.string("author"));
        TRY(version.created_at, version_fields.string("created_at"));
        steps.versions.push_back(std::move(version));
    }
    return steps;
}

Result<void> put(const JudgeSteps& steps, store::MetaStore& meta) {
    return meta.put_document(steps_kind, steps.key, to_json(steps));
}

}  // namespace

Json to_json(const JudgeSteps& steps) {
    JsonArray versions;
    for (const StepsVersion& version : steps.versions)
        versions.push_back({{"steps", JsonArray(version.steps.begin(), version.steps.end())},
                            {"author", version.author},
                            {"created_at", version.created_at}});
    return {{"key", steps.key},
            {"judge", steps.judge},
            {"criteria", steps.criteria},
            {"versions", std::move(versions)}};
}

Result<bool> use_kept_steps(JudgingSpec& spec, store::MetaStore& meta) {
    bool has_used = false;
    for (JudgeRequest& request : spec.judges) {
        JsonObject& options = graded_options(request.options);
        if (options.contains("steps")) continue;
        TRY(const Evaluator evaluator, evaluator_of(spec, request));
        TRY(const auto document, meta.document(steps_kind, evaluator.hash));
        if (!document) continue;
        TRY(const JudgeSteps kept, steps_from_json(*document));
        const auto& steps = kept.versions.back().steps;
        options["steps"] = JsonArray(steps.begin(), steps.end());
        has_used = true;
    }
    return has_used;
}

Result<void> keep_steps(const JudgingSpec& spec,
                        const JudgeRequest& asked,
                        const JsonObject& completed,
                        store::MetaStore& meta) {
    const JsonObject& options = graded_options(completed);
    TRY(const Evaluator evaluator, evaluator_of(spec, asked));
    TRY(auto steps, texts_of(options.if_contains("steps")));
    TRY(auto criteria, JsonFields(options, "judge").string("criteria"));
    const auto models = models_of(asked, spec.full);
    TRY(const ModelSpec author, resolve_model(spec, models.front()));
    return put({.key = evaluator.hash,
                .judge = asked.name,
                .criteria = std::move(criteria),
                .versions = {{.steps = std::move(steps),
                              .author = author.model,
                              .created_at = to_rfc3339(system_clock().wall())}}},
               meta);
}

Result<std::vector<JudgeSteps>> kept_steps(store::MetaStore& meta) {
    TRY(const auto documents, meta.documents(steps_kind));
    std::vector<JudgeSteps> all;
    for (const Json& document : documents) {
        TRY(JudgeSteps steps, steps_from_json(document));
        all.push_back(std::move(steps));
    }
    return all;
}

Result<JudgeSteps> find_steps(std::string_view judge, store::MetaStore& meta) {
    TRY(auto all, kept_steps(meta));
    std::vector<std::string> known;
    std::vector<JudgeSteps*> matches;
    for (JudgeSteps& steps : all) {
        known.push_back(fmt::format("{} ({})", steps.judge, steps.key.substr(0, key_shown)));
        if (steps.judge == judge || steps.key.starts_with(judge)) matches.push_back(&steps);
    }
    if (matches.size() == 1) return std::move(*matches.front());
    if (known.empty())
        return fail(ErrorKind::not_found,
                    "no steps are kept: a judge with criteria of your own gets them in its first "
                    "run");
    return fail(matches.empty() ? ErrorKind::not_found : ErrorKind::invalid_input,
                "{} judges' steps match '{}'; there are {}",
                matches.empty() ? "no" : "several",
                judge,
                fmt::join(known, ", "));
}

Result<void> edit_steps(JudgeSteps steps, std::vector<std::string> edited, store::MetaStore& meta) {
    if (edited.empty())
        return fail(ErrorKind::invalid_input, "there are no steps: write one on each line");
    steps.versions.push_back({.steps = std::move(edited),
                              .author = "edited",
                              .created_at = to_rfc3339(system_clock().wall())});
    return put(steps, meta);
}

}  // namespace assay::engine
