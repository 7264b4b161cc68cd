#include "providers/anthropic/anthropic.hpp"

#include "providers/answer_json.hpp"
#include "providers/anthropic/anthropic_batch.hpp"
#include "providers/body_writer.hpp"
#include "providers/http_provider.hpp"

#include <algorithm>

namespace assay::providers {
namespace {

/// The API demands a limit; this one is sent when the user gives none.
constexpr std::int64_t default_completion_tokens_max = 4096;

std::vector<net::Header> headers(const ProviderOptions& options) {
    std::vector<net::Header> list = {{.name = "Content-Type", .value = "application/json"},
                                     {.name = "anthropic-version", .value = "2023-06-01"}};
    if (options.key) list.push_back({.name = "x-api-key", .value = *options.key});
    return list;
}

/// What the API cannot do is refused: silence would change the experiment.
Result<void> check_supported(const Request& request) {
    const Settings& settings = request.settings;
    std::string_view setting;
    if (request.prompt) setting = "prompt (it has chat only)";
    if (settings.wants_logprobs) setting = "logprobs";
    if (settings.seed) setting = "seed";
    if (settings.frequency_penalty) setting = "frequency_penalty";
    if (settings.presence_penalty) setting = "presence_penalty";
    if (!setting.empty())
        return fail(ErrorKind::invalid_input, "anthropic: the API has no {}", setting);
    if (!std::ranges::any_of(request.messages,
                             [](const Message& message) { return message.role != Role::system; }))
        return fail(ErrorKind::invalid_input, "anthropic: a request needs a user message");
    return {};
}

/// A tool that the model must call: its input is the answer.
constexpr std::string_view answer_tool = "answer";

void write_schema(BodyWriter& body, const Json& schema) {
    body.member("tools",
                Json(JsonArray{{{"name", answer_tool},
                                {"description", "Gives the answer."},
                                {"input_schema", schema}}}));
    body.member("tool_choice", Json{{"type", "tool"}, {"name", answer_tool}});
}

Result<WireRequest> write(const Request& request, const ProviderOptions&) {
    CHECK_OK(check_supported(request));
    const Settings& settings = request.settings;
    std::string system;
    std::string messages = "[";
    for (const Message& message : request.messages) {
        if (message.role == Role::system) {
            if (!system.empty()) system += "\n\n";
            system += message.content;
            continue;
        }
        if (messages.size() > 1) messages += ',';
        messages += R"({"role":")";
        messages += to_string(message.role);
        messages += R"(","content":)";
        append_json_string(messages, message.content);
        messages += '}';
    }
    messages += ']';
    BodyWriter body(settings.extra);
    body.member("model", request.model);
    if (!system.empty()) body.member("system", system);
    body.raw_member("messages", messages);
    body.member("max_tokens",
                Json(settings.completion_tokens_max.value_or(default_completion_tokens_max)));
    body.member("temperature", settings.temperature);
    body.member("top_p", settings.top_p);
    if (settings.output_schema) write_schema(body, *settings.output_schema);
    if (!settings.stop.empty())
        body.member("stop_sequences", Json(JsonArray(settings.stop.begin(), settings.stop.end())));
    return WireRequest{.path = "/v1/messages", .body = body.finish()};
}

std::string_view finish_reason(std::string_view stop_reason) {
    if (stop_reason == "end_turn" || stop_reason == "stop_sequence") return "stop";
    if (stop_reason == "max_tokens" || stop_reason == "model_context_window_exceeded")
        return "length";
    if (stop_reason == "tool_use") return "tool_calls";
    return stop_reason;
}

/// The API counts tokens read from and written to its cache apart from the other input.
std::optional<Usage> read_usage(AnswerValue root) {
    const auto usage = find_member(root, "usage");
    const auto input = usage ? find_count(*usage, "input_tokens") : std::nullopt;
    if (!input) return std::nullopt;
    constexpr std::int64_t count_max = std::int64_t{1} << 40U;
    const auto count = [&](std::string_view name) {
        return std::min(count_max, find_count(*usage, name).value_or(0));
    };
    const std::int64_t cached = count("cache_read_input_tokens");
    return Usage{.prompt_tokens =
                     std::min(count_max, *input) + cached + count("cache_creation_input_tokens"),
                 .completion_tokens = count("output_tokens"),
                 .cached_prompt_tokens = cached};
}

Result<std::unique_ptr<Provider>> make(const ProviderSpec& spec,
                                       ProviderOptions options,
                                       net::HttpClient& client) {
    return make_http_provider(spec, anthropic_format, std::move(options), client);
}

}  // namespace

Result<Completion> read_anthropic_answer(std::string_view body, const Request&) {
    TRY(const AnswerValue root, parse_answer(body));
    if (find_string(root, "type").value_or("") == "error") {
        const WireError error = read_anthropic_error(body);
        return corrupt_answer(fmt::format("the answer is an error: {}", excerpt(error.message)),
                              body);
    }
    const auto content = find_array(root, "content");
    if (!content) return corrupt_answer("the answer has no content", body);
    Completion completion;
    bool has_text = false;
    ToolCallText calls;
    for (const AnswerValue block : *content) {
        const std::string_view type = find_string(block, "type").value_or("");
        if (type == "tool_use" && find_string(block, "name").value_or("") == answer_tool) {
            const auto input = find_member(block, "input");
            if (!input) return corrupt_answer("the answer's tool has no input", body);
            // Text beside the answer is talk.
            completion.text = simdjson::minify(*input);
            completion.finish_reason = "stop";
            has_text = true;
            calls = {};
            break;
        }
        if (type == "tool_use") {
            const auto name = find_string(block, "name");
            const auto input = find_member(block, "input");
            if (!name || !input) return corrupt_answer("a tool call has no name or input", body);
            calls.add(*name, simdjson::minify(*input));
            continue;
        }
        if (type != "text") continue;
        const auto text = find_string(block, "text");
        if (!text) return corrupt_answer("a text block has no text", body);
        completion.text += *text;
        has_text = true;
    }
    if (!calls.is_empty()) completion.text = calls.finish(completion.text);
    has_text = has_text || !calls.is_empty();
    const auto stop_reason = find_string(root, "stop_reason");
    if (!has_text && !stop_reason)
        return corrupt_answer("the answer has no text and no reason for it", body);
    if (completion.finish_reason.empty())
        completion.finish_reason = finish_reason(stop_reason.value_or(""));
    completion.served_model = find_string(root, "model").value_or("");
    completion.usage = read_usage(root);
    return completion;
}

WireError read_anthropic_error(std::string_view body) {
    const auto root = parse_answer(body);
    if (!root) return {};
    const auto error = find_member(*root, "error");
    if (!error) return {};
    return {.message = std::string(find_string(*error, "message").value_or("")),
            .code = std::string(find_string(*error, "type").value_or(""))};
}

const WireFormat anthropic_format{.headers = &headers,
                                  .write = &write,
                                  .read = &read_anthropic_answer,
                                  .read_error = &read_anthropic_error,
                                  .batch = &anthropic_batch_format};

extern const ProviderSpec anthropic;
const ProviderSpec anthropic{.name = "anthropic",
                             .summary = "Anthropic's messages API.",
                             .key_variable = "ANTHROPIC_API_KEY",
                             .base_url_variable = "ANTHROPIC_BASE_URL",
                             .base_url = "https://api.anthropic.com",
                             .capabilities = {.output_schema = true},
                             .make = &make};

}  // namespace assay::providers
