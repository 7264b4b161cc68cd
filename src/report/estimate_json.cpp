#include "report/run_report.hpp"

#include <array>

namespace assay::report {
namespace {

constexpr std::array statuses = {stats::Status::ok,
                                 stats::Status::insufficient_data,
                                 stats::Status::zero_variance,
                                 stats::Status::no_variation,
                                 stats::Status::no_pairable_units,
                                 stats::Status::not_strongly_connected,
                                 stats::Status::no_valid_score_tokens,
                                 stats::Status::not_converged,
                                 stats::Status::invalid_argument};

Result<stats::Status> parse_status(std::string_view text) {
    for (const stats::Status status : statuses) {
        if (stats::to_string(status) == text) return status;
    }
    return fail(ErrorKind::corrupt, "unknown estimate status '{}'", text);
}

Result<std::optional<stats::Interval>> interval_from_json(const JsonFields& fields) {
    const Json* ends = fields.find("ci");
    if (ends == nullptr) return std::optional<stats::Interval>{};
    TRY(const double level, fields.number("ci_level"));
    if (!ends->is_array() || ends->get_array().size() != 2)
        return fail(ErrorKind::corrupt, "field 'ci' is not a pair");
    const auto low = json_number(ends->get_array()[0]);
    const auto high = json_number(ends->get_array()[1]);
    if (!low || !high) return fail(ErrorKind::corrupt, "field 'ci' is not a pair of numbers");
    return std::optional{stats::Interval{.low = *low, .high = *high, .level_ratio = level}};
}

}  // namespace

Json to_json(const stats::Estimate& estimate) {
    JsonObject object;
    object["value"] = json_number_or_null(estimate.value);
    object["stderr"] = json_number_or_null(estimate.standard_error);
    if (estimate.interval) {
        object["ci"] = JsonArray{estimate.interval->low, estimate.interval->high};
        object["ci_level"] = estimate.interval->level_ratio;
    } else {
        object["ci"] = nullptr;
    }
    object["n"] = estimate.count;
    object["unscored"] = estimate.unscored_count;
    object["status"] = stats::to_string(estimate.status);
    object["method"] = estimate.method;
    if (estimate.degrees_of_freedom) object["df"] = *estimate.degrees_of_freedom;
    if (estimate.cluster_count) object["clusters"] = *estimate.cluster_count;
    if (estimate.seed) object["seed"] = *estimate.seed;
    if (!estimate.warnings.empty()) {
        JsonArray warnings;
        for (const std::string& warning : estimate.warnings) warnings.emplace_back(warning);
        object["warnings"] = std::move(warnings);
    }
    return object;
}

Result<stats::Estimate> estimate_from_json(const Json& value) {
    if (!value.is_object())
        return fail(
            ErrorKind::corrupt, "an estimate is {}, expected an object", json_type_name(value));
    const JsonFields fields(value.get_object(), "estimate");
    stats::Estimate estimate;
    TRY(estimate.value, fields.optional_number("value"));
    TRY(estimate.standard_error, fields.optional_number("stderr"));
    TRY(estimate.interval, interval_from_json(fields));
    TRY(const auto count, fields.integer("n"));
    TRY(const auto unscored_count, fields.integer("unscored"));
    estimate.count = static_cast<std::size_t>(count);
    estimate.unscored_count = static_cast<std::size_t>(unscored_count);
    TRY(const std::string status, fields.string("status"));
    TRY(estimate.status, parse_status(status));
    TRY(estimate.method, fields.string("method"));
    TRY(estimate.degrees_of_freedom, fields.optional_number("df"));
    TRY(const auto cluster_count, fields.optional_integer("clusters"));
    if (cluster_count) estimate.cluster_count = static_cast<std::size_t>(*cluster_count);
    TRY(const auto seed, fields.optional_integer("seed"));
    if (seed) estimate.seed = static_cast<std::uint64_t>(*seed);
    if (const Json* warnings = fields.find("warnings");
        warnings != nullptr && warnings->is_array()) {
        for (const Json& warning : warnings->get_array()) {
            if (warning.is_string())
                estimate.warnings.emplace_back(json_view(warning.get_string()));
        }
    }
    return estimate;
}

}  // namespace assay::report
