#include "domain/sample_result.hpp"

#include <array>

namespace assay {
namespace {

constexpr std::array error_kinds = {ErrorKind::invalid_input,
                                    ErrorKind::not_found,
                                    ErrorKind::denied,
                                    ErrorKind::rate_limited,
                                    ErrorKind::unavailable,
                                    ErrorKind::timed_out,
                                    ErrorKind::cancelled,
                                    ErrorKind::exhausted,
                                    ErrorKind::corrupt,
                                    ErrorKind::internal};

Result<std::optional<Error>> error_from_json(const Json& value) {
    if (!value.is_object())
        return fail(ErrorKind::corrupt, "error is {}, expected an object", json_type_name(value));
    const JsonFields fields(value.get_object(), "error");
    TRY(const std::string kind_text, fields.string("kind"));
    TRY(std::string message, fields.string("message"));
    for (const ErrorKind kind : error_kinds) {
        if (to_string(kind) == kind_text)
            return std::optional<Error>{Error{kind, std::move(message)}};
    }
    return fail(ErrorKind::corrupt, "error has the unknown kind '{}'", kind_text);
}

Json scores_to_json(const std::vector<Score>& scores) {
    JsonArray array;
    array.reserve(scores.size());
    for (const Score& score : scores) {
        JsonObject object;
        object["evaluator"] = score.evaluator;
        object["value"] = json_number_or_null(score.value);
        if (!score.reason.empty()) object["reason"] = score.reason;
        if (score.is_deferred) object["deferred"] = true;
        array.push_back(std::move(object));
    }
    return array;
}

Result<std::vector<Score>> scores_from_json(const Json& value) {
    if (!value.is_array())
        return fail(ErrorKind::corrupt, "scores are {}, expected a list", json_type_name(value));
    std::vector<Score> scores;
    for (const Json& item : value.get_array()) {
        if (!item.is_object())
            return fail(ErrorKind::corrupt, "a score is {}", json_type_name(item));
        const JsonFields fields(item.get_object(), "score");
        TRY(std::string evaluator, fields.string("evaluator"));
        TRY(const auto number, fields.optional_number("value"));
        TRY(auto reason, fields.optional_string("reason"));
        TRY(const auto deferred, fields.optional_boolean("deferred"));
        scores.push_back({.evaluator = std::move(evaluator),
                          .value = number,
                          .reason = std::move(reason).value_or(""),
                          .is_deferred = deferred.value_or(false)});
    }
    return scores;
}

Result<std::vector<std::string>> strings_from_json(const Json* value, std::string_view name) {
    std::vector<std::string> strings;
    if (value == nullptr || !value->is_array())
        return fail(ErrorKind::corrupt, "field '{}' is not a list", name);
    for (const Json& item : value->get_array()) {
        if (!item.is_string())
            return fail(ErrorKind::corrupt, "field '{}' holds {}", name, json_type_name(item));
        strings.emplace_back(json_view(item.get_string()));
    }
    return strings;
}

}  // namespace

Json judgements_to_json(const std::vector<Judgement>& judgements) {
    JsonArray array;
    array.reserve(judgements.size());
    for (const Judgement& judgement : judgements) array.push_back(to_json(judgement));
    return array;
}

Result<std::vector<Judgement>> judgements_from_json(const Json& value) {
    if (!value.is_array())
        return fail(
            ErrorKind::corrupt, "judgements are {}, expected a list", json_type_name(value));
    std::vector<Judgement> judgements;
    for (const Json& item : value.get_array()) {
        TRY(Judgement judgement, judgement_from_json(item));
        judgements.push_back(std::move(judgement));
    }
    return judgements;
}

Json to_json(const SampleResult& result) {
    JsonObject object;
    object["id"] = result.sample_id.view();
    object["index"] = result.sample_index;
    object["epoch"] = result.epoch;
    if (result.cluster) object["cluster"] = *result.cluster;
    object["input"] = result.input;
    JsonArray targets;
    for (const std::string& target : result.targets) targets.emplace_back(target);
    object["targets"] = std::move(targets);
    object["answer"] = result.answer;
    if (result.completion) object["completion"] = to_json(*result.completion);
    if (result.error)
        object["error"] = {{"kind", to_string(result.error->kind)},
                           {"message", result.error->message}};
    if (!result.metadata.is_null()) object["metadata"] = result.metadata;
    object["scores"] = scores_to_json(result.scores);
    if (!result.judgements.empty()) object["judgements"] = judgements_to_json(result.judgements);
    return object;
}

Result<SampleResult> sample_result_from_json(const Json& value) {
    if (!value.is_object())
        return fail(
            ErrorKind::corrupt, "a sample result is {}, expected an object", json_type_name(value));
    const JsonFields fields(value.get_object(), "sample result");
    TRY(std::string id, fields.string("id"));
    SampleResult result{.sample_id = SampleId{std::move(id)}};
    TRY(const auto index, fields.integer("index"));
    result.sample_index = static_cast<std::uint64_t>(index);
    TRY(const auto epoch, fields.integer("epoch"));
    result.epoch = static_cast<std::uint32_t>(epoch);
    TRY(result.cluster, fields.optional_string("cluster"));
    TRY(result.input, fields.string("input"));
    TRY(result.targets, strings_from_json(fields.find("targets"), "targets"));
    TRY(result.answer, fields.string("answer"));
    if (const Json* completion = fields.find("completion")) {
        TRY(result.completion, completion_from_json(*completion));
    }
    if (const Json* error = fields.find("error")) {
        TRY(result.error, error_from_json(*error));
    }
    if (const Json* metadata = fields.find("metadata")) result.metadata = *metadata;
    const Json* scores = fields.find("scores");
    if (scores == nullptr) return fail(ErrorKind::corrupt, "field 'scores' is missing");
    TRY(result.scores, scores_from_json(*scores));
    if (const Json* judgements = fields.find("judgements")) {
        TRY(result.judgements, judgements_from_json(*judgements));
    }
    return result;
}

}  // namespace assay
