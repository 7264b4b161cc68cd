#include "experiment/plan.hpp"

#include "experiment/plan_words.hpp"

#include "core/hash.hpp"

#include <algorithm>

namespace assay::experiment {
namespace {

Json to_json(const PlannedMetric& metric) {
    return {{"name", metric.name},
            {"kind", word_of(metric.kind, kind_words)},
            {"better", word_of(metric.better, direction_words)},
            {"missing", word_of(metric.missing, missing_words)},
            {"unit_value", word_of(metric.unit_value, unit_value_words)},
            {"label", metric.label},
            {"proxy", metric.proxy},
            {"effect", json_number_or_null(metric.effect)},
            {"baseline", json_number_or_null(metric.baseline)},
            {"standard_deviation", json_number_or_null(metric.standard_deviation)},
            {"margin", json_number_or_null(metric.margin)}};
}

JsonArray to_json(const std::vector<PlannedMetric>& metrics) {
    JsonArray array;
    for (const PlannedMetric& metric : metrics) array.push_back(to_json(metric));
    return array;
}

}  // namespace

std::vector<std::string> ExperimentPlan::event_names() const {
    std::vector<std::string> names;
    const auto add = [&names](const std::string& name) {
        if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
    };
    const auto add_metric = [&add](const PlannedMetric& metric) {
        add(metric.label);
        add(metric.proxy);
    };
    add_metric(primary);
    for (const PlannedMetric& metric : secondary) add_metric(metric);
    for (const PlannedMetric& metric : guardrails) add_metric(metric);
    add(covariate);
    return names;
}

std::string_view to_string(Method method) { return word_of(method, method_words); }

bool is_safe_to_peek(Method method) { return method != Method::fixed && method != Method::bayes; }

Json to_json(const ExperimentPlan& plan) {
    JsonArray variants;
    for (const Variant& variant : plan.variants)
        variants.push_back({{"name", variant.name}, {"allocation", variant.allocation_ratio}});
    Json offline = nullptr;
    if (plan.offline) offline = {{"runs", {plan.offline->control, plan.offline->treatment}}};
    return {{"name", plan.name},
            {"hypothesis", plan.hypothesis},
            {"unit", plan.unit},
            {"variants", std::move(variants)},
            {"primary", to_json(plan.primary)},
            {"secondary", to_json(plan.secondary)},
            {"guardrails", to_json(plan.guardrails)},
            {"method", to_string(plan.method)},
            {"stopping",
             {{"units", plan.stopping.unit_count},
              {"units_min", plan.stopping.unit_count_min},
              {"looks", plan.stopping.look_count},
              {"spending", word_of(plan.stopping.spending, spending_words)}}},
            {"alpha", plan.alpha},
            {"power", plan.power_ratio},
            {"covariate", plan.covariate},
            {"salt", plan.salt},
            {"assignment", word_of(plan.assigner, assigner_words)},
            {"offline", std::move(offline)}};
}

Result<ExperimentPlan> plan_from_json(const Json& json) {
    return read_plan(YamlDocument{.file = "stored plan", .value = json, .lines = {}});
}

std::string plan_hash(const ExperimentPlan& plan) {
    return sha256_hex(canonical_json_text(to_json(plan)));
}

}  // namespace assay::experiment
