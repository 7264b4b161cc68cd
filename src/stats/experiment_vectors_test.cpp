// What vectors_test.cpp runs, for experiments.

#include "stats/arm_effect.hpp"
#include "stats/bayes_effect.hpp"
#include "stats/beta_binomial.hpp"
#include "stats/bounded_sequence.hpp"
#include "stats/confidence_sequence.hpp"
#include "stats/cuped.hpp"
#include "stats/group_sequential.hpp"
#include "stats/multiple_testing.hpp"
#include "stats/power.hpp"
#include "stats/proportion.hpp"
#include "stats/rate_power.hpp"
#include "stats/sample_ratio.hpp"
#include "stats/uniform_bound.hpp"
#include "stats/vector_methods.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::stats {
namespace {

double number_or(const JsonObject& inputs, std::string_view name, double otherwise) {
    return inputs.contains(name) ? number(inputs, name) : otherwise;
}

Sides sides_of(const JsonObject& inputs) {
    return number_or(inputs, "sides", 2) == 1 ? Sides::one : Sides::two;
}

PowerAim aim_of(const JsonObject& inputs) {
    return {.alpha = number_or(inputs, "alpha", 0.05),
            .power_ratio = number_or(inputs, "power", 0.8),
            .sides = sides_of(inputs)};
}

Json real(const Planned& planned) { return json(planned.value); }

Json whole(const Planned& planned) {
    const auto count = whole_count(planned);
    return count ? Json(*count) : Json();
}

JsonObject p_adjust(const JsonObject& inputs) {
    std::vector<std::optional<double>> p_values;
    for (const Json& value : inputs.at("p").as_array()) p_values.push_back(json_number(value));
    const auto adjusted = [&](PAdjustment adjustment) {
        JsonArray values;
        for (const auto& value : adjust_p_values(p_values, adjustment).values)
            values.push_back(json(value));
        return values;
    };
    return {{"bonferroni", adjusted(PAdjustment::bonferroni)},
            {"holm", adjusted(PAdjustment::holm)},
            {"hommel", adjusted(PAdjustment::hommel)},
            {"hochberg", adjusted(PAdjustment::hochberg)},
            {"bh", adjusted(PAdjustment::benjamini_hochberg)},
            {"by", adjusted(PAdjustment::benjamini_yekutieli)},
            {"status", json(adjust_p_values(p_values, PAdjustment::holm).status)}};
}

std::vector<std::size_t> counts_in(const Json& list) {
    std::vector<std::size_t> counts;
    for (const Json& value : list.as_array())
        counts.push_back(static_cast<std::size_t>(*json_number(value)));
    return counts;
}

JsonObject srm_chi_square(const JsonObject& inputs) {
    const SampleRatioTest test =
        sample_ratio_test(counts_in(inputs.at("observed")),
                          numbers(inputs, "expected_weights"),
                          {.mismatch_p_value = number_or(inputs, "threshold", 0.001)});
    JsonObject out = {{"chi2", json(test.statistic)},
                      {"df", json(test.degrees_of_freedom)},
                      {"p", json(test.p_value)},
                      {"status", json(test.status)},
                      {"srm_detected", test.verdict == SampleRatioVerdict::mismatch}};
    if (test.has_unplanned_traffic) out["reason"] = "traffic_in_zero_weight_arm";
    return out;
}

JsonObject srm_sequential(const JsonObject& inputs) {
    SequentialSampleRatio sequence(numbers(inputs, "weights"), number(inputs, "concentration"));
    JsonArray looks;
    for (const Json& counts : inputs.at("cumulative_counts").as_array()) {
        const SampleRatioLook look = sequence.look(counts_in(counts));
        looks.push_back(JsonObject{{"log_bayes_factor", json(look.log_bayes_factor)},
                                   {"p_sequential", json(look.p_value)},
                                   {"status", json(look.status)}});
    }
    return {{"by_look", looks}};
}

JsonObject power_two_sample_t(const JsonObject& inputs) {
    const double effect = number(inputs, "d");
    const double ratio = number_or(inputs, "ratio", 1);
    const Planned exact = two_sample_t_count(effect, ratio, aim_of(inputs));
    return {
        {"n_per_group_exact_t", real(exact)},
        {"n_per_group_ceil", whole(exact)},
        {"n_per_group_normal_approx", real(two_sample_normal_count(effect, ratio, aim_of(inputs)))},
        {"status", json(exact.status)}};
}

JsonObject achieved_power_two_sample_t(const JsonObject& inputs) {
    const double n = number(inputs, "n_per_group");
    const Planned power =
        two_sample_t_power(number(inputs, "d"), n, n, number(inputs, "alpha"), sides_of(inputs));
    return {{"power", real(power)}, {"status", json(power.status)}};
}

JsonObject power_paired_t(const JsonObject& inputs) {
    const double effect = number(inputs, "dz");
    const Planned exact = paired_t_count(effect, aim_of(inputs));
    return {{"n_pairs_exact_t", real(exact)},
            {"n_pairs_normal", real(paired_normal_count(effect, aim_of(inputs)))},
            {"status", json(exact.status)}};
}

JsonObject power_two_proportions(const JsonObject& inputs) {
    const double p1 = number(inputs, "p1");
    const double p2 = number(inputs, "p2");
    const auto count = [&](RateVariance variance) {
        return two_rates_count(p1, p2, number_or(inputs, "ratio", 1), variance, aim_of(inputs));
    };
    const Planned pooled = count(RateVariance::pooled);
    const Planned arcsine = count(RateVariance::arcsine);
    const double z = std::sqrt(*paired_normal_count(1, aim_of(inputs)).value);
    return {{"n_per_group_pooled_se", real(pooled)},
            {"r_power_prop_test", real(pooled)},
            {"n_per_group_unpooled", real(count(RateVariance::unpooled))},
            {"n_per_group_arcsine", real(arcsine)},
            {"cohens_h", arcsine.value ? Json(z * std::sqrt(2 / *arcsine.value)) : Json()},
            {"status", json(pooled.status)}};
}

/// The counts of this source were taken at its default power of 85 %, where its cases say 80 %.
PowerAim aim_of_source(const JsonObject& inputs) {
    PowerAim aim = aim_of(inputs);
    if (aim.power_ratio == 0.8) aim.power_ratio = 0.85;
    return aim;
}

JsonObject both_groups(const Planned& count) {
    return {{"n_total", count.value ? Json(2 * *count.value) : Json()},
            {"status", json(count.status)}};
}

JsonObject sample_size_means(const JsonObject& inputs) {
    const double effect = number(inputs, "mde") / std::sqrt(number(inputs, "variance"));
    return both_groups(two_sample_t_count(effect, 1, aim_of_source(inputs)));
}

JsonObject sample_size_proportions(const JsonObject& inputs) {
    const double p = number(inputs, "p");
    return both_groups(two_rates_count(
        p, p + number(inputs, "mde_abs"), 1, RateVariance::pooled, aim_of_source(inputs)));
}

JsonObject power_eval_paired_resampling(const JsonObject& inputs) {
    const Planned count =
        evaluation_question_count({.question_variance = number(inputs, "omega2"),
                                   .first_answer_variance = number(inputs, "sigma2_A"),
                                   .second_answer_variance = number(inputs, "sigma2_B"),
                                   .first_answer_count = number(inputs, "K_A"),
                                   .second_answer_count = number(inputs, "K_B")},
                                  number(inputs, "delta"),
                                  aim_of(inputs));
    return {{"n_questions", real(count)}, {"status", json(count.status)}};
}

JsonObject design_effects(const JsonObject& inputs) {
    const Planned effect = design_effect(number(inputs, "cluster_size"), number(inputs, "icc"));
    return {{"deff", real(effect)},
            {"n_required",
             effect.value ? Json(*effect.value * number(inputs, "n_independent")) : Json()},
            {"status", json(effect.status)}};
}

/// An arm as sums, or as successes of a rate, whose variance is then p (1 - p).
Moments arm_of(const Json& json) {
    const JsonObject& arm = json.as_object();
    const double n = number(arm, "n");
    const double sum = number(arm, "sum");
    if (arm.contains("type") && arm.at("type").as_string() == "proportion")
        return {count(arm, "n"), sum / n, (n - 1) * sum / n * (1 - sum / n)};
    return moments_of(
               {.count = count(arm, "n"), .sum = sum, .sum_of_squares = number(arm, "sum_squares")})
        .value_or(Moments(count(arm, "n"), NAN, 0));
}

EffectScale scale_of(const JsonObject& inputs) {
    return inputs.contains("difference_type") &&
                   inputs.at("difference_type").as_string() == "relative"
               ? EffectScale::relative
               : EffectScale::absolute;
}

/// Ends that are infinite are words.
Json ends(const std::optional<Interval>& interval) {
    if (!interval) return nullptr;
    const auto end = [](double value) {
        return std::isfinite(value) ? Json(value) : Json(value > 0 ? "inf" : "-inf");
    };
    return JsonArray{end(interval->low), end(interval->high)};
}

JsonObject welch_from_sums(const JsonObject& inputs) {
    auto alternative = Alternative::two_sided;
    if (inputs.contains("alternative")) {
        const auto& name = inputs.at("alternative").as_string();
        if (name == "greater") alternative = Alternative::greater;
        if (name == "less") alternative = Alternative::less;
    }
    const HypothesisTest test = arm_effect_test(arm_of(inputs.at("control")),
                                                arm_of(inputs.at("treatment")),
                                                scale_of(inputs),
                                                alternative,
                                                1 - number(inputs, "alpha"));
    return {{"estimate", json(test.estimate)},
            {"se", json(test.standard_error)},
            {"df", json(test.degrees_of_freedom)},
            {"ci", ends(test.interval)},
            {"p", json(test.p_value)},
            {"p_two_sided", json(test.p_value)},
            {"status", json(test.status)}};
}

JsonObject asymptotic_sequence(const JsonObject& inputs) {
    ArmEffect effect;
    if (inputs.contains("control"))
        effect = arm_effect(
            arm_of(inputs.at("control")), arm_of(inputs.at("treatment")), scale_of(inputs));
    else
        effect = {.value = number(inputs, "estimate"),
                  .standard_error = number(inputs, "se"),
                  .count = count(inputs, "n_total")};
    if (effect.status != Status::ok) return {{"status", json(effect.status)}};
    const ConfidenceSequenceOptions options = {.alpha = number_or(inputs, "alpha", 0.05),
                                               .planned_count = number_or(inputs, "n_star", 5000)};
    const SequentialLook look =
        confidence_sequence(*effect.value, *effect.standard_error, effect.count, options);
    JsonObject out = {{"estimate", json(look.estimate)},
                      {"se", json(look.standard_error)},
                      {"ci", json(look.interval)},
                      {"log_e_value", json(look.log_e_value)},
                      {"p", json(look.p_value)},
                      {"p_always_valid", json(look.p_value)},
                      {"status", json(look.status)}};
    if (!look.interval) return out;
    const double half = (look.interval->high - look.interval->low) / 2;
    // The source's rho is that of a mixture over effects, 1 over the variance of ours.
    out["rho"] = 1 / std::sqrt(*two_sided_normal_rho({options.planned_count, options.alpha}));
    out["half_width"] = half;
    out["width_ratio_vs_fixed"] = half / (two_sided_z(1 - options.alpha) * *effect.standard_error);
    return out;
}

JsonObject msprt_normal(const JsonObject& inputs) {
    const double n = number(inputs, "n_per_arm");
    const SequentialLook look = mixture_ratio_test(
        number(inputs, "theta_hat"),
        std::sqrt(number(inputs, "sum_of_arm_variances") / n),
        2 * count(inputs, "n_per_arm"),
        {.alpha = number(inputs, "alpha"), .effect_variance = number(inputs, "tau2")});
    if (!look.interval) return {{"status", json(look.status)}};
    return {{"lambda", std::exp(*look.log_e_value)},
            {"p_always_valid", json(look.p_value)},
            {"ci_half_width", (look.interval->high - look.interval->low) / 2},
            {"status", json(look.status)}};
}

JsonObject bernoulli_sequence(const JsonObject& inputs) {
    const SequentialLook look = bounded_mean_look(
        {.sum = number(inputs, "successes"), .count = count(inputs, "trials")},
        std::nullopt,
        {.alpha = number(inputs, "alpha"), .planned_count = number(inputs, "t_opt")});
    JsonObject out = {{"status", json(look.status)}};
    if (!look.interval) return out;
    out["lower"] = look.interval->low;
    out["upper"] = look.interval->high;
    return out;
}

MixtureOptions mixture_of(const JsonObject& inputs) {
    return {.best_v = number(inputs, "v_opt"), .best_alpha = number_or(inputs, "alpha_opt", 0.05)};
}

template <auto bound>
JsonObject mixture_bound(const JsonObject& inputs) {
    return {
        {"bound", json(bound(number(inputs, "v"), number(inputs, "alpha"), mixture_of(inputs)))}};
}

template <auto log_mixture>
JsonObject mixture_log(const JsonObject& inputs) {
    return {{"log_mixture",
             json(log_mixture(number(inputs, "s"), number(inputs, "v"), mixture_of(inputs)))}};
}

JsonObject mixture_rho(const JsonObject& inputs) {
    return {
        {"rho", json(two_sided_normal_rho({number(inputs, "v_opt"), number(inputs, "alpha")}))}};
}

JsonObject gamma_bound(const JsonObject& inputs) {
    return {{"bound",
             json(gamma_exponential_bound(number(inputs, "v"),
                                          number(inputs, "alpha"),
                                          number(inputs, "c"),
                                          mixture_of(inputs)))}};
}

JsonObject stitching_bound(const JsonObject& inputs) {
    return {{"bound",
             json(polynomial_stitching_bound(number(inputs, "v"),
                                             number(inputs, "alpha"),
                                             number(inputs, "v_min"),
                                             number_or(inputs, "c", 0)))}};
}

JsonObject losses(const std::optional<ExpectedLoss>& loss) {
    if (!loss) return {};
    return {{"choose_control", loss->if_held}, {"choose_treatment", loss->if_shipped}};
}

JsonObject normal_expected_loss(const JsonObject& inputs) {
    const double mean = number(inputs, "mu");
    const double deviation = number(inputs, "sigma");
    JsonObject out = losses(expected_loss(mean, deviation));
    out["prob_improve"] = json(probability_above_zero(mean, deviation));
    return out;
}

std::optional<NormalPrior> prior_of(const JsonObject& inputs) {
    if (!inputs.contains("prior") || inputs.at("prior").is_null()) return std::nullopt;
    const JsonObject& prior = inputs.at("prior").as_object();
    if (prior.contains("proper") && !prior.at("proper").as_bool()) return std::nullopt;
    return NormalPrior{.mean = number_or(prior, "mean", 0),
                       .standard_deviation = prior.contains("variance")
                                                 ? std::sqrt(number(prior, "variance"))
                                                 : number(prior, "sd")};
}

JsonObject bayes_effect_normal(const JsonObject& inputs) {
    const ArmEffect effect =
        arm_effect(arm_of(inputs.at("control")), arm_of(inputs.at("treatment")), scale_of(inputs));
    if (effect.status != Status::ok) return {{"status", json(effect.status)}};
    const BayesEffect posterior = bayes_effect(*effect.value,
                                               *effect.standard_error,
                                               prior_of(inputs),
                                               1 - number_or(inputs, "alpha", 0.05));
    return {{"mean", json(posterior.mean)},
            {"sd", json(posterior.standard_deviation)},
            {"ci", json(posterior.interval)},
            {"prob_improve", json(posterior.probability_better)},
            {"expected_loss", losses(posterior.loss)},
            {"status", json(posterior.status)}};
}

JsonObject beta_binomial_ab(const JsonObject& inputs) {
    const BayesRates rates =
        bayes_rates({count(inputs, "x_control"), count(inputs, "n_control")},
                    {count(inputs, "x_treatment"), count(inputs, "n_treatment")},
                    {number_or(inputs, "prior_a", 1), number_or(inputs, "prior_b", 1)},
                    0.95);
    if (!rates.loss) return {{"status", json(rates.status)}};
    return {{"prob_treatment_better", json(rates.probability_better)},
            {"expected_loss_choose_treatment", rates.loss->if_shipped},
            {"expected_loss_choose_control", rates.loss->if_held},
            {"posterior_mean_control", rates.control->mean},
            {"posterior_mean_treatment", rates.treatment->mean},
            {"credible95_control", json(std::optional(rates.control->interval))},
            {"credible95_treatment", json(std::optional(rates.treatment->interval))},
            {"status", json(rates.status)}};
}

std::vector<std::optional<double>> covariates_in(const JsonObject& arm) {
    std::vector<std::optional<double>> values;
    for (const Json& value : arm.at("x").as_array()) values.push_back(json_number(value));
    return values;
}

JsonObject cuped(const JsonObject& inputs) {
    const JsonObject& control = inputs.at("control").as_object();
    const JsonObject& treatment = inputs.at("treatment").as_object();
    const auto control_y = numbers(control, "y");
    const auto treatment_y = numbers(treatment, "y");
    const auto control_x = covariates_in(control);
    const auto treatment_x = covariates_in(treatment);
    const CupedComparison comparison = cuped_comparison(
        {control_y, control_x}, {treatment_y, treatment_x}, 1 - number_or(inputs, "alpha", 0.05));
    const HypothesisTest& test = comparison.adjusted;
    const bool is_constant =
        test.status == Status::ok && comparison.covariate == CovariateUse::constant;
    return {{"theta", comparison.theta},
            {"diff", json(test.estimate)},
            {"se", json(test.standard_error)},
            {"ci", json(test.interval)},
            {"p_two_sided", json(test.p_value)},
            {"unadjusted",
             {{"diff", json(comparison.unadjusted.estimate)},
              {"p_two_sided", json(comparison.unadjusted.p_value)}}},
            {"variance_reduction", json(comparison.variance_reduction_ratio)},
            {"status", is_constant ? Json("covariate_constant") : json(test.status)}};
}

Spending spending_of(std::string_view name) {
    constexpr std::string_view power = "power_family_rho";
    if (name == "lan_demets_obrien_fleming") return {.shape = SpendingShape::obrien_fleming};
    if (name == "lan_demets_pocock") return {.shape = SpendingShape::pocock};
    if (!name.starts_with(power)) return {.shape = SpendingShape::power, .exponent = NAN};
    return {.shape = SpendingShape::power,
            .exponent = std::stod(std::string(name.substr(power.size())))};
}

JsonArray z_bounds(const GroupSequentialDesign& design) {
    JsonArray bounds;
    for (const GroupSequentialBound& look : design.looks) bounds.push_back(json(look.z));
    return bounds;
}

JsonObject alpha_spending_bounds(const JsonObject& inputs) {
    const GroupSequentialDesign design =
        spending_design(numbers(inputs, "information_fractions"),
                        number(inputs, "alpha"),
                        sides_of(inputs),
                        spending_of(json_view(inputs.at("spending").as_string())));
    JsonArray spent;
    JsonArray nominal;
    for (const GroupSequentialBound& look : design.looks) {
        spent.push_back(look.alpha_spent);
        nominal.push_back(look.nominal_p_value);
    }
    return {{"z_bounds", z_bounds(design)},
            {"cumulative_alpha_spent", spent},
            {"nominal_p", nominal},
            {"status", json(design.status)}};
}

JsonObject classical_constants(const JsonObject& inputs) {
    const auto design = [&](ClassicalShape shape) {
        return classical_design(
            count(inputs, "looks"), number(inputs, "alpha"), sides_of(inputs), shape);
    };
    const GroupSequentialDesign even = design(ClassicalShape::pocock);
    const GroupSequentialDesign late = design(ClassicalShape::obrien_fleming);
    if (even.status != Status::ok) return {{"status", json(even.status)}};
    return {{"pocock_constant", json(even.looks.back().z)},
            {"obrien_fleming_constant", json(late.looks.back().z)},
            {"obf_z_bounds", z_bounds(late)},
            {"status", json(even.status)}};
}

}  // namespace

VectorMethods experiment_vectors() {
    return {{"achieved_power_two_sample_t", achieved_power_two_sample_t},
            {"alpha_spending_bounds", alpha_spending_bounds},
            {"asymptotic_confidence_sequence", asymptotic_sequence},
            {"bayes_effect_normal", bayes_effect_normal},
            {"bernoulli_confidence_sequence", bernoulli_sequence},
            {"beta_binomial_ab", beta_binomial_ab},
            {"classical_constants", classical_constants},
            {"cuped", cuped},
            {"design_effect", design_effects},
            {"gamma_exponential_bound", gamma_bound},
            {"msprt_normal", msprt_normal},
            {"normal_expected_loss", normal_expected_loss},
            {"normal_mixture_one_sided_bound", mixture_bound<one_sided_normal_bound>},
            {"normal_mixture_one_sided_log", mixture_log<one_sided_normal_log>},
            {"normal_mixture_two_sided_bound", mixture_bound<two_sided_normal_bound>},
            {"normal_mixture_two_sided_log", mixture_log<two_sided_normal_log>},
            {"normal_mixture_two_sided_rho", mixture_rho},
            {"poly_stitching_bound", stitching_bound},
            {"welch_from_sums", welch_from_sums},
            {"p_adjust", p_adjust},
            {"power_eval_paired_resampling", power_eval_paired_resampling},
            {"power_paired_t", power_paired_t},
            {"power_two_proportions", power_two_proportions},
            {"power_two_sample_t", power_two_sample_t},
            {"sample_size_means", sample_size_means},
            {"sample_size_proportions", sample_size_proportions},
            {"srm_chi_square", srm_chi_square},
            {"srm_sequential_dirichlet_multinomial", srm_sequential}};
}

}  // namespace assay::stats
