// One reader serves both the file that a person wrote and the copy kept with a run: the copy is
// written in the file's own vocabulary (run_spec_write.cpp), plus the keys of `command`, which hold
// what flags of the command line changed.
#include "engine/run_spec.hpp"

#include "redaction/redactions.hpp"

#include "core/nearest.hpp"
#include "engine/custom_spec_reader.hpp"
#include "engine/judging_spec_reader.hpp"
#include "engine/run_file_keys.hpp"
#include "engine/spec_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

namespace assay::engine {
namespace {

/// Of what is counted in 32 bits.
constexpr std::int64_t count_max = 1'000'000'000;

Result<void> read_messages(const SpecReader& reader,
                           const Json& value,
                           std::vector<MessageTemplate>& to) {
    if (!value.is_array()) return reader.wrong_type("messages", value, "a list of {role, content}");
    if (value.get_array().empty())
        return reader.error("messages", "'messages' is empty: at least one {role, content}");
    for (const Json& item : value.get_array()) {
        const std::string path = SpecReader::join("messages", std::to_string(to.size()));
        CHECK_OK(reader.only(item, path, message_keys));
        const JsonFields fields(item.get_object(), "message");
        const Json* role = fields.find("role");
        const Json* content = fields.find("content");
        if (role == nullptr || content == nullptr)
            return reader.error(path, "a message needs 'role' and 'content'");
        TRY(const std::string role_text, reader.text(path + "/role", *role));
        auto parsed = parse_role(role_text);
        if (!parsed) return reader.error(path + "/role", parsed.error().message);
        TRY(std::string text, reader.text(path + "/content", *content));
        to.push_back({.role = *parsed, .content = std::move(text)});
    }
    return {};
}

/// `exact_match`, `{exact_match: {ignore_case: true}}` or `{metric: exact_match, name: em,
/// ignore_case: true}`.
Result<metrics::EvaluatorRequest> read_evaluator(const SpecReader& reader,
                                                 const std::string& path,
                                                 const Json& value) {
    metrics::EvaluatorRequest request;
    if (value.is_string()) {
        request.metric = json_view(value.get_string());
        request.name = request.metric;
        return request;
    }
    if (!value.is_object()) return reader.wrong_type(path, value, "a metric's name or a map");
    const JsonObject& object = value.get_object();
    if (object.size() == 1 && object.begin()->value().is_object()) {
        request.metric = std::string_view(object.begin()->key());
        request.name = request.metric;
        request.options = object.begin()->value().get_object();
        return request;
    }
    const JsonFields fields(object, path);
    const Json* name = fields.find("name");
    const Json* metric = fields.find("metric");
    if (metric == nullptr && name == nullptr)
        return reader.error(path, "an evaluator needs 'metric', the metric's name");
    TRY(request.metric, reader.text(path + "/metric", metric != nullptr ? *metric : *name));
    request.name = request.metric;
    if (name != nullptr) CHECK_OK(set(request.name, reader.text(path + "/name", *name)));
    if (const Json* options = fields.find("options")) {
        if (!options->is_object())
            return reader.wrong_type(path + "/options", *options, "a map of options");
        request.options = options->get_object();
    }
    for (const auto& member : object) {
        const std::string_view key = member.key();
        if (key != "name" && key != "metric" && key != "options")
            request.options.insert_or_assign(member.key(), member.value());
    }
    return request;
}

Result<void> read_evaluators(const SpecReader& reader, const Json& value, RunSpec& to) {
    if (!value.is_array())
        return reader.wrong_type("evaluators", value, "a list of metrics and judges");
    std::size_t index = 0;
    for (const Json& item : value.get_array()) {
        const std::string path = SpecReader::join("evaluators", std::to_string(index++));
        if (item.is_object() && item.get_object().contains("judge")) {
            TRY(to.judging.judges.emplace_back(), read_judge(reader, path, item.get_object()));
            continue;
        }
        if (item.is_object() && is_custom(item.get_object())) {
            TRY(to.custom.emplace_back(), read_custom(reader, path, item.get_object()));
            to.evaluators.push_back(evaluator_request(to.custom.back()));
            continue;
        }
        TRY(to.evaluators.emplace_back(), read_evaluator(reader, path, item));
        // Checked alone so that the message has the line of this entry.
        auto checked = metrics::Scoring::make(std::span(&to.evaluators.back(), 1));
        if (!checked) return reader.error(path, checked.error().message);
    }
    return {};
}

Result<void> read_fields(const SpecReader& reader,
                         const Json& value,
                         std::map<std::string, std::string>& to) {
    if (!value.is_object())
        return reader.wrong_type("fields", value, "a map from our column name to the file's");
    for (const auto& member : value.get_object()) {
        const std::string key(std::string_view(member.key()));
        TRY(to[key], reader.text(SpecReader::join("fields", key), member.value()));
    }
    return {};
}

/// `true`, or `{kinds: [email, card], names: names.txt}`.
Result<void> read_redaction(const SpecReader& reader, const Json& value, RunSpec& to) {
    if (value.is_bool()) {
        if (value.get_bool()) to.redaction.emplace();
        return {};
    }
    CHECK_OK(reader.only(value, "redact", redact_keys));
    const JsonFields fields(value.get_object(), "redact");
    RedactionSpec& spec = to.redaction.emplace();
    if (const Json* kinds = fields.find("kinds")) {
        TRY(spec.kinds, reader.texts("redact/kinds", *kinds));
    }
    if (const Json* names = fields.find("names")) {
        TRY(spec.names_file, reader.text("redact/names", *names));
    }
    for (const std::string& kind : spec.kinds) {
        if (auto known = redaction::parse_kind(kind); !known)
            return reader.error("redact/kinds", known.error().message);
    }
    return {};
}

Result<void> read_key(const SpecReader& reader,
                      std::string_view key,
                      const Json& value,
                      RunSpec& to) {
    if (value.is_null()) return {};
    if (key == "name") return set(to.name, reader.text(key, value));
    if (key == "dataset") return set(to.dataset, reader.text(key, value));
    if (key == "fields") return read_fields(reader, value, to.fields);
    if (key == "id") return set(to.id_field, reader.text(key, value));
    if (key == "cluster") return set_optional(to.cluster_field, reader.text(key, value));
    if (key == "model") return set_optional(to.model, reader.text(key, value));
    if (key == "settings") return read_settings(reader, key, value, to.settings);
    if (key == "provider") return read_provider(reader, key, value, to.provider);
    if (key == "redact") return read_redaction(reader, value, to);
    if (key == "messages") return read_messages(reader, value, to.messages);
    if (key == "completion") return set_optional(to.completion, reader.text(key, value));
    if (key == "output") return set(to.output, reader.text(key, value));
    if (key == "target") return set(to.targets, reader.texts(key, value));
    if (key == "evaluators") return read_evaluators(reader, value, to);
    if (key == "models") return read_models(reader, value, to.judging.models);
    if (key == "tiers") return read_tiers(reader, value, to.judging);
    if (key == "budget") return read_budget(reader, value, to.judging);
    if (key == "gate") return set(to.gate, reader.texts(key, value));
    if (key == "baseline") return set_optional(to.baseline, reader.text(key, value));
    if (key == "sample_ids") return set(to.sample_ids, reader.texts(key, value));
    if (key == "cache") return set(to.uses_cache, reader.boolean(key, value));
    if (key == "filters") {
        to.filters = value;
        return {};
    }
    if (key == "prompt") {
        TRY(std::string content, reader.text(key, value));
        to.messages.push_back({.role = Role::user, .content = std::move(content)});
        return {};
    }
    if (key == "on_bad_row") {
        TRY(const std::string choice, reader.text(key, value));
        if (choice != "fail" && choice != "skip")
            return reader.error(key,
                                fmt::format("'on_bad_row' is '{}', expected fail or skip", choice));
        to.skips_bad_rows = choice == "skip";
        return {};
    }
    TRY(const std::int64_t number,
        reader.integer(key, value, key == "seed" ? 0 : 1, key == "epochs" ? count_max : INT64_MAX));
    if (key == "epochs") to.epoch_count = static_cast<std::uint32_t>(number);
    if (key == "limit") to.sample_count_max = static_cast<std::uint64_t>(number);
    if (key == "seed") to.seed = static_cast<std::uint64_t>(number);
    if (key == "max_connections") to.connection_count_max = static_cast<std::size_t>(number);
    return {};
}

constexpr std::size_t connection_count_limit = 4096;

Result<void> check_whole(const SpecReader& reader, const Json& value, const RunSpec& spec) {
    if (spec.dataset.empty())
        return reader.error("", "'dataset' is missing: the file with the samples");
    if (spec.evaluators.empty() && spec.judging.judges.empty())
        return reader.error("",
                            "'evaluators' is missing: at least one metric or judge ('assay ls "
                            "metrics' and 'assay ls judges' list them)");
    const auto is_given = [&value](std::string_view key) {
        const Json* const found = value.get_object().if_contains(key);
        return found != nullptr && !found->is_null();
    };
    const int prompts = static_cast<int>(is_given("prompt")) +
                        static_cast<int>(is_given("messages")) +
                        static_cast<int>(is_given("completion"));
    if (prompts > 1)
        return reader.error("", "give only one of 'prompt', 'messages' and 'completion'");
    if (spec.model && prompts == 0)
        return reader.error("model",
                            "a model needs 'prompt', 'messages' or 'completion': what to ask it");
    if (spec.model && spec.model->find('/') == std::string::npos &&
        spec.model->find(':') == std::string::npos && !spec.judging.models.contains(*spec.model))
        return reader.error(
            "model",
            fmt::format("'{}' is not provider/name, such as openai/gpt-4o-mini", *spec.model));
    if (spec.connection_count_max > connection_count_limit)
        return reader.error("max_connections",
                            fmt::format("at most {} connections", connection_count_limit));
    auto scoring = metrics::Scoring::make(spec.evaluators);
    if (!scoring) return reader.error("evaluators", scoring.error().message);
    const auto names = evaluator_names(spec);
    if (std::set<std::string_view>(names.begin(), names.end()).size() != names.size())
        return reader.error("evaluators", "two evaluators have the same name; give one a 'name'");
    return check_judging(reader, spec.judging);
}

}  // namespace

std::vector<std::string> evaluator_names(const RunSpec& spec) {
    std::vector<std::string> names;
    for (const metrics::EvaluatorRequest& request : spec.evaluators)
        names.push_back(request.name.empty() ? request.metric : request.name);
    for (const JudgeRequest& request : spec.judging.judges) names.push_back(request.name);
    return names;
}

Result<RunSpec> run_spec_from_yaml(const YamlDocument& document) {
    const SpecReader reader(document);
    CHECK_OK(reader.only(document.value, "", run_file_keys));
    RunSpec spec;
    for (const auto& member : document.value.get_object()) {
        CHECK_OK(read_key(reader, member.key(), member.value(), spec));
    }
    CHECK_OK(check_whole(reader, document.value, spec));
    return spec;
}

Result<RunSpec> run_spec_from_json(const Json& value) {
    auto spec = run_spec_from_yaml(YamlDocument{.file = "stored run", .value = value, .lines = {}});
    if (!spec) return Error{ErrorKind::corrupt, std::move(spec).error().message};
    return spec;
}

}  // namespace assay::engine
