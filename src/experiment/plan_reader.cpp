#include "experiment/plan.hpp"
#include "experiment/plan_fields.hpp"
#include "experiment/plan_words.hpp"
#include "experiment/sample_size.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace assay::experiment {
namespace {

constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t variant_count_max = 20;
constexpr std::size_t metric_count_max = 100;
constexpr std::size_t unit_count_limit = 1'000'000'000;
constexpr std::size_t look_count_limit = 50;
constexpr double allocation_tolerance = 1e-6;
constexpr double allocation_ratio_min = 1e-4;

enum class Role { primary, secondary, guardrail };

Result<void> check_name(const PlanFields& fields, std::string_view key, std::string_view name) {
    if (name.size() > name_bytes_max)
        return fields.wrong(key, "has more than {} bytes", name_bytes_max);
    const auto is_control = [](char byte) { return static_cast<unsigned char>(byte) < 0x20; };
    if (std::ranges::any_of(name, is_control)) return fields.wrong(key, "has a control character");
    return {};
}

Result<void> read_expectations(const PlanFields& fields, PlannedMetric& metric) {
    CHECK_OK(fields.read("effect", metric.effect));
    CHECK_OK(fields.read("baseline", metric.baseline));
    CHECK_OK(fields.read("standard_deviation", metric.standard_deviation));
    CHECK_OK(fields.read("margin", metric.margin));
    if (metric.effect && *metric.effect <= 0)
        return fields.wrong("effect", "{} is not above 0; `better` says the side", *metric.effect);
    if (metric.standard_deviation && *metric.standard_deviation <= 0)
        return fields.wrong("standard_deviation", "{} is not above 0", *metric.standard_deviation);
    if (metric.margin && *metric.margin < 0)
        return fields.wrong("margin", "{} is below 0", *metric.margin);
    if (metric.kind != MetricKind::rate) return {};
    if (metric.baseline && !(*metric.baseline >= 0 && *metric.baseline <= 1))
        return fields.wrong("baseline", "a rate is between 0 and 1, not {}", *metric.baseline);
    if (metric.effect && *metric.effect >= 1)
        return fields.wrong("effect", "a difference of rates is below 1, not {}", *metric.effect);
    return {};
}

Result<PlannedMetric> read_metric(const PlanFields& fields, Role role) {
    constexpr std::string_view known[] = {"name",
                                          "kind",
                                          "better",
                                          "missing",
                                          "unit_value",
                                          "label",
                                          "proxy",
                                          "effect",
                                          "baseline",
                                          "standard_deviation",
                                          "margin"};
    CHECK_OK(fields.only(known));
    PlannedMetric metric;
    CHECK_OK(fields.read_required("name", metric.name));
    CHECK_OK(check_name(fields, "name", metric.name));
    CHECK_OK(fields.read_choice("kind", kind_words, metric.kind));
    CHECK_OK(fields.read_choice("better", direction_words, metric.better));
    CHECK_OK(fields.read_choice("missing", missing_words, metric.missing));
    metric.unit_value = metric.kind == MetricKind::rate ? UnitValue::any : UnitValue::mean;
    CHECK_OK(fields.read_choice("unit_value", unit_value_words, metric.unit_value));
    if (metric.kind == MetricKind::rate &&
        (metric.unit_value == UnitValue::mean || metric.unit_value == UnitValue::sum))
        return fields.wrong("unit_value", "a unit of a rate has 0 or 1: `any` or `last`");
    metric.label = metric.name;
    CHECK_OK(fields.read("label", metric.label));
    CHECK_OK(fields.read("proxy", metric.proxy));
    if (metric.label.empty()) return fields.wrong("label", "may not be empty");
    if (metric.proxy == metric.label)
        return fields.wrong("proxy", "is the same as the label '{}'", metric.label);
    if (!metric.proxy.empty() && metric.missing == MissingOutcome::zero)
        return fields.wrong("missing", "with a proxy, units without a label are not zeros");
    CHECK_OK(read_expectations(fields, metric));
    if (role == Role::guardrail && !metric.margin)
        return fields.wrong("margin", "is missing: how much harm is accepted, 0 for none");
    if (role != Role::guardrail && metric.margin)
        return fields.wrong("margin", "is for guardrails only");
    return metric;
}

Result<std::vector<PlannedMetric>> read_metrics(const PlanFields& fields,
                                                std::string_view key,
                                                Role role) {
    std::vector<PlannedMetric> metrics;
    TRY(const JsonArray* list, fields.list(key));
    if (list == nullptr) return metrics;
    if (list->size() > metric_count_max)
        return fields.wrong(key, "has more than {} metrics", metric_count_max);
    for (std::size_t i = 0; i < list->size(); ++i) {
        TRY(const PlanFields entry,
            fields.of((*list)[i], fields.path_of(fmt::format("{}/{}", key, i))));
        TRY(PlannedMetric metric, read_metric(entry, role));
        if (std::ranges::find(metrics, metric.name, &PlannedMetric::name) != metrics.end())
            return entry.wrong("name", "'{}' is there twice", metric.name);
        metrics.push_back(std::move(metric));
    }
    return metrics;
}

Result<std::vector<Variant>> read_variants(const PlanFields& fields) {
    TRY(const JsonArray* list, fields.list("variants"));
    if (list == nullptr || list->size() < 2)
        return fields.wrong("variants", "at least 2 are needed, the first is the control");
    if (list->size() > variant_count_max)
        return fields.wrong("variants", "at most {} are possible", variant_count_max);
    std::vector<Variant> variants;
    double sum = 0;
    for (std::size_t i = 0; i < list->size(); ++i) {
        TRY(const PlanFields entry,
            fields.of((*list)[i], fields.path_of(fmt::format("variants/{}", i))));
        constexpr std::string_view known[] = {"name", "allocation"};
        CHECK_OK(entry.only(known));
        Variant variant{.allocation_ratio = 1 / static_cast<double>(list->size())};
        CHECK_OK(entry.read_required("name", variant.name));
        CHECK_OK(check_name(entry, "name", variant.name));
        CHECK_OK(entry.read_between("allocation", 0, 1, variant.allocation_ratio));
        if (variant.allocation_ratio < allocation_ratio_min)
            return entry.wrong("allocation", "is below {}", allocation_ratio_min);
        if (std::ranges::find(variants, variant.name, &Variant::name) != variants.end())
            return entry.wrong("name", "'{}' is there twice", variant.name);
        sum += variant.allocation_ratio;
        variants.push_back(std::move(variant));
    }
    if (std::abs(sum - 1) > allocation_tolerance)
        return fields.wrong("variants", "the allocations add up to {:.6g}, not to 1", sum);
    return variants;
}

Result<std::optional<OfflineRuns>> read_offline(const PlanFields& fields) {
    if (fields.find("offline") == nullptr) return std::optional<OfflineRuns>{};
    TRY(const PlanFields offline, fields.object("offline"));
    constexpr std::string_view known[] = {"runs"};
    CHECK_OK(offline.only(known));
    TRY(const JsonArray* runs, offline.list("runs"));
    if (runs == nullptr || runs->size() != 2 || !(*runs)[0].is_string() || !(*runs)[1].is_string())
        return offline.wrong("runs", "two runs are needed: [control, treatment]");
    return std::optional(OfflineRuns{.control = std::string(json_view((*runs)[0].get_string())),
                                     .treatment = std::string(json_view((*runs)[1].get_string()))});
}

/// What each method needs, and what it cannot have.
Result<void> check_method(const PlanFields& fields, const ExperimentPlan& plan) {
    const PlannedMetric& primary = plan.primary;
    if (plan.method == Method::mixture_ratio && !primary.effect)
        return fields.wrong("method", "msprt needs primary/effect: the size of likely effects");
    if (plan.method == Method::beta_binomial) {
        if (primary.kind != MetricKind::rate)
            return fields.wrong("method", "beta_binomial is for a primary metric of kind rate");
        if (!plan.covariate.empty() || !primary.proxy.empty() || plan.offline)
            return fields.wrong("method",
                                "beta_binomial compares two plain rates: no covariate, no proxy, "
                                "no pairs of two runs");
    }
    if (!plan.covariate.empty() && !primary.proxy.empty())
        return fields.wrong("covariate", "the primary metric has a proxy: give one of them");
    if (plan.offline) {
        if (plan.variants.size() != 2)
            return fields.wrong(
                "variants", "two runs are two variants, not {}", plan.variants.size());
        if (!plan.covariate.empty() || !primary.proxy.empty())
            return fields.wrong("offline", "runs are paired: no covariate and no proxy");
    }
    return {};
}

/// One name of events is read in one way.
Result<void> check_names(const PlanFields& fields, const ExperimentPlan& plan) {
    std::unordered_set<std::string> names{plan.primary.name};
    for (const PlannedMetric& metric : plan.secondary) {
        if (!names.insert(metric.name).second)
            return fields.wrong("secondary", "'{}' is the primary metric", metric.name);
    }
    for (const auto* metrics : {&plan.secondary, &plan.guardrails}) {
        for (const PlannedMetric& metric : *metrics)
            if (metric.name == plan.covariate)
                return fields.wrong("covariate", "'{}' is an outcome too", plan.covariate);
    }
    if (plan.covariate == plan.primary.label)
        return fields.wrong("covariate", "'{}' is an outcome too", plan.covariate);
    return {};
}

Result<void> read_stopping(const PlanFields& fields, ExperimentPlan& plan) {
    StoppingRule& stopping = plan.stopping;
    if (plan.offline) stopping.unit_count_min = 2;
    if (fields.find("stopping") != nullptr) {
        TRY(const PlanFields rule, fields.object("stopping"));
        constexpr std::string_view known[] = {"units", "units_min", "looks", "spending"};
        CHECK_OK(rule.only(known));
        CHECK_OK(rule.read_count("units", unit_count_limit, stopping.unit_count));
        CHECK_OK(rule.read_count("units_min", unit_count_limit, stopping.unit_count_min));
        CHECK_OK(rule.read_count("looks", look_count_limit, stopping.look_count));
        CHECK_OK(rule.read_choice("spending", spending_words, stopping.spending));
    }
    if (stopping.unit_count == 0 && plan.offline) stopping.unit_count = 2;
    if (stopping.unit_count == 0) {
        const auto planned = planned_unit_count(plan);
        if (!planned)
            return fields.wrong("stopping/units", "is missing and {}", planned.error().message);
        stopping.unit_count = *planned;
    }
    if (stopping.unit_count < stopping.unit_count_min)
        stopping.unit_count_min = stopping.unit_count;
    return {};
}

}  // namespace

Result<ExperimentPlan> read_plan(const YamlDocument& document) {
    if (!document.value.is_object())
        return fail(ErrorKind::invalid_input,
                    "{}: a plan is an object with name, variants, primary, …, not {}",
                    document.file,
                    json_type_name(document.value));
    const PlanFields fields(document, document.value.get_object(), "");
    constexpr std::string_view known[] = {"name",
                                          "hypothesis",
                                          "unit",
                                          "variants",
                                          "primary",
                                          "secondary",
                                          "guardrails",
                                          "method",
                                          "stopping",
                                          "alpha",
                                          "power",
                                          "covariate",
                                          "salt",
                                          "assignment",
                                          "offline"};
    CHECK_OK(fields.only(known));
    ExperimentPlan plan;
    CHECK_OK(fields.read_required("name", plan.name));
    CHECK_OK(check_name(fields, "name", plan.name));
    CHECK_OK(fields.read("hypothesis", plan.hypothesis));
    CHECK_OK(fields.read("unit", plan.unit));
    TRY(plan.offline, read_offline(fields));
    if (plan.offline && fields.find("variants") == nullptr) {
        plan.variants = {{"control", 0.5}, {"treatment", 0.5}};
    } else {
        TRY(plan.variants, read_variants(fields));
    }
    TRY(const PlanFields primary, fields.object("primary"));
    TRY(plan.primary, read_metric(primary, Role::primary));
    TRY(plan.secondary, read_metrics(fields, "secondary", Role::secondary));
    TRY(plan.guardrails, read_metrics(fields, "guardrails", Role::guardrail));
    if (plan.offline) plan.method = Method::fixed;
    CHECK_OK(fields.read_choice("method", method_words, plan.method));
    CHECK_OK(fields.read_between("alpha", 0, 0.5, plan.alpha));
    CHECK_OK(fields.read_between("power", plan.alpha, 1, plan.power_ratio));
    CHECK_OK(fields.read("covariate", plan.covariate));
    plan.salt = plan.name;
    CHECK_OK(fields.read("salt", plan.salt));
    CHECK_OK(fields.read_choice("assignment", assigner_words, plan.assigner));
    CHECK_OK(check_method(fields, plan));
    CHECK_OK(check_names(fields, plan));
    CHECK_OK(read_stopping(fields, plan));
    return plan;
}

}  // namespace assay::experiment
