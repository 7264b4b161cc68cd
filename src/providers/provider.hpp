#pragma once
// A model API: takes a request, gives a completion. Retries, rate limits, connection limits and
// prices are inside; the response cache is not. A provider belongs to the event loop it was made
// on; cost: one HTTP exchange.

#include "async/task.hpp"
#include "domain/completion.hpp"
#include "domain/message.hpp"
#include "providers/prices.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::providers {

/// Everything that decides the answer. Unset means: not sent, the server's default.
struct Settings {
    std::optional<double> temperature;
    std::optional<double> top_p;
    std::optional<std::int64_t> completion_tokens_max;
    std::optional<std::int64_t> seed;
    std::optional<double> frequency_penalty;
    std::optional<double> presence_penalty;
    std::vector<std::string> stop;
    bool wants_logprobs = false;
    std::optional<int> top_logprob_count;  ///< alternatives per token; needs wants_logprobs
    std::optional<Json>
        output_schema;  ///< JSON Schema of the answer; needs Capabilities::output_schema
    JsonObject extra;   ///< further members of the request body, as the user wrote them

    bool operator==(const Settings&) const = default;
};

struct Request {
    std::string model;  ///< without the provider's prefix
    std::vector<Message> messages;
    std::optional<std::string> prompt;  ///< set: the completions API instead of chat
    Settings settings;
    std::uint32_t repeat_index = 0;  ///< epoch; part of the identity, not sent

    bool operator==(const Request&) const = default;
};

class BatchApi;

/// What an API offers beyond text.
struct Capabilities {
    bool logprobs = false;       ///< log probabilities of the answer's tokens with alternatives
    bool output_schema = false;  ///< answers that keep to a JSON Schema
};

/// How many calls may run at a time, which follows what the server bears.
struct Concurrency {
    std::size_t limit;           ///< now
    std::size_t most;            ///< as configured
    std::size_t decrease_count;  ///< how often an overload has lowered it
};

class Provider {
  public:
    virtual ~Provider() = default;
    /// Errors: denied (key refused), not_found (no such model), invalid_input (the server refuses
    /// the request), rate_limited and unavailable (retries are used up), timed_out, corrupt (an
    /// answer that is not the API's format).
    virtual async::Task<Completion> complete(Request request) = 0;
    /// What tells two servers apart: provider name, base URL and API flavour. Part of the cache
    /// key; holds no secret.
    [[nodiscard]] virtual Json identity() const = 0;
    [[nodiscard]] virtual Capabilities capabilities() const = 0;
    /// Of a model's tokens; nothing when unknown.
    [[nodiscard]] virtual std::optional<Price> price(std::string_view model) const = 0;
    /// How many times its price a call can cost, when it is asked more than once at a time.
    [[nodiscard]] virtual double cost_factor_max() const { return 1; }
    /// Nothing where calls are not bounded.
    [[nodiscard]] virtual std::optional<Concurrency> concurrency() const { return std::nullopt; }
    /// The same requests in batches; null where the API has none. Lives as long as the provider.
    [[nodiscard]] virtual BatchApi* batch_api() { return nullptr; }
};

/// SHA-256 of the canonical JSON of provider identity and request: the key of the response cache.
std::string request_key(const Json& provider_identity, const Request& request);

}  // namespace assay::providers
