#pragma once
// Providers by name: the one way to get one.

#include "net/hedge.hpp"
#include "net/rate_limit.hpp"
#include "net/retry.hpp"
#include "providers/prices.hpp"
#include "providers/provider.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace assay::net {
class HttpClient;
}

namespace assay::providers {

struct ProviderSpec;

/// The member of the request body that carries Settings::completion_tokens_max.
enum class TokenLimitField {
    automatic,              ///< max_completion_tokens for the o series and gpt-5, else max_tokens
    max_tokens,             ///< what self-hosted servers know
    max_completion_tokens,  ///< what api.openai.com prefers
};

struct ProviderOptions {
    std::string model;  ///< the model it will be asked for; scripted reads its rules from this name
    std::optional<std::string> base_url;    ///< unset: the environment's, then the API's own
    std::optional<std::string> key;         ///< unset: the environment's
    std::size_t connection_count_max = 64;  ///< requests in flight
    bool is_adaptive = true;  ///< fewer requests in flight while the server is overloaded
    std::optional<net::HedgePolicy> hedge;  ///< late requests go out twice; unset: never
    net::RateLimits limits;
    net::RetryPolicy retries;
    std::chrono::milliseconds request_timeout{600'000};  ///< of one attempt
    std::uint64_t seed = 0;                              ///< of backoff and scripted faults
    TokenLimitField token_limit_field = TokenLimitField::automatic;  ///< openai only
    net::Timeline* timeline = nullptr;                               ///< null: the real one
    std::optional<bool> has_logprobs;       ///< unset: as the API's own server
    std::optional<bool> has_output_schema;  ///< the same
    const PriceTable* prices = nullptr;     ///< null: the built-in table; must outlive the provider
};

/// Every API of providers.def, by name.
std::span<const ProviderSpec* const> all_providers();

/// `name`: the part of a model before the first slash. The client must outlive the provider.
/// Errors: not_found (unknown name, with the nearest one), denied (no key: names the variable; a
/// loopback base URL needs none), invalid_input (base URL, rules file).
Result<std::unique_ptr<Provider>> make_provider(std::string_view name,
                                                ProviderOptions options,
                                                net::HttpClient& client);

struct ModelName {
    std::string provider;
    std::string model;

    bool operator==(const ModelName&) const = default;
};

/// `openai/gpt-4o-mini` → openai, gpt-4o-mini; the model may hold further slashes. Errors:
/// invalid_input.
Result<ModelName> parse_model_name(std::string_view text);

}  // namespace assay::providers
