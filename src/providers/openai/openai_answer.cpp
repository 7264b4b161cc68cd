#include "providers/openai/openai_answer.hpp"

#include "core/json.hpp"
#include "providers/answer_json.hpp"

#include <algorithm>
#include <tuple>

namespace assay::providers {
namespace {

std::optional<Usage> read_usage(AnswerValue root) {
    const auto usage = find_member(root, "usage");
    if (!usage) return std::nullopt;
    const auto prompt_tokens = find_count(*usage, "prompt_tokens");
    if (!prompt_tokens) return std::nullopt;
    Usage counted{.prompt_tokens = *prompt_tokens,
                  .completion_tokens = find_count(*usage, "completion_tokens").value_or(0)};
    if (const auto details = find_member(*usage, "prompt_tokens_details"))
        counted.cached_prompt_tokens =
            std::min(counted.prompt_tokens, find_count(*details, "cached_tokens").value_or(0));
    return counted;
}

/// chat: `logprobs.content[] = {token, logprob, top_logprobs[] = {token, logprob}}`.
Result<std::vector<TokenLogprob>> read_chat_logprobs(AnswerValue choice, std::string_view body) {
    std::vector<TokenLogprob> tokens;
    const auto logprobs = find_member(choice, "logprobs");
    const auto content = logprobs ? find_array(*logprobs, "content") : std::nullopt;
    if (!content) return tokens;
    for (const AnswerValue item : *content) {
        const auto token = find_string(item, "token");
        const auto log_probability = find_number(item, "logprob");
        if (!token || !log_probability)
            return corrupt_answer("a logprob lacks token or logprob", body);
        TokenLogprob read{
            .token = std::string(*token), .log_probability = *log_probability, .top = {}};
        if (const auto top = find_array(item, "top_logprobs")) {
            for (const AnswerValue other : *top) {
                const auto other_token = find_string(other, "token");
                const auto other_number = find_number(other, "logprob");
                if (!other_token || !other_number)
                    return corrupt_answer("a top logprob lacks token or logprob", body);
                read.top.push_back(
                    {.token = std::string(*other_token), .log_probability = *other_number});
            }
        }
        tokens.push_back(std::move(read));
    }
    return tokens;
}

/// completions: three lists side by side; the first prompt token of an echo has no probability and
/// is left out.
Result<std::vector<TokenLogprob>> read_completion_logprobs(AnswerValue choice,
                                                           std::string_view body) {
    std::vector<TokenLogprob> tokens;
    const auto logprobs = find_member(choice, "logprobs");
    if (!logprobs) return tokens;
    const auto names = find_array(*logprobs, "tokens");
    const auto numbers = find_array(*logprobs, "token_logprobs");
    if (!names || !numbers || names->size() != numbers->size())
        return corrupt_answer("logprobs lack tokens or token_logprobs of equal length", body);
    const auto top_lists = find_array(*logprobs, "top_logprobs");
    std::vector<AnswerValue> tops;
    if (top_lists) tops.assign(top_lists->begin(), top_lists->end());
    auto number = numbers->begin();
    std::size_t index = 0;
    for (auto name = names->begin(); name != names->end(); ++name, ++number, ++index) {
        std::string_view token;
        double log_probability = 0;
        if ((*number).is_null()) continue;
        if ((*name).get(token) != simdjson::SUCCESS ||
            (*number).get(log_probability) != simdjson::SUCCESS)
            return corrupt_answer("a logprob is not a token and a number", body);
        TokenLogprob read{
            .token = std::string(token), .log_probability = log_probability, .top = {}};
        simdjson::dom::object alternatives;
        if (index < tops.size() && tops[index].get(alternatives) == simdjson::SUCCESS) {
            for (const auto [other, value] : alternatives) {
                double other_number = 0;
                if (value.get(other_number) != simdjson::SUCCESS)
                    return corrupt_answer("a top logprob is not a number", body);
                read.top.push_back({.token = std::string(other), .log_probability = other_number});
            }
            std::ranges::sort(read.top, [](const auto& a, const auto& b) {
                return std::tie(b.log_probability, a.token) < std::tie(a.log_probability, b.token);
            });
        }
        tokens.push_back(std::move(read));
    }
    return tokens;
}

/// Arguments come as a string of JSON. What does not parse (the model's fault, or a limit of
/// tokens) stays that string, for whoever compares it to find fault with.
std::string arguments_text(std::string_view sent) {
    if (sent.empty()) return "{}";
    const auto parsed = parse_json(sent);
    return to_json_text(parsed ? *parsed : Json(sent));
}

Result<void> read_tool_calls(AnswerValue message, std::string_view body, Completion& completion) {
    const auto list = find_array(message, "tool_calls");
    if (!list || list->size() == 0) return {};
    ToolCallText calls;
    for (const AnswerValue item : *list) {
        // Custom tools take plain text instead of arguments.
        const auto function = find_member(item, "function");
        const auto custom = function ? std::nullopt : find_member(item, "custom");
        const auto called = function ? function : custom;
        const auto name = called ? find_string(*called, "name") : std::nullopt;
        if (!name) return corrupt_answer("a tool call has no name", body);
        if (custom)
            calls.add(*name, to_json_text(Json(find_string(*custom, "input").value_or(""))));
        else
            calls.add(*name, arguments_text(find_string(*called, "arguments").value_or("")));
    }
    completion.text = calls.finish(completion.text);
    return {};
}

/// Text that is absent must have a reason; a silent null would count as a wrong answer.
Result<void> read_message(AnswerValue choice, std::string_view body, Completion& completion) {
    const auto message = find_member(choice, "message");
    if (!message || !message->is_object())
        return corrupt_answer("the first choice has no message", body);
    if (const auto content = find_member(*message, "content")) {
        std::string_view text;
        if (content->get(text) != simdjson::SUCCESS)
            return corrupt_answer("the message's content is not a string", body);
        completion.text = text;
    }
    const bool is_refusal = !find_string(*message, "refusal").value_or("").empty();
    if (completion.text.empty() && is_refusal) completion.finish_reason = "refusal";
    CHECK_OK(read_tool_calls(*message, body, completion));
    const bool is_unfinished =
        !completion.finish_reason.empty() && completion.finish_reason != "stop";
    if (!find_member(*message, "content") && completion.text.empty() && !is_unfinished)
        return corrupt_answer("the message has no content and no reason for it", body);
    return {};
}

}  // namespace

Result<Completion> read_openai_answer(std::string_view body, const Request& request) {
    TRY(const AnswerValue root, parse_answer(body));
    if (find_member(root, "error")) {
        const WireError error = read_openai_error(body);
        return corrupt_answer(fmt::format("the answer is an error: {}", excerpt(error.message)),
                              body);
    }
    const auto choices = find_array(root, "choices");
    if (!choices || choices->size() == 0) return corrupt_answer("the answer has no choices", body);
    const AnswerValue choice = *choices->begin();
    Completion completion;
    completion.finish_reason = find_string(choice, "finish_reason").value_or("");
    completion.served_model = find_string(root, "model").value_or("");
    completion.usage = read_usage(root);
    if (request.prompt) {
        const auto text = find_string(choice, "text");
        if (!text) return corrupt_answer("the first choice has no text", body);
        completion.text = *text;
        if (request.settings.wants_logprobs) {
            TRY(completion.logprobs, read_completion_logprobs(choice, body));
        }
    } else {
        CHECK_OK(read_message(choice, body, completion));
        if (request.settings.wants_logprobs) {
            TRY(completion.logprobs, read_chat_logprobs(choice, body));
        }
    }
    return completion;
}

WireError read_openai_error(std::string_view body) {
    const auto root = parse_answer(body);
    if (!root) return {};
    const auto error = find_member(*root, "error");
    // Some servers put the fields at the top, or send text alone.
    const AnswerValue place = error && error->is_object() ? *error : *root;
    WireError said;
    if (error && error->is_string()) said.message = find_string(*root, "error").value_or("");
    if (said.message.empty()) said.message = find_string(place, "message").value_or("");
    if (said.message.empty()) said.message = find_string(place, "detail").value_or("");
    said.code = find_string(place, "code").value_or("");
    if (said.code.empty()) said.code = find_string(place, "type").value_or("");
    return said;
}

}  // namespace assay::providers
