#include "domain/completion.hpp"

namespace assay {
namespace {

Json to_json(const Usage& usage) {
    return {{"prompt_tokens", usage.prompt_tokens},
            {"completion_tokens", usage.completion_tokens},
            {"cached_prompt_tokens", usage.cached_prompt_tokens}};
}

Result<Usage> usage_from_json(const Json& value) {
    if (!value.is_object())
        return fail(ErrorKind::corrupt, "usage is {}, expected an object", json_type_name(value));
    const JsonFields fields(value.get_object(), "usage");
    Usage usage;
    TRY(usage.prompt_tokens, fields.integer("prompt_tokens"));
    TRY(usage.completion_tokens, fields.integer("completion_tokens"));
    TRY(usage.cached_prompt_tokens, fields.integer("cached_prompt_tokens"));
    return usage;
}

Json to_json(const TokenLogprob& token) {
    JsonArray top;
    for (const TokenAlternative& alternative : token.top) {
        top.push_back({{"token", alternative.token}, {"logprob", alternative.log_probability}});
    }
    return {{"token", token.token}, {"logprob", token.log_probability}, {"top", std::move(top)}};
}

Result<std::vector<TokenLogprob>> logprobs_from_json(const Json& value) {
    std::vector<TokenLogprob> tokens;
    if (!value.is_array())
        return fail(ErrorKind::corrupt, "logprobs are {}, expected a list", json_type_name(value));
    for (const Json& item : value.get_array()) {
        if (!item.is_object())
            return fail(ErrorKind::corrupt, "a logprob is {}", json_type_name(item));
        const JsonFields fields(item.get_object(), "logprob");
        TokenLogprob token;
        TRY(token.token, fields.string("token"));
        TRY(token.log_probability, fields.number("logprob"));
        if (const Json* top = fields.find("top"); top != nullptr && top->is_array()) {
            for (const Json& alternative : top->get_array()) {
                if (!alternative.is_object())
                    return fail(
                        ErrorKind::corrupt, "a top logprob is {}", json_type_name(alternative));
                const JsonFields entry(alternative.get_object(), "top logprob");
                TRY(std::string text, entry.string("token"));
                TRY(const double log_probability, entry.number("logprob"));
                token.top.push_back({.token = std::move(text), .log_probability = log_probability});
            }
        }
        tokens.push_back(std::move(token));
    }
    return tokens;
}

}  // namespace

Json to_json(const Completion& completion) {
    JsonObject object;
    object["text"] = completion.text;
    object["finish_reason"] = completion.finish_reason;
    object["served_model"] = completion.served_model;
    object["latency_ms"] = completion.latency_ms;
    object["attempt_count"] = completion.attempt_count;
    object["is_cached"] = completion.is_cached;
    if (completion.usage) object["usage"] = to_json(*completion.usage);
    if (completion.cost) object["cost_usd_nanos"] = completion.cost->nanos;
    if (!completion.logprobs.empty()) {
        JsonArray tokens;
        for (const TokenLogprob& token : completion.logprobs) tokens.push_back(to_json(token));
        object["logprobs"] = std::move(tokens);
    }
    return object;
}

Result<Completion> completion_from_json(const Json& value) {
    if (!value.is_object())
        return fail(
            ErrorKind::corrupt, "a completion is {}, expected an object", json_type_name(value));
    const JsonFields fields(value.get_object(), "completion");
    Completion completion;
    TRY(completion.text, fields.string("text"));
    TRY(completion.finish_reason, fields.string("finish_reason"));
    TRY(completion.served_model, fields.string("served_model"));
    TRY(completion.latency_ms, fields.number("latency_ms"));
    TRY(const auto attempt_count, fields.integer("attempt_count"));
    completion.attempt_count = static_cast<std::uint32_t>(attempt_count);
    TRY(completion.is_cached, fields.boolean("is_cached"));
    if (const Json* usage = fields.find("usage")) {
        TRY(completion.usage, usage_from_json(*usage));
    }
    TRY(const auto nanos, fields.optional_integer("cost_usd_nanos"));
    if (nanos) completion.cost = Usd{*nanos};
    if (const Json* tokens = fields.find("logprobs")) {
        TRY(completion.logprobs, logprobs_from_json(*tokens));
    }
    return completion;
}

}  // namespace assay
