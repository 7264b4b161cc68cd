#pragma once
// A model as a run file names it: what to ask, how to reach it, what stands in for it.

#include "net/hedge.hpp"
#include "providers/provider.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::engine {

/// Calls go out together, in batches, at half the price and within a day.
struct BatchSpec {
    std::int64_t request_count_max = 10'000;  ///< of one batch; so many samples are in memory
    double poll_s = 30;                       ///< longest pause between two looks at a batch

    bool operator==(const BatchSpec&) const = default;
};

/// How to reach the model. Unset: the provider's default.
struct ProviderSettings {
    std::optional<std::string> base_url;
    std::optional<std::int64_t> requests_per_minute;
    std::optional<std::int64_t> tokens_per_minute;
    std::optional<double> timeout_s;
    std::optional<std::int64_t> attempt_count_max;
    std::optional<std::string> rules;   ///< rule file of the scripted provider
    std::optional<std::string> prices;  ///< file of prices that win over the built-in ones
    std::optional<bool> has_logprobs;   ///< whether the server offers them; unset: as its API
    std::optional<bool> has_output_schema;
    std::optional<net::HedgePolicy> hedge;  ///< late requests go out twice; absent: never
    std::optional<bool> is_adaptive;  ///< fewer requests in flight while the server is overloaded
    std::optional<BatchSpec> batch;   ///< absent: calls go out one by one

    bool operator==(const ProviderSettings&) const = default;
};

/// An entry of `models`, or a bare `provider/name`.
struct ModelSpec {
    std::string model;  ///< `provider/name`
    providers::Settings settings;
    ProviderSettings provider;
    /// Entries of `models` or bare names, asked in this order when it cannot be reached.
    std::vector<std::string> fallbacks;

    bool operator==(const ModelSpec&) const = default;
};

/// What is taken out of every text before it leaves for a provider, and put back into the answer.
struct RedactionSpec {
    std::vector<std::string> kinds;  ///< names of redaction::Kind; empty: the default ones
    std::string names_file;          ///< one name a line; empty: no names

    bool operator==(const RedactionSpec&) const = default;
};

}  // namespace assay::engine
