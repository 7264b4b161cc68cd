#include "judge/verdict.hpp"

#include "core/json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::judge {
namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// The text inside a Markdown code block that is the whole answer.
std::string_view without_code_block(std::string_view text) {
    if (!text.starts_with("```") || !text.ends_with("```") || text.size() < 6) return text;
    const std::size_t line_end = text.find('\n');
    if (line_end == std::string_view::npos) return text;
    return trimmed(text.substr(line_end + 1, text.size() - 3 - line_end - 1));
}

/// The last object of the text, found from its closing brace; a bounded number of tries, because
/// the text may be all braces.
std::optional<JsonObject> last_object(std::string_view text) {
    constexpr int try_count_max = 32;
    const std::size_t end = text.rfind('}');
    if (end == std::string_view::npos) return std::nullopt;
    std::size_t begin = end;
    std::optional<JsonObject> widest;
    for (int i = 0; i < try_count_max && begin > 0; ++i) {
        begin = text.rfind('{', begin - 1);
        if (begin == std::string_view::npos) break;
        auto value = parse_json(text.substr(begin, end + 1 - begin));
        if (value && value->is_object()) widest = std::move(value->get_object());
    }
    return widest;
}

Json schema_of(const VerdictForm& form) {
    JsonArray required;
    for (const auto& member : form.properties) required.emplace_back(member.key());
    return {{"type", "object"},
            {"properties", form.properties},
            {"required", std::move(required)},
            {"additionalProperties", false}};
}

/// `{"reasoning": string, "score": integer 1 … 5, "mark": "…"}` in words.
std::string shape_of(const VerdictForm& form, std::string_view mark) {
    std::string shape = to_json_text(form.properties);
    if (!mark.empty()) shape += fmt::format(", and the member \"mark\" with the text \"{}\"", mark);
    return shape;
}

Result<void> check_members(const JsonObject& object, const VerdictForm& form) {
    for (const auto& member : form.properties) {
        if (!object.contains(member.key()))
            return fail(ErrorKind::invalid_input,
                        "the member \"{}\" is missing",
                        std::string_view(member.key()));
    }
    return form.check(object);
}

}  // namespace

Result<JsonObject> read_verdict(std::string_view text,
                                const VerdictForm& form,
                                std::string_view mark) {
    const std::string_view body = without_code_block(trimmed(text));
    if (body.empty()) return fail(ErrorKind::invalid_input, "the answer is empty");
    std::optional<JsonObject> object;
    if (auto whole = parse_json(body); whole && whole->is_object())
        object = std::move(whole->get_object());
    if (!object) object = last_object(body);
    if (!object) return fail(ErrorKind::invalid_input, "the answer holds no JSON object");
    if (!mark.empty()) {
        const Json* found = object->if_contains("mark");
        if (found == nullptr || !found->is_string() || json_view(found->get_string()) != mark)
            return fail(ErrorKind::invalid_input,
                        "the member \"mark\" is not the mark of this question");
        object->erase("mark");
    }
    CHECK_OK(check_members(*object, form));
    return *std::move(object);
}

async::Task<std::optional<JsonObject>> ask_for_verdict(
    Model& model, Call call, const VerdictForm& form, const Fence& fence, Judgement& judgement) {
    const bool has_schema = model.capabilities().output_schema;
    const std::string mark = has_schema ? std::string() : fence.mark();
    if (has_schema) {
        call.schema = schema_of(form);
    } else {
        call.messages.back().content += fmt::format(
            "\nAnswer with one JSON object and nothing else. Its members, by JSON Schema: {}.\n",
            shape_of(form, mark));
    }
    CO_TRY(const Reply first, co_await model.ask(call));
    count_reply(judgement, first);
    auto verdict = read_verdict(first.completion.text, form, mark);
    if (verdict) co_return std::optional(*std::move(verdict));
    call.messages.push_back({.role = Role::assistant, .content = first.completion.text});
    call.messages.push_back(
        {.role = Role::user,
         .content =
             fmt::format("That was not the JSON object asked for: {}. Answer with this object "
                         "and nothing else. Its members, by JSON Schema: {}.",
                         verdict.error().message,
                         shape_of(form, mark))});
    // An empty turn is refused by some APIs.
    if (first.completion.text.empty()) call.messages.erase(call.messages.end() - 2);
    CO_TRY(const Reply second, co_await model.ask(call));
    count_reply(judgement, second);
    verdict = read_verdict(second.completion.text, form, mark);
    if (verdict) {
        judgement.flags.push_back(JudgeFlag::repaired);
        co_return std::optional(*std::move(verdict));
    }
    judgement.reason = fmt::format("no verdict: {}", verdict.error().message);
    co_return std::optional<JsonObject>{};
}

}  // namespace assay::judge
