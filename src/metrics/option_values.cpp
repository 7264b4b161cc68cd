#include "metrics/option_values.hpp"

#include "core/nearest.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace assay::metrics {

const Json& OptionValues::at(std::string_view name) const {
    const Json* value = options_.if_contains({name.data(), name.size()});
    ASSAY_ASSERT(value != nullptr, "a metric reads the options it declares");
    return *value;
}

std::optional<std::string> OptionValues::optional_string(std::string_view name) const {
    if (at(name).is_null()) return std::nullopt;
    return string(name);
}

std::vector<std::string> OptionValues::strings(std::string_view name) const {
    std::vector<std::string> values;
    for (const Json& item : at(name).get_array()) values.emplace_back(json_view(item.get_string()));
    return values;
}

Result<std::string> OptionValues::one_of(std::string_view name,
                                         std::span<const std::string_view> accepted) const {
    std::string value = string(name);
    if (std::ranges::find(accepted, value) != accepted.end()) return value;
    return fail(ErrorKind::invalid_input,
                "metric {}: option '{}' is '{}', expected one of {}{}",
                metric_,
                name,
                value,
                fmt::join(accepted, ", "),
                did_you_mean(value, accepted));
}

Result<double> OptionValues::at_least(std::string_view name, double low) const {
    const double value = number(name);
    if (value >= low) return value;
    return fail(ErrorKind::invalid_input,
                "metric {}: option '{}' is {}, expected at least {}",
                metric_,
                name,
                value,
                low);
}

Result<std::unique_ptr<RE2>> OptionValues::pattern(std::string_view name,
                                                   std::string_view text,
                                                   const RE2::Options& style) const {
    auto compiled = std::make_unique<RE2>(re2::StringPiece(text.data(), text.size()), style);
    if (compiled->ok()) return compiled;
    return fail(ErrorKind::invalid_input,
                "metric {}: option '{}' holds the pattern '{}': {}",
                metric_,
                name,
                text,
                compiled->error());
}

RE2::Options pattern_options() {
    RE2::Options options;
    options.set_log_errors(false);
    return options;
}

}  // namespace assay::metrics
