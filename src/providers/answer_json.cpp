#include "providers/answer_json.hpp"

#include "core/json.hpp"
#include "providers/wire_format.hpp"

namespace assay::providers {

Result<AnswerValue> parse_answer(std::string_view body) {
    thread_local simdjson::dom::parser parser;
    AnswerValue root;
    const simdjson::error_code code = parser.parse(body.data(), body.size()).get(root);
    if (code != simdjson::SUCCESS) {
        const std::size_t start = std::min(body.find_first_not_of(" \t\r\n"), body.size());
        if (body.substr(start).starts_with('<'))
            return corrupt_answer("the answer is a web page, not JSON", body);
        return corrupt_answer(
            fmt::format("the answer is not JSON ({})", simdjson::error_message(code)), body);
    }
    if (!root.is_object()) return corrupt_answer("the answer is not a JSON object", body);
    return root;
}

std::optional<AnswerValue> find_member(AnswerValue parent, std::string_view name) {
    AnswerValue value;
    if (parent.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
    return value;
}

std::optional<std::string_view> find_string(AnswerValue parent, std::string_view name) {
    std::string_view text;
    if (parent.at_key(name).get(text) != simdjson::SUCCESS) return std::nullopt;
    return text;
}

std::optional<std::int64_t> find_count(AnswerValue parent, std::string_view name) {
    std::int64_t count = 0;
    if (parent.at_key(name).get(count) != simdjson::SUCCESS || count < 0) return std::nullopt;
    return count;
}

std::optional<double> find_number(AnswerValue parent, std::string_view name) {
    double number = 0;
    if (parent.at_key(name).get(number) != simdjson::SUCCESS) return std::nullopt;
    return number;
}

std::optional<simdjson::dom::array> find_array(AnswerValue parent, std::string_view name) {
    simdjson::dom::array array;
    if (parent.at_key(name).get(array) != simdjson::SUCCESS) return std::nullopt;
    return array;
}

void ToolCallText::add(std::string_view name, std::string_view arguments) {
    if (!calls_.empty()) calls_ += ',';
    calls_ += R"({"name":)";
    append_json_string(calls_, name);
    calls_ += R"(,"arguments":)";
    calls_ += arguments;
    calls_ += '}';
}

std::string ToolCallText::finish(std::string_view content) const {
    std::string text = "{";
    if (!content.empty()) {
        text += R"("content":)";
        append_json_string(text, content);
        text += ',';
    }
    text += R"("tool_calls":[)";
    text += calls_;
    text += "]}";
    return text;
}

}  // namespace assay::providers
