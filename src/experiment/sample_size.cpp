#include "experiment/sample_size.hpp"

#include "stats/power.hpp"
#include "stats/proportion.hpp"
#include "stats/rate_power.hpp"
#include "stats/sequence_power.hpp"

#include <algorithm>
#include <cmath>

namespace assay::experiment {
namespace {

constexpr double unit_count_limit = 1e9;
constexpr double effect_factors[] = {0.5, 0.75, 1, 1.25, 1.5, 2, 3};

Result<double> known(const stats::Planned& planned, const SampleQuestion& question) {
    if (planned.value) return *planned.value;
    return fail(ErrorKind::invalid_input,
                "no number of units shows an effect of {:.6g} ({})",
                question.effect,
                stats::to_string(planned.status));
}

/// Of the control group or pairs, for a plain test of independent units.
Result<double> plain_count(const SampleQuestion& question) {
    switch (question.design) {
        case SampleDesign::two_rates: {
            const double sign = question.direction == Direction::higher ? 1 : -1;
            const double treatment_ratio = question.baseline_ratio + sign * question.effect;
            if (!(treatment_ratio >= 0 && treatment_ratio <= 1))
                return fail(ErrorKind::invalid_input,
                            "a rate of {:.6g} changed by {:.6g} leaves 0 to 1",
                            question.baseline_ratio,
                            question.effect);
            return known(stats::two_rates_count(question.baseline_ratio,
                                                treatment_ratio,
                                                question.group_ratio,
                                                stats::RateVariance::pooled,
                                                question.aim),
                         question);
        }
        case SampleDesign::two_means:
            return known(stats::two_sample_t_count(question.effect / question.standard_deviation,
                                                   question.group_ratio,
                                                   question.aim),
                         question);
        case SampleDesign::paired:
            return known(
                stats::paired_t_count(question.effect / question.standard_deviation, question.aim),
                question);
    }
    return fail(ErrorKind::internal, "a design is missing");
}

Result<SampleAnswer> answer_of(const SampleQuestion& question, double inflation) {
    TRY(const double plain, plain_count(question));
    const auto clustered =
        stats::design_effect(question.cluster_size, question.cluster_correlation);
    if (!clustered.value)
        return fail(ErrorKind::invalid_input,
                    "clusters have a size of at least 1 and a correlation from 0 to 1");
    const double control = std::ceil(plain * *clustered.value * inflation - 1e-9);
    const double treatment = question.design == SampleDesign::paired
                                 ? 0
                                 : std::ceil(control * question.group_ratio - 1e-9);
    if (!(control + treatment <= unit_count_limit))
        return fail(ErrorKind::invalid_input,
                    "an effect of {:.6g} needs more than {:.0e} units",
                    question.effect,
                    unit_count_limit);
    return SampleAnswer{.effect = question.effect,
                        .control_count = static_cast<std::size_t>(control),
                        .treatment_count = static_cast<std::size_t>(treatment)};
}

Result<double> inflation_of(const SampleQuestion& question) {
    TRY(const double plain, plain_count(question));
    const double groups = question.design == SampleDesign::paired ? 1 : 1 + question.group_ratio;
    return method_inflation(question.method, question.stopping, question.aim, plain * groups);
}

}  // namespace

Result<double> method_inflation(Method method,
                                const StoppingRule& stopping,
                                const stats::PowerAim& aim,
                                double fixed_count) {
    if (!is_safe_to_peek(method)) return 1;
    if (method == Method::group_sequential) {
        std::vector<double> fractions;
        for (std::size_t look = 1; look <= stopping.look_count; ++look)
            fractions.push_back(static_cast<double>(look) /
                                static_cast<double>(stopping.look_count));
        const auto design = stats::spending_design(
            fractions, aim.alpha, aim.sides, stats::Spending{.shape = stopping.spending});
        const auto inflation = stats::group_sequential_inflation(design, aim.power_ratio);
        if (inflation.value) return *inflation.value;
        return fail(ErrorKind::invalid_input, "no group sequential design has that power");
    }
    // The drift that a sequence needs hardly depends on the number of units, so that one guess of
    // the final count is enough; 1.7 is about what comes out.
    const double count = std::clamp(1.7 * fixed_count, 400.0, 1e8);
    const auto drift = stats::confidence_sequence_drift(
        static_cast<std::size_t>(count),
        {.alpha = aim.alpha, .planned_count = count, .count_min = 200},
        aim.power_ratio);
    if (!drift.value)
        return fail(ErrorKind::invalid_input, "no confidence sequence has that power");
    const double fixed_drift =
        stats::two_sided_z(1 - aim.alpha) + stats::two_sided_z(2 * aim.power_ratio - 1);
    const double ratio = *drift.value / fixed_drift;
    return std::max(1.0, ratio * ratio);
}

Result<SampleAnswer> sample_size(const SampleQuestion& question) {
    if (!(question.effect > 0) || !(question.standard_deviation > 0) ||
        !(question.group_ratio > 0) || !std::isfinite(question.effect) ||
        !std::isfinite(question.standard_deviation) || !std::isfinite(question.group_ratio))
        return fail(ErrorKind::invalid_input,
                    "effect, standard deviation and ratio of the groups must be above 0");
    TRY(const double inflation, inflation_of(question));
    return answer_of(question, inflation);
}

Result<std::vector<SampleAnswer>> sample_size_curve(const SampleQuestion& question) {
    TRY(const SampleAnswer middle, sample_size(question));
    TRY(const double inflation, inflation_of(question));
    std::vector<SampleAnswer> answers;
    for (const double factor : effect_factors) {
        if (factor == 1) {
            answers.push_back(middle);
            continue;
        }
        SampleQuestion other = question;
        other.effect *= factor;
        if (auto answer = answer_of(other, inflation)) answers.push_back(*answer);
    }
    return answers;
}

Result<std::size_t> planned_unit_count(const ExperimentPlan& plan) {
    const PlannedMetric& primary = plan.primary;
    if (!primary.effect)
        return fail(ErrorKind::invalid_input, "primary/effect is too, from which it would follow");
    if (primary.kind == MetricKind::rate && !primary.baseline)
        return fail(ErrorKind::invalid_input,
                    "primary/baseline is too, from which it would follow");
    if (primary.kind == MetricKind::mean && !primary.standard_deviation)
        return fail(ErrorKind::invalid_input,
                    "primary/standard_deviation is too, from which it would follow");
    const double control_ratio = plan.variants.front().allocation_ratio;
    double treatment_ratio = 1;  // of the smallest treatment
    for (std::size_t i = 1; i < plan.variants.size(); ++i)
        treatment_ratio = std::min(treatment_ratio, plan.variants[i].allocation_ratio);
    TRY(const SampleAnswer answer,
        sample_size({.design = primary.kind == MetricKind::rate ? SampleDesign::two_rates
                                                                : SampleDesign::two_means,
                     .effect = *primary.effect,
                     .standard_deviation = primary.standard_deviation.value_or(1),
                     .baseline_ratio = primary.baseline.value_or(0.5),
                     .direction = primary.better,
                     .group_ratio = treatment_ratio / control_ratio,
                     .aim = {.alpha = plan.comparison_alpha(), .power_ratio = plan.power_ratio},
                     .method = plan.method,
                     .stopping = plan.stopping}));
    const double all = std::ceil(static_cast<double>(answer.control_count) / control_ratio - 1e-6);
    if (!(all <= unit_count_limit))
        return fail(ErrorKind::invalid_input, "more than {:.0e} would be needed", unit_count_limit);
    return static_cast<std::size_t>(all);
}

}  // namespace assay::experiment
