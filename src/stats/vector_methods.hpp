#pragma once
// What the vector tests share: inputs from JSON, results to JSON, and the functions that turn a
// case's `inputs` into its `expected`, by `method`.

#include "core/json.hpp"
#include "stats/hypothesis_test.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace assay::stats {

using VectorMethod = JsonObject (*)(const JsonObject& inputs);
using VectorMethods = std::map<std::string_view, VectorMethod>;

VectorMethods agreement_vectors();
VectorMethods comparison_vectors();
VectorMethods experiment_vectors();
VectorMethods consensus_vectors();
VectorMethods ranking_vectors();
VectorMethods judge_vectors();
VectorMethods tier_vectors();

inline std::vector<double> numbers(const JsonObject& inputs, std::string_view name) {
    std::vector<double> values;
    for (const Json& value : inputs.at(name).as_array()) values.push_back(*json_number(value));
    return values;
}

inline double number(const JsonObject& inputs, std::string_view name) {
    return *json_number(inputs.at(name));
}

inline std::size_t count(const JsonObject& inputs, std::string_view name) {
    return static_cast<std::size_t>(number(inputs, name));
}

inline Json json(const std::optional<double>& value) { return json_number_or_null(value); }
inline Json json(const std::optional<Interval>& interval) {
    if (!interval) return nullptr;
    return JsonArray{interval->low, interval->high};
}
inline Json json(Status status) { return boost::json::string(to_string(status)); }

inline JsonObject json(const HypothesisTest& test,
                       std::string_view statistic,
                       std::string_view p_value) {
    return {{statistic, json(test.statistic)}, {p_value, json(test.p_value)}};
}

}  // namespace assay::stats
