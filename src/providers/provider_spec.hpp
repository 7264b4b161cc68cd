#pragma once
// One model API: what a user must know to reach it, and how its provider is made. Each entry of
// providers.def defines one.

#include "net/http_client.hpp"
#include "providers/factory.hpp"

#include <memory>
#include <string_view>

namespace assay::providers {

struct ProviderSpec {
    std::string_view name;               ///< before the slash of a model: `openai/gpt-4o-mini`
    std::string_view summary;            ///< one sentence, for help
    std::string_view key_variable;       ///< environment variable of the key; empty: needs none
    std::string_view base_url_variable;  ///< environment variable of the base URL; may be empty
    std::string_view base_url;  ///< unless the user names another; empty: not reached by HTTP
    Capabilities capabilities;  ///< unless the options say otherwise
    /// Options are complete: base URL, key and capabilities are filled in.
    Result<std::unique_ptr<Provider>> (*make)(const ProviderSpec& spec,
                                              ProviderOptions options,
                                              net::HttpClient& client);
};

}  // namespace assay::providers
