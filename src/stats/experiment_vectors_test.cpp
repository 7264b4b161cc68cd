// What vectors_test.cpp runs, for experiments: multiplicity, sample ratio, power.

#include "stats/multiple_testing.hpp"
#include "stats/power.hpp"
#include "stats/rate_power.hpp"
#include "stats/sample_ratio.hpp"
#include "stats/vector_methods.hpp"

#include <cmath>
#include <optional>
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

}  // namespace

VectorMethods experiment_vectors() {
    return {{"achieved_power_two_sample_t", achieved_power_two_sample_t},
            {"design_effect", design_effects},
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
