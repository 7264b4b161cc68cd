#pragma once
// All metrics, made from metrics.def. Constants; thread-safe.

#include "metrics/metric.hpp"

#include <span>
#include <string_view>

namespace assay::metrics {

/// In alphabetical order of name.
std::span<const Metric* const> all();

/// Errors: not_found, with the nearest known name.
Result<const Metric*> find(std::string_view name);

/// The user's options with defaults filled in. Errors: invalid_input for an unknown option (with
/// the nearest), a wrong type or a missing required one.
Result<JsonObject> resolve_options(const Metric& metric, const JsonObject& given);

}  // namespace assay::metrics
