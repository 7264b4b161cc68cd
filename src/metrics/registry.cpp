#include "metrics/registry.hpp"

#include "core/nearest.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace assay::metrics {

#define METRIC(name) extern const Metric name;
#include "metrics/metrics.def"
#undef METRIC

namespace {

bool has_type(const Json& value, std::string_view type) {
    if (type == "boolean") return value.is_bool();
    if (type == "integer") return value.is_int64();
    if (type == "number") return value.is_number();
    if (type == "string") return value.is_string();
    if (type == "object") return value.is_object() || value.is_bool();
    ASSAY_ASSERT(type == "strings", "an OptionSpec names a known type");
    return value.is_array() && std::ranges::all_of(value.get_array(), [](const Json& item) {
               return item.is_string();
           });
}

std::vector<std::string_view> option_names(const Metric& metric) {
    std::vector<std::string_view> names;
    for (const OptionSpec& option : metric.options) names.push_back(option.name);
    return names;
}

}  // namespace

std::string_view to_string(Better better) {
    switch (better) {
        case Better::higher:
            return "higher";
        case Better::lower:
            return "lower";
        case Better::neither:
            return "neither";
    }
    ASSAY_ASSERT(false, "a Better outside its enumerators");
}

std::span<const Metric* const> all() {
    static const auto sorted = [] {
        std::vector<const Metric*> metrics = {
#define METRIC(name) &(name),
#include "metrics/metrics.def"
#undef METRIC
        };
        std::ranges::sort(metrics, {}, &Metric::name);
        return metrics;
    }();
    return sorted;
}

Result<const Metric*> find(std::string_view name) {
    std::vector<std::string_view> names;
    for (const Metric* metric : all()) {
        if (metric->name == name) return metric;
        names.push_back(metric->name);
    }
    return fail(ErrorKind::not_found,
                "unknown metric '{}'{} ('assay ls metrics' lists them)",
                name,
                did_you_mean(name, names));
}

Result<JsonObject> resolve_options(const Metric& metric, const JsonObject& given) {
    const auto names = option_names(metric);
    CHECK_OK(JsonFields(given, fmt::format("metric {}", metric.name)).only(names));
    JsonObject resolved;
    for (const OptionSpec& option : metric.options) {
        const auto key = boost::json::string_view(option.name.data(), option.name.size());
        if (const Json* value = given.if_contains(key)) {
            const bool is_default_null = value->is_null() && option.default_text == "null";
            if (!is_default_null && !has_type(*value, option.type))
                return fail(ErrorKind::invalid_input,
                            "metric {}: option '{}' is {}, expected {} ({})",
                            metric.name,
                            option.name,
                            json_type_name(*value),
                            option.type,
                            option.help);
            resolved[key] = *value;
        } else if (option.default_text.empty()) {
            return fail(ErrorKind::invalid_input,
                        "metric {}: option '{}' is missing ({})",
                        metric.name,
                        option.name,
                        option.help);
        } else {
            auto fallback = parse_json(option.default_text);
            ASSAY_ASSERT(fallback.has_value(), "an option's default is JSON");
            resolved[key] = *std::move(fallback);
        }
    }
    return resolved;
}

}  // namespace assay::metrics
