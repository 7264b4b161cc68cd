#pragma once
// What a model gave back for one request, and what it took.

#include "core/clock.hpp"
#include "core/json.hpp"
#include "core/usd.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay {

struct Usage {
    std::int64_t prompt_tokens = 0;
    std::int64_t completion_tokens = 0;
    std::int64_t cached_prompt_tokens =
        0;  ///< part of prompt_tokens that the provider read from its cache

    bool operator==(const Usage&) const = default;
};

struct TokenAlternative {
    std::string token;
    double log_probability;

    bool operator==(const TokenAlternative&) const = default;
};

struct TokenLogprob {
    std::string token;
    double log_probability;             ///< natural logarithm
    std::vector<TokenAlternative> top;  ///< most likely first; empty unless asked for

    bool operator==(const TokenLogprob&) const = default;
};

struct Completion {
    std::string text;
    std::string
        finish_reason;  ///< `stop`, `length`, `content_filter`, …; empty when the server is silent
    std::string served_model;            ///< as the server names it
    std::optional<Usage> usage;          ///< absent when the server does not say
    std::optional<Usd> cost;             ///< null when the price or the usage is unknown
    std::vector<TokenLogprob> logprobs;  ///< of the completion, when asked for
    double latency_ms = 0;  ///< of the answer that was used, first byte sent to last received
    std::uint32_t attempt_count = 1;  ///< requests sent, retries included
    bool is_cached = false;           ///< answered from the response cache: no request was sent

    bool operator==(const Completion&) const = default;
};

Json to_json(const Completion& completion);
Result<Completion> completion_from_json(const Json& value);

}  // namespace assay
