#include "experiment/effect.hpp"

#include "stats/arm_effect.hpp"
#include "stats/cuped.hpp"
#include "stats/mean_difference.hpp"
#include "stats/ppi.hpp"
#include "stats/proportion.hpp"
#include "stats/two_proportions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::experiment {
namespace {

using stats::HypothesisTest;
using stats::Status;

/// The outcomes of one arm and, at the same places, what goes with them.
struct Arm {
    std::vector<double> outcomes;
    std::vector<std::optional<double>> covariates;
    std::vector<double> labelled_proxies;    // of units with an outcome and a proxy
    std::vector<double> labels;              // the outcomes of these
    std::vector<double> unlabelled_proxies;  // of units with a proxy alone
    std::size_t missing_count = 0;

    [[nodiscard]] ArmSummary summary() const {
        ArmSummary summary{.count = outcomes.size(), .missing_count = missing_count};
        if (!outcomes.empty()) summary.mean = stats::moments_of(outcomes).mean();
        return summary;
    }
};

using Column = std::vector<std::optional<double>>;

const Column* column_of(const ExperimentData& data, std::string_view name) {
    const auto found = data.columns.find(name);
    return found == data.columns.end() ? nullptr : &found->second;
}

Arm arm_of(const ExperimentPlan& plan,
           const PlannedMetric& metric,
           std::size_t variant,
           const ExperimentData& data) {
    Arm arm;
    const Column* outcomes = column_of(data, metric.label);
    const Column* proxies = column_of(data, metric.proxy);
    const Column* covariates = column_of(data, plan.covariate);
    for (std::size_t unit = 0; unit < data.variants.size(); ++unit) {
        if (data.variants[unit] != variant) continue;
        std::optional<double> outcome;
        if (outcomes != nullptr) outcome = (*outcomes)[unit];
        if (!outcome && metric.missing == MissingOutcome::zero) outcome = 0;
        const auto proxy = proxies == nullptr ? std::nullopt : (*proxies)[unit];
        if (outcome && proxy) {
            arm.labels.push_back(*outcome);
            arm.labelled_proxies.push_back(*proxy);
        } else if (proxy) {
            arm.unlabelled_proxies.push_back(*proxy);
        }
        if (!outcome) {
            ++arm.missing_count;
            continue;
        }
        arm.outcomes.push_back(*outcome);
        arm.covariates.push_back(covariates == nullptr ? std::nullopt : (*covariates)[unit]);
    }
    return arm;
}

/// Nothing unless every value is 0 or 1.
std::optional<stats::Rate> rate_of(const std::vector<double>& values) {
    std::size_t successes = 0;
    for (const double value : values) {
        if (value != 0 && value != 1) return std::nullopt;
        if (value == 1) ++successes;
    }
    return stats::Rate{.successes = successes, .count = values.size()};
}

void set_test(Effect& effect, const HypothesisTest& test) {
    effect.status = test.status;
    effect.value = test.estimate;
    effect.standard_error = test.standard_error;
    effect.interval = test.interval;
    effect.p_value = test.p_value;
}

void set_plain(Effect& effect,
               const PlannedMetric& metric,
               const Arm& control,
               const Arm& treatment,
               double confidence_ratio) {
    effect.method = "difference of means, welch t";
    set_test(effect, stats::welch_t_test(control.outcomes, treatment.outcomes, confidence_ratio));
    if (metric.kind != MetricKind::rate || effect.status == Status::invalid_argument) return;
    const auto control_rate = rate_of(control.outcomes);
    const auto treatment_rate = rate_of(treatment.outcomes);
    if (!control_rate || !treatment_rate) {
        effect = {.status = Status::invalid_argument, .method = "difference of rates"};
        return;
    }
    // The standard error stays that of the two rates as they are: the pooled one of the z test
    // is right only without an effect.
    const auto test = stats::rate_difference_test(*control_rate, *treatment_rate, confidence_ratio);
    effect.method = fmt::format("difference of rates, {}", test.method);
    effect.interval = test.interval;
    effect.p_value = test.p_value;
}

void set_cuped(Effect& effect, const Arm& control, const Arm& treatment, double confidence_ratio) {
    const auto comparison = stats::cuped_comparison(
        {.outcomes = control.outcomes, .covariates = control.covariates},
        {.outcomes = treatment.outcomes, .covariates = treatment.covariates},
        confidence_ratio);
    effect.method = comparison.covariate == stats::CovariateUse::used
                        ? "CUPED, welch t"
                        : "difference of means, welch t (the covariate does not vary)";
    set_test(effect, comparison.adjusted);
    effect.variance_reduction_ratio = comparison.variance_reduction_ratio;
}

void set_ppi(Effect& effect, const Arm& control, const Arm& treatment, double confidence_ratio) {
    const auto mean = [&](const Arm& arm) {
        return stats::ppi_mean(arm.labels,
                               arm.labelled_proxies,
                               arm.unlabelled_proxies,
                               {.confidence_ratio = confidence_ratio});
    };
    effect.method = "PPI++ by arm, normal";
    const auto ours = mean(treatment);
    const auto theirs = mean(control);
    for (const auto* side : {&ours, &theirs})
        if (side->estimate.status != Status::ok) effect.status = side->estimate.status;
    if (ours.estimate.value) effect.treatment.mean = ours.estimate.value;
    if (theirs.estimate.value) effect.control.mean = theirs.estimate.value;
    if (!ours.estimate.value || !theirs.estimate.value) return;
    effect.value = *ours.estimate.value - *theirs.estimate.value;
    if (!ours.estimate.standard_error || !theirs.estimate.standard_error) return;
    effect.standard_error =
        std::hypot(*ours.estimate.standard_error, *theirs.estimate.standard_error);
    if (*effect.standard_error == 0) {
        if (effect.status == Status::ok) effect.status = Status::zero_variance;
        return;
    }
    const double half = stats::two_sided_z(confidence_ratio) * *effect.standard_error;
    effect.interval = stats::Interval{*effect.value - half, *effect.value + half, confidence_ratio};
    effect.p_value = std::erfc(std::abs(*effect.value / *effect.standard_error) / std::sqrt(2));
    if (ours.classical.standard_error && theirs.classical.standard_error) {
        const double ratio =
            std::hypot(*ours.classical.standard_error, *theirs.classical.standard_error) /
            *effect.standard_error;
        effect.label_gain = ratio * ratio;
    }
}

Effect offline_effect(const PlannedMetric& metric, const RunComparison& comparison) {
    const auto found =
        std::ranges::find(comparison.metrics, metric.label, &MetricComparison::metric);
    if (found == comparison.metrics.end())
        return {.status = Status::insufficient_data, .method = "paired"};
    const Difference& difference = found->difference;
    const auto paired = static_cast<std::size_t>(found->pairs.paired);
    const std::size_t left_out =
        comparison.first.sample_count > paired ? comparison.first.sample_count - paired : 0;
    const std::size_t left_out_second =
        comparison.second.sample_count > paired ? comparison.second.sample_count - paired : 0;
    return {.status = difference.status,
            .method = difference.method == difference.test || difference.test.empty()
                          ? difference.method
                          : fmt::format("{}; p by {}", difference.method, difference.test),
            .value = difference.value,
            .standard_error = difference.standard_error,
            .interval = difference.interval,
            .p_value = difference.p_value,
            .control = {paired, left_out, found->first_mean},
            .treatment = {paired, left_out_second, found->second_mean}};
}

}  // namespace

std::size_t ExperimentData::unit_count() const {
    if (offline) {
        std::size_t most = 0;
        for (const MetricComparison& metric : offline->metrics)
            most = std::max(most, static_cast<std::size_t>(metric.pairs.paired));
        return most;
    }
    return std::accumulate(assigned_counts.begin(), assigned_counts.end(), std::size_t{0});
}

Effect effect_of(const ExperimentPlan& plan,
                 const PlannedMetric& metric,
                 std::size_t treatment,
                 const ExperimentData& data,
                 double confidence_ratio) {
    if (data.offline) return offline_effect(metric, *data.offline);
    const Arm ours = arm_of(plan, metric, treatment, data);
    const Arm theirs = arm_of(plan, metric, 0, data);
    Effect effect;
    if (!metric.proxy.empty()) {
        effect.control = theirs.summary();
        effect.treatment = ours.summary();
        set_ppi(effect, theirs, ours, confidence_ratio);
        return effect;
    }
    if (!plan.covariate.empty() && &metric == &plan.primary)
        set_cuped(effect, theirs, ours, confidence_ratio);
    else
        set_plain(effect, metric, theirs, ours, confidence_ratio);
    effect.control = theirs.summary();
    effect.treatment = ours.summary();
    return effect;
}

}  // namespace assay::experiment
