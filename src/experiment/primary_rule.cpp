#include "experiment/primary_rule.hpp"

#include "stats/bounded_sequence.hpp"
#include "stats/confidence_sequence.hpp"
#include "stats/group_sequential.hpp"
#include "stats/proportion.hpp"
#include "stats/sequence_power.hpp"

#include <algorithm>
#include <cmath>

namespace assay::experiment {
namespace {

using stats::Status;

/// Smaller steps of information are the same look.
constexpr double fraction_step_min = 1e-4;

Finding finding_of(double estimate, Direction better) {
    if (estimate == 0) return Finding::none;
    return estimate * sign_of(better) > 0 ? Finding::better : Finding::worse;
}

stats::SequentialLook method_look(const LookContext& context, const Effect& effect) {
    const ExperimentPlan& plan = context.plan;
    const double alpha = plan.comparison_alpha();
    if (plan.method == Method::beta_binomial) {
        const auto sum = [](const ArmSummary& arm) {
            return stats::BoundedSum{
                std::round(arm.mean.value_or(0) * static_cast<double>(arm.count)), arm.count};
        };
        auto look = stats::bounded_difference_look(
            sum(effect.control),
            sum(effect.treatment),
            {.alpha = alpha,
             .planned_count = context.planned_count() / static_cast<double>(plan.variants.size())});
        look.may_decide = look.may_decide && effect.status != Status::invalid_argument;
        return look;
    }
    if (plan.method == Method::mixture_ratio && effect.value && effect.standard_error) {
        const double wanted = plan.primary.effect.value_or(*effect.standard_error);
        return stats::mixture_ratio_test(*effect.value,
                                         *effect.standard_error,
                                         effect.count(),
                                         {.alpha = alpha,
                                          .effect_variance = wanted * wanted,
                                          .count_min = plan.stopping.unit_count_min});
    }
    return sequence_look(context, effect, alpha);
}

void apply_sequence(const LookContext& context, TreatmentResult& result, LookPoint& point) {
    const ExperimentPlan& plan = context.plan;
    const auto look = method_look(context, result.effect);
    result.status = result.effect.status == Status::ok ? look.status : result.effect.status;
    result.interval = look.interval;
    point.estimate = look.estimate ? look.estimate : result.effect.value;
    if (look.may_decide && result.effect.count() >= plan.stopping.unit_count_min)
        point.log_e_value = look.log_e_value;
    const auto joined = join_evidence(context, point);
    result.p_value = joined.p_value();
    result.always_valid_p_value = result.p_value;
    if (joined.log_e_value && *result.p_value <= plan.comparison_alpha()) {
        result.finding = finding_of(joined.estimate, plan.primary.better);
        result.finding_look = joined.look_index;
    }
}

/// An earlier finding stands: more looks after a valid decision change nothing.
bool take_earlier_finding(const LookContext& context, TreatmentResult& result) {
    for (const LookRecord& look : context.looks) {
        const LookPoint* point =
            look.find(Role::primary, context.plan.primary.name, result.treatment);
        if (point == nullptr || point->finding == Finding::none) continue;
        result.finding = point->finding;
        result.finding_look = look.index;
        return true;
    }
    return false;
}

/// The look at which a fixed-size rule was allowed to speak, if it was before this one.
const LookRecord* first_full_look(const LookContext& context) {
    if (context.plan.offline) return nullptr;
    const auto found = std::ranges::find_if(context.looks, [&](const LookRecord& look) {
        return look.unit_count >= context.plan.stopping.unit_count;
    });
    return found == context.looks.end() ? nullptr : &*found;
}

void apply_fixed(const LookContext& context, TreatmentResult& result, LookPoint& point) {
    result.status = result.effect.status;
    result.interval = result.effect.interval;
    result.p_value = result.effect.p_value;
    point.estimate = result.effect.value;
    if (first_full_look(context) != nullptr) {
        take_earlier_finding(context, result);
        return;
    }
    if (!context.plan.offline && !context.has_planned_units()) return;
    if (!result.p_value || *result.p_value > context.plan.comparison_alpha()) return;
    result.finding = finding_of(result.effect.value.value_or(0), context.plan.primary.better);
    result.finding_look = context.looks.size();
    point.finding = result.finding;
}

void apply_bayes(const LookContext& context, TreatmentResult& result, LookPoint& point) {
    const ExperimentPlan& plan = context.plan;
    const Effect& effect = result.effect;
    result.status = effect.status;
    point.estimate = effect.value;
    const auto watched = sequence_look(context, effect, plan.comparison_alpha());
    if (watched.may_decide) point.log_e_value = watched.log_e_value;
    result.always_valid_p_value = join_evidence(context, point).p_value();
    if (!effect.value || !effect.standard_error) return;
    const double sign = sign_of(plan.primary.better);
    const auto posterior = stats::bayes_effect(
        sign * *effect.value, *effect.standard_error, std::nullopt, 1 - plan.comparison_alpha());
    result.status = posterior.status;
    if (posterior.interval) {
        const auto& gain = *posterior.interval;
        result.interval =
            sign > 0 ? gain : stats::Interval{-gain.high, -gain.low, gain.level_ratio};
    }
    result.probability_better = posterior.probability_better;
    result.loss = posterior.loss;
    if (first_full_look(context) != nullptr) {
        take_earlier_finding(context, result);
        return;
    }
    if (!context.plan.offline && !context.has_planned_units()) return;
    if (!posterior.probability_better || !posterior.loss) return;
    const auto decision = stats::decide_to_ship(*posterior.probability_better,
                                                *posterior.loss,
                                                std::abs(effect.control.mean.value_or(0)),
                                                {.probability_min = 1 - plan.comparison_alpha()});
    if (decision == stats::ShipDecision::ship) result.finding = Finding::better;
    if (decision == stats::ShipDecision::hold) result.finding = Finding::worse;
    result.finding_look = context.looks.size();
    point.finding = result.finding;
}

double fraction_of(const LookContext& context, std::size_t unit_count) {
    return std::min(1.0, static_cast<double>(unit_count) / context.planned_count());
}

/// Information fractions of the looks that spent alpha and of this one, which may be the same as
/// the last.
std::vector<double> fractions_so_far(const LookContext& context) {
    std::vector<double> fractions;
    const auto add = [&](std::size_t unit_count) {
        if (unit_count < context.plan.stopping.unit_count_min) return;
        const double fraction = fraction_of(context, unit_count);
        if (fraction >= (fractions.empty() ? 0 : fractions.back()) + fraction_step_min)
            fractions.push_back(fraction);
    };
    for (const LookRecord& look : context.looks) add(look.unit_count);
    add(context.data.unit_count());
    return fractions;
}

void apply_group_sequential(const LookContext& context, TreatmentResult& result, LookPoint& point) {
    const ExperimentPlan& plan = context.plan;
    const Effect& effect = result.effect;
    result.status = effect.status;
    point.estimate = effect.value;
    const bool is_known = take_earlier_finding(context, result);
    const auto fractions = fractions_so_far(context);
    if (fractions.empty() || !effect.value || !effect.standard_error) return;
    const auto design = stats::spending_design(
        fractions, plan.comparison_alpha(), stats::Sides::two, {.shape = plan.stopping.spending});
    const auto look = stats::group_sequential_look(
        design, fractions.size() - 1, *effect.value, *effect.standard_error);
    result.status = design.status == Status::ok ? look.status : design.status;
    result.interval = look.interval;
    if (design.status == Status::ok) result.bound_z = design.looks.back().z;
    result.p_value = effect.p_value;
    // Data that came after the last planned unit are beyond the design.
    const bool was_full = first_full_look(context) != nullptr;
    if (is_known || was_full || !look.is_crossed) return;
    result.finding = finding_of(*effect.value, plan.primary.better);
    result.finding_look = context.looks.size();
    point.finding = result.finding;
}

}  // namespace

double JoinedEvidence::p_value() const {
    return log_e_value ? std::min(1.0, std::exp(-*log_e_value)) : 1;
}

JoinedEvidence join_evidence(const LookContext& context, const LookPoint& now) {
    JoinedEvidence joined;
    const auto add = [&joined](const LookPoint& point, std::size_t index) {
        if (!point.log_e_value) return;
        if (joined.log_e_value && *joined.log_e_value >= *point.log_e_value) return;
        joined.log_e_value = point.log_e_value;
        joined.estimate = point.estimate.value_or(0);
        joined.look_index = index;
    };
    for (const LookRecord& look : context.looks) {
        const LookPoint* point = look.find(now.role, now.metric, now.treatment);
        if (point != nullptr) add(*point, look.index);
    }
    add(now, context.looks.size());
    return joined;
}

stats::SequentialLook sequence_look(const LookContext& context,
                                    const Effect& effect,
                                    double alpha) {
    if (!effect.value || !effect.standard_error)
        return {.status = effect.status == Status::ok ? Status::insufficient_data : effect.status,
                .estimate = effect.value};
    return stats::confidence_sequence(*effect.value,
                                      *effect.standard_error,
                                      effect.count(),
                                      {.alpha = alpha,
                                       .planned_count = context.planned_count(),
                                       .count_min = context.plan.stopping.unit_count_min});
}

TreatmentResult primary_result(const LookContext& context,
                               std::size_t treatment,
                               LookPoint& point) {
    const ExperimentPlan& plan = context.plan;
    TreatmentResult result{.treatment = plan.variants[treatment].name};
    result.effect =
        effect_of(plan, plan.primary, treatment, context.data, 1 - plan.comparison_alpha());
    point = {.role = Role::primary, .metric = plan.primary.name, .treatment = result.treatment};
    switch (plan.method) {
        case Method::fixed:
            apply_fixed(context, result, point);
            break;
        case Method::bayes:
            apply_bayes(context, result, point);
            break;
        case Method::group_sequential:
            apply_group_sequential(context, result, point);
            break;
        case Method::confidence_sequence:
        case Method::mixture_ratio:
        case Method::beta_binomial:
            apply_sequence(context, result, point);
            break;
    }
    if (is_safe_to_peek(plan.method)) point.finding = result.finding;
    if (result.interval) {
        point.low = result.interval->low;
        point.high = result.interval->high;
    }
    result.power_ratio = power_so_far(context, result.effect);
    result.detectable_effect = detectable_effect(context, result.effect);
    return result;
}

std::optional<double> power_so_far(const LookContext& context, const Effect& effect) {
    const ExperimentPlan& plan = context.plan;
    const double alpha = plan.comparison_alpha();
    if (!plan.primary.effect || !effect.standard_error || *effect.standard_error <= 0)
        return std::nullopt;
    const double drift = *plan.primary.effect / *effect.standard_error;
    const auto upper_tail = [](double z) { return std::erfc(z / std::sqrt(2)) / 2; };
    if (!is_safe_to_peek(plan.method)) {
        const double z = stats::two_sided_z(1 - alpha);
        return upper_tail(z - drift) + upper_tail(z + drift);
    }
    if (plan.method == Method::group_sequential) {
        const auto fractions = fractions_so_far(context);
        if (fractions.empty()) return 0;
        const auto design = stats::spending_design(
            fractions, alpha, stats::Sides::two, {.shape = plan.stopping.spending});
        return stats::group_sequential_power(design, drift / std::sqrt(fractions.back()))
            .power_ratio;
    }
    return stats::confidence_sequence_power(effect.count(),
                                            {.alpha = alpha,
                                             .planned_count = context.planned_count(),
                                             .count_min = plan.stopping.unit_count_min},
                                            drift)
        .power_ratio;
}

std::optional<double> detectable_effect(const LookContext& context, const Effect& effect) {
    if (!effect.standard_error || *effect.standard_error <= 0) return std::nullopt;
    const double alpha = context.plan.comparison_alpha();
    // The power's one-sided quantile, of either sign.
    const double power = context.plan.power_ratio;
    const double z_power =
        power >= 0.5 ? stats::two_sided_z(2 * power - 1) : -stats::two_sided_z(1 - 2 * power);
    return (stats::two_sided_z(1 - alpha) + z_power) * *effect.standard_error;
}

}  // namespace assay::experiment
