#include "providers/openai/openai.hpp"

#include "providers/body_writer.hpp"
#include "providers/http_provider.hpp"
#include "providers/openai/openai_answer.hpp"
#include "providers/openai/openai_batch.hpp"

#include <array>

namespace assay::providers {
namespace {

std::vector<net::Header> headers(const ProviderOptions& options) {
    std::vector<net::Header> list = {{.name = "Content-Type", .value = "application/json"}};
    if (options.key) list.push_back({.name = "Authorization", .value = "Bearer " + *options.key});
    return list;
}

/// The reasoning models refuse max_tokens.
bool wants_max_completion_tokens(std::string_view model) {
    constexpr std::array<std::string_view, 4> families = {"o1", "o3", "o4", "gpt-5"};
    for (const std::string_view family : families) {
        if (!model.starts_with(family)) continue;
        const std::string_view rest = model.substr(family.size());
        if (rest.empty() || rest[0] == '-' || rest[0] == '.') return true;
    }
    return false;
}

std::string_view token_limit_name(const Request& request, const ProviderOptions& options) {
    switch (options.token_limit_field) {
        case TokenLimitField::max_tokens:
            return "max_tokens";
        case TokenLimitField::max_completion_tokens:
            return "max_completion_tokens";
        case TokenLimitField::automatic:
            break;
    }
    return wants_max_completion_tokens(request.model) ? "max_completion_tokens" : "max_tokens";
}

void write_settings(BodyWriter& body, const Settings& settings) {
    body.member("temperature", settings.temperature);
    body.member("top_p", settings.top_p);
    body.member("seed", settings.seed);
    body.member("frequency_penalty", settings.frequency_penalty);
    body.member("presence_penalty", settings.presence_penalty);
    if (!settings.stop.empty())
        body.member("stop", Json(JsonArray(settings.stop.begin(), settings.stop.end())));
}

WireRequest write_chat(const Request& request, const ProviderOptions& options) {
    const Settings& settings = request.settings;
    BodyWriter body(settings.extra);
    body.member("model", request.model);
    std::string messages = "[";
    for (const Message& message : request.messages) {
        if (messages.size() > 1) messages += ',';
        messages += R"({"role":")";
        messages += to_string(message.role);
        messages += R"(","content":)";
        append_json_string(messages, message.content);
        messages += '}';
    }
    messages += ']';
    body.raw_member("messages", messages);
    body.member(token_limit_name(request, options), settings.completion_tokens_max);
    write_settings(body, settings);
    if (settings.output_schema)
        body.member(
            "response_format",
            Json{{"type", "json_schema"},
                 {"json_schema",
                  {{"name", "answer"}, {"strict", true}, {"schema", *settings.output_schema}}}});
    if (settings.wants_logprobs) {
        body.member("logprobs", Json(true));
        body.member("top_logprobs", settings.top_logprob_count);
    }
    return {.path = "/chat/completions", .body = body.finish()};
}

WireRequest write_completion(const Request& request) {
    const Settings& settings = request.settings;
    BodyWriter body(settings.extra);
    body.member("model", request.model);
    body.member("prompt", std::string_view(*request.prompt));
    body.member("max_tokens", settings.completion_tokens_max);
    write_settings(body, settings);
    // Here the one number says both that logprobs are wanted and how many alternatives.
    if (settings.wants_logprobs)
        body.member("logprobs", Json(settings.top_logprob_count.value_or(0)));
    return {.path = "/completions", .body = body.finish()};
}

Result<WireRequest> write(const Request& request, const ProviderOptions& options) {
    if (request.prompt && request.settings.output_schema)
        return fail(ErrorKind::invalid_input, "openai: the completions API has no output schema");
    if (request.prompt) return write_completion(request);
    if (request.messages.empty())
        return fail(ErrorKind::invalid_input, "openai: a request needs a message or a prompt");
    return write_chat(request, options);
}

Result<std::unique_ptr<Provider>> make(const ProviderSpec& spec,
                                       ProviderOptions options,
                                       net::HttpClient& client) {
    return make_http_provider(spec, openai_format, std::move(options), client);
}

}  // namespace

const WireFormat openai_format{.headers = &headers,
                               .write = &write,
                               .read = &read_openai_answer,
                               .read_error = &read_openai_error,
                               .batch = &openai_batch_format};

extern const ProviderSpec openai;
const ProviderSpec openai{
    .name = "openai",
    .summary = "OpenAI and every server that speaks its chat or completions API.",
    .key_variable = "OPENAI_API_KEY",
    .base_url_variable = "OPENAI_BASE_URL",
    .base_url = "https://api.openai.com/v1",
    .capabilities = {.logprobs = true, .output_schema = true},
    .make = &make};

}  // namespace assay::providers
