#include "experiment/analysis.hpp"
#include "experiment/primary_rule.hpp"

#include "stats/multiple_testing.hpp"
#include "stats/two_proportions.hpp"

#include <algorithm>
#include <cmath>

namespace assay::experiment {
namespace {

using stats::Status;

constexpr double missing_p_value = 0.001;

/// Alarms while it runs are of the sequential test; the fixed one speaks once, at the end.
SampleRatioResult sample_ratio_result(const LookContext& context) {
    std::vector<double> shares;
    for (const Variant& variant : context.plan.variants) shares.push_back(variant.allocation_ratio);
    SampleRatioResult result{.counts = context.data.assigned_counts};
    result.fixed = stats::sample_ratio_test(result.counts, shares);
    stats::SequentialSampleRatio sequence(shares);
    for (const LookRecord& look : context.looks) sequence.look(look.assigned_counts);
    result.sequential = sequence.look(result.counts);
    const auto mismatch = stats::SampleRatioVerdict::mismatch;
    const bool is_final = context.data.is_stopped || context.has_planned_units();
    result.is_alarm =
        (result.sequential.status == Status::ok && result.sequential.verdict == mismatch) ||
        (is_final && result.fixed.status == Status::ok && result.fixed.verdict == mismatch);
    if (result.is_alarm && !context.data.acknowledgements.empty())
        result.acknowledgement = context.data.acknowledgements.back();
    return result;
}

GuardrailResult guardrail_result(const LookContext& context,
                                 const PlannedMetric& metric,
                                 std::size_t treatment,
                                 LookPoint& point) {
    const ExperimentPlan& plan = context.plan;
    // A harmless treatment is halted by any of the guardrails with probability alpha at most.
    const double alpha = plan.comparison_alpha() / static_cast<double>(plan.guardrails.size());
    GuardrailResult result{.metric = metric.name,
                           .treatment = plan.variants[treatment].name,
                           .margin = metric.margin.value_or(0)};
    result.effect = effect_of(plan, metric, treatment, context.data, 1 - alpha);
    result.status = result.effect.status;
    point = {.role = Role::guardrail, .metric = result.metric, .treatment = result.treatment};
    bool is_breached = false;
    if (result.effect.value) {
        result.harm = -sign_of(metric.better) * *result.effect.value;
        point.estimate = result.harm;
    }
    if (result.harm && result.effect.standard_error) {
        const auto look =
            stats::guardrail_look(*result.harm,
                                  *result.effect.standard_error,
                                  result.effect.count(),
                                  {.margin = result.margin,
                                   .sequence = {.alpha = alpha,
                                                .planned_count = context.planned_count(),
                                                .count_min = plan.stopping.unit_count_min}});
        result.status = look.status;
        result.harm_low = look.harm_low;
        point.low = look.harm_low;
        if (look.may_decide) point.log_e_value = look.log_e_value;
        is_breached = look.is_breached;
    }
    result.p_value = join_evidence(context, point).p_value();
    for (const LookRecord& look : context.looks) {
        const LookPoint* earlier = look.find(Role::guardrail, result.metric, result.treatment);
        if (earlier != nullptr && earlier->finding == Finding::breached && !result.breached_look)
            result.breached_look = look.index;
    }
    if (is_breached && !result.breached_look) result.breached_look = context.looks.size();
    if (result.breached_look) point.finding = Finding::breached;
    return result;
}

SecondaryResult secondary_result(const LookContext& context,
                                 const PlannedMetric& metric,
                                 std::size_t treatment,
                                 LookPoint& point) {
    const ExperimentPlan& plan = context.plan;
    SecondaryResult result{
        .metric = metric.name, .treatment = plan.variants[treatment].name, .better = metric.better};
    result.effect = effect_of(plan, metric, treatment, context.data, 1 - plan.alpha);
    point = {.role = Role::secondary,
             .metric = result.metric,
             .treatment = result.treatment,
             .estimate = result.effect.value};
    if (plan.method == Method::fixed || plan.offline) {
        result.interval = result.effect.interval;
        result.p_value = result.effect.p_value;
    } else {
        const auto look = sequence_look(context, result.effect, plan.alpha);
        result.interval = look.interval;
        if (look.may_decide) point.log_e_value = look.log_e_value;
        if (look.status == Status::ok) result.p_value = join_evidence(context, point).p_value();
    }
    if (result.interval) {
        point.low = result.interval->low;
        point.high = result.interval->high;
    }
    return result;
}

void adjust(std::vector<SecondaryResult>& results) {
    std::vector<std::optional<double>> p_values;
    for (const SecondaryResult& result : results) p_values.push_back(result.p_value);
    const auto adjusted = stats::adjust_p_values(p_values, stats::PAdjustment::holm);
    if (adjusted.status != Status::ok) return;
    for (std::size_t i = 0; i < results.size(); ++i)
        results[i].adjusted_p_value = adjusted.values[i];
}

std::string effect_words(const TreatmentResult& result) {
    std::string text = fmt::format("{:+.4g}", result.effect.value.value_or(0));
    if (result.interval)
        text += fmt::format(" ({:.3g} % interval {:.4g} to {:.4g})",
                            100 * result.interval->level_ratio,
                            result.interval->low,
                            result.interval->high);
    return text;
}

std::string why_decided(const LookContext& context, const TreatmentResult& result) {
    const bool is_better = result.finding == Finding::better;
    std::string text = fmt::format("{} is {} than {} in {}: {}",
                                   result.treatment,
                                   is_better ? "better" : "worse",
                                   context.plan.variants.front().name,
                                   context.plan.primary.name,
                                   effect_words(result));
    if (result.probability_better)
        text += fmt::format(", probability of being better {:.4g}", *result.probability_better);
    if (result.finding_look < context.looks.size())
        text += fmt::format("; look {} showed it", result.finding_look + 1);
    return text + ".";
}

std::string why_open(const LookContext& context) {
    const ExperimentPlan& plan = context.plan;
    const auto units = context.data.unit_count();
    if (!is_safe_to_peek(plan.method))
        return fmt::format(
            "{} of {} planned units: the method {} decides once, at the planned number.",
            units,
            plan.stopping.unit_count,
            to_string(plan.method));
    if (units < plan.stopping.unit_count_min)
        return fmt::format(
            "{} units, and nothing is decided below {}.", units, plan.stopping.unit_count_min);
    return fmt::format("No difference in {} is shown after {} of at most {} units.",
                       plan.primary.name,
                       units,
                       plan.stopping.unit_count);
}

std::string why_kept(const LookContext& context, const std::vector<TreatmentResult>& results) {
    const ExperimentPlan& plan = context.plan;
    for (const TreatmentResult& result : results) {
        if (result.finding == Finding::worse) return why_decided(context, result);
        if (result.status != Status::ok)
            return fmt::format(
                "The effect of {} on {} cannot be told ({}), and the experiment is "
                "over.",
                result.treatment,
                plan.primary.name,
                stats::to_string(result.status));
    }
    if (!is_safe_to_peek(plan.method) && !plan.offline && !context.has_planned_units())
        return fmt::format(
            "Stopped after {} of {} planned units, too early for the method {}, "
            "which is valid at the planned number only.",
            context.data.unit_count(),
            plan.stopping.unit_count,
            to_string(plan.method));
    return fmt::format("No difference in {} is shown after {} units, and the experiment is over.",
                       plan.primary.name,
                       context.data.unit_count());
}

void decide_by_method(const LookContext& context, Analysis& analysis) {
    const TreatmentResult* best = nullptr;
    bool is_open = false;
    const double sign = sign_of(context.plan.primary.better);
    for (const TreatmentResult& result : analysis.primary) {
        if (result.finding == Finding::none) is_open = true;
        if (result.finding != Finding::better) continue;
        if (best == nullptr ||
            sign * result.effect.value.value_or(0) > sign * best->effect.value.value_or(0))
            best = &result;
    }
    if (best != nullptr) {
        analysis.decision = Decision::ship;
        analysis.shipped = best->treatment;
        analysis.why = why_decided(context, *best);
    } else if (is_open && !context.is_over()) {
        analysis.decision = Decision::go_on;
        analysis.why = why_open(context);
    } else {
        analysis.decision = Decision::keep;
        analysis.why = why_kept(context, analysis.primary);
    }
}

void decide(const LookContext& context, Analysis& analysis) {
    for (const GuardrailResult& guardrail : analysis.guardrails) {
        if (!guardrail.breached_look) continue;
        analysis.decision = Decision::halted;
        analysis.why = fmt::format(
            "{} breaches the guardrail {}: its harm was surely above the margin {:.4g} at look {} "
            "(now {:.4g}, above {:.4g}).",
            guardrail.treatment,
            guardrail.metric,
            guardrail.margin,
            *guardrail.breached_look + 1,
            guardrail.harm.value_or(0),
            guardrail.harm_low.value_or(0));
        return;
    }
    if (analysis.sample_ratio && analysis.sample_ratio->is_alarm &&
        !analysis.sample_ratio->acknowledgement) {
        analysis.decision = Decision::blocked;
        analysis.why =
            "The variants did not get the shares that were planned (sample ratio mismatch), so no "
            "comparison can be trusted. Find the cause; `assay experiment acknowledge` lets the "
            "decision through.";
        return;
    }
    decide_by_method(context, analysis);
}

void warn_of_missing(const Effect& effect, const std::string& treatment, Analysis& analysis) {
    const auto rate = [](const ArmSummary& arm) {
        return stats::Rate{.successes = arm.missing_count, .count = arm.count + arm.missing_count};
    };
    const auto test = stats::two_proportion_z_test(rate(effect.control), rate(effect.treatment));
    if (test.p_value && *test.p_value < missing_p_value)
        analysis.warnings.push_back(fmt::format(
            "Units without the primary outcome are not alike in both variants ({} of the control, "
            "{} of {}): the comparison may be of different units.",
            effect.control.missing_count,
            effect.treatment.missing_count,
            treatment));
}

void warn(const LookContext& context, Analysis& analysis) {
    const ExperimentPlan& plan = context.plan;
    if (!is_safe_to_peek(plan.method) && !plan.offline && !context.has_planned_units())
        analysis.warnings.push_back(fmt::format(
            "This is a look before the planned {} units: the interval and p-value of the method "
            "{} are not valid now. Nothing may be decided from them.",
            plan.stopping.unit_count,
            to_string(plan.method)));
    if (plan.method == Method::group_sequential && context.looks.size() >= 200)
        analysis.warnings.push_back("A group sequential design has at most 200 looks.");
    for (const TreatmentResult& result : analysis.primary) {
        if (result.status != Status::ok)
            analysis.warnings.push_back(fmt::format("{} of {} cannot be told: {}.",
                                                    plan.primary.name,
                                                    result.treatment,
                                                    stats::to_string(result.status)));
        if (!plan.offline && plan.primary.proxy.empty())
            warn_of_missing(result.effect, result.treatment, analysis);
    }
    for (const GuardrailResult& guardrail : analysis.guardrails)
        if (guardrail.status != Status::ok)
            analysis.warnings.push_back(
                fmt::format("The guardrail {} cannot be checked for {}: "
                            "{}.",
                            guardrail.metric,
                            guardrail.treatment,
                            stats::to_string(guardrail.status)));
    if (context.data.mixed_count > 0)
        analysis.warnings.push_back(
            fmt::format("{} units were seen in two variants and are left out of every comparison.",
                        context.data.mixed_count));
    if (analysis.sample_ratio && analysis.sample_ratio->acknowledgement)
        analysis.warnings.push_back(
            fmt::format("The shares of the variants are not as planned; acknowledged: {}",
                        analysis.sample_ratio->acknowledgement->note));
}

}  // namespace

const LookPoint* LookRecord::find(Role role,
                                  std::string_view metric,
                                  std::string_view treatment) const {
    const auto found = std::ranges::find_if(points, [&](const LookPoint& point) {
        return point.role == role && point.metric == metric && point.treatment == treatment;
    });
    return found == points.end() ? nullptr : &*found;
}

Analysis analyse(const ExperimentPlan& plan,
                 const ExperimentData& data,
                 std::span<const LookRecord> looks) {
    const LookContext context{.plan = plan, .data = data, .looks = looks};
    Analysis analysis{
        .planned_unit_count = plan.offline ? data.unit_count() : plan.stopping.unit_count,
        .has_planned_units = context.has_planned_units()};
    LookRecord& look = analysis.look;
    look = {.index = looks.size(),
            .at = data.as_of,
            .unit_count = data.unit_count(),
            .assigned_counts = data.assigned_counts};
    LookPoint point;
    for (std::size_t treatment = 1; treatment < plan.variants.size(); ++treatment) {
        analysis.primary.push_back(primary_result(context, treatment, point));
        look.points.push_back(point);
        for (const PlannedMetric& metric : plan.secondary) {
            analysis.secondary.push_back(secondary_result(context, metric, treatment, point));
            look.points.push_back(point);
        }
        for (const PlannedMetric& metric : plan.guardrails) {
            analysis.guardrails.push_back(guardrail_result(context, metric, treatment, point));
            look.points.push_back(point);
        }
    }
    adjust(analysis.secondary);
    if (!data.offline) {
        analysis.sample_ratio = sample_ratio_result(context);
        look.sample_ratio_p_value = analysis.sample_ratio->sequential.p_value;
    }
    decide(context, analysis);
    warn(context, analysis);
    look.decision = analysis.decision;
    look.why = analysis.why;
    return analysis;
}

}  // namespace assay::experiment
