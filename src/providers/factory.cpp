#include "providers/factory.hpp"

#include "core/nearest.hpp"
#include "providers/provider_spec.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <vector>

namespace assay::providers {

#define PROVIDER(name) extern const ProviderSpec name;
#include "providers/providers.def"
#undef PROVIDER

namespace {

std::optional<std::string> environment(std::string_view variable) {
    if (variable.empty()) return std::nullopt;
    const char* value = std::getenv(std::string(variable).c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return std::string(value);
}

Result<void> complete_options(const ProviderSpec& spec, ProviderOptions& options) {
    if (spec.base_url.empty()) return {};
    if (!options.base_url) options.base_url = environment(spec.base_url_variable);
    if (!options.base_url) options.base_url = spec.base_url;
    while (options.base_url->ends_with('/')) options.base_url->pop_back();
    if (auto origin = net::url_origin(*options.base_url); !origin)
        return std::move(origin).error().in(fmt::format("{}: base URL", spec.name));
    if (!options.key) options.key = environment(spec.key_variable);
    if (!options.key && !net::is_loopback_url(*options.base_url))
        return fail(ErrorKind::denied,
                    "{}: no key for {}; set {} (a server on this machine needs none)",
                    spec.name,
                    net::url_origin(*options.base_url).value_or(""),
                    spec.key_variable);
    return {};
}

}  // namespace

std::span<const ProviderSpec* const> all_providers() {
    static constexpr const ProviderSpec* specs[] = {
#define PROVIDER(name) &(name),
#include "providers/providers.def"
#undef PROVIDER
    };
    return specs;
}

Result<std::unique_ptr<Provider>> make_provider(std::string_view name,
                                                ProviderOptions options,
                                                net::HttpClient& client) {
    std::vector<std::string_view> names;
    for (const ProviderSpec* spec : all_providers()) {
        names.push_back(spec->name);
        if (spec->name != name) continue;
        CHECK_OK(complete_options(*spec, options));
        return spec->make(*spec, std::move(options), client);
    }
    return fail(ErrorKind::not_found,
                "unknown provider '{}'{}; known are {}",
                name,
                did_you_mean(name, names),
                fmt::join(names, ", "));
}

Result<ModelName> parse_model_name(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size())
        return fail(ErrorKind::invalid_input,
                    "'{}' is not a model; write provider/name, for instance openai/gpt-4o-mini",
                    text);
    return ModelName{.provider = std::string(text.substr(0, slash)),
                     .model = std::string(text.substr(slash + 1))};
}

}  // namespace assay::providers
