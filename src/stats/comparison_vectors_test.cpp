// What vectors_test.cpp runs, for means, rates and their comparison.

#include "stats/bca.hpp"
#include "stats/bootstrap.hpp"
#include "stats/clustered.hpp"
#include "stats/correlation.hpp"
#include "stats/effect_size.hpp"
#include "stats/mcnemar.hpp"
#include "stats/mean.hpp"
#include "stats/mean_difference.hpp"
#include "stats/pass_at_k.hpp"
#include "stats/proportion.hpp"
#include "stats/rank_sum.hpp"
#include "stats/two_proportions.hpp"
#include "stats/vector_methods.hpp"

#include <map>
#include <string>
#include <vector>

namespace assay::stats {
namespace {

JsonObject two_sample_tests(const JsonObject& inputs) {
    const auto control = numbers(inputs, "control");
    const auto treatment = numbers(inputs, "treatment");
    const double confidence = 1 - number(inputs, "alpha");
    const HypothesisTest welch = welch_t_test(control, treatment, confidence);
    const HypothesisTest student = student_t_test(control, treatment, confidence);
    JsonObject welch_json = json(welch, "t", "p_two_sided");
    welch_json["df"] = json(welch.degrees_of_freedom);
    welch_json["ci"] = json(welch.interval);
    JsonObject student_json = json(student, "t", "p_two_sided");
    student_json["df"] = json(student.degrees_of_freedom);
    const auto effect = standardized_difference(control, treatment);
    return {
        {"diff", json(welch.estimate)},
        {"status", json(welch.status)},
        {"welch", welch_json},
        {"student", student_json},
        {"cohens_d_pooled", effect ? Json(effect->cohens_d) : Json()},
        {"hedges_g_exact_J", effect ? Json(effect->hedges_g) : Json()},
        {"cohens_d_se", effect ? Json(effect->standard_error) : Json()},
        {"mann_whitney", json(mann_whitney_test(control, treatment), "u_treatment", "p_two_sided")},
        {"cliffs_delta", json(cliffs_delta(control, treatment))},
        {"prob_superiority_A12", json(probability_of_superiority(control, treatment))}};
}

JsonObject mann_whitney_exact(const JsonObject& inputs) {
    return json(
        mann_whitney_exact_test(numbers(inputs, "y"), numbers(inputs, "x")), "u_x", "p_two_sided");
}

JsonObject paired_tests(const JsonObject& inputs) {
    const auto a = numbers(inputs, "a");
    const auto b = numbers(inputs, "b");
    const HypothesisTest t = paired_t_test(a, b, 0.95);
    const HypothesisTest wilcoxon = wilcoxon_signed_rank_test(a, b);
    JsonObject out = json(wilcoxon, "wilcoxon_stat_min", "wilcoxon_p");
    out["mean_diff"] = json(t.estimate);
    out["se"] = json(t.standard_error);
    out["t"] = json(t.statistic);
    out["p"] = json(t.p_value);
    out["ci95"] = json(t.interval);
    out["status"] = json(t.status);
    out["cohens_dz"] = json(cohens_dz(a, b));
    out["corr_ab"] = json(pearson_correlation(a, b, 0.95).estimate);
    const double unpaired = moments_of(a).sample_variance() + moments_of(b).sample_variance();
    const double n = static_cast<double>(a.size());
    out["variance_reduction_vs_unpaired"] =
        t.standard_error ? Json(1 - n * *t.standard_error * *t.standard_error / unpaired) : Json();
    return out;
}

JsonObject mcnemar(const JsonObject& inputs) {
    const auto& rows = inputs.at("table_rows_A_correct_wrong_cols_B_correct_wrong").as_array();
    const auto cell = [&](std::size_t row, std::size_t column) {
        return static_cast<std::size_t>(*json_number(rows.at(row).as_array().at(column)));
    };
    const Discordant counts{.first_only = cell(0, 1), .second_only = cell(1, 0)};
    const HypothesisTest exact = mcnemar_exact_test(counts);
    JsonObject out = json(mcnemar_test(counts, Continuity::uncorrected), "chi2", "p_chi2");
    const HypothesisTest corrected = mcnemar_test(counts, Continuity::corrected);
    out["chi2_cc"] = json(corrected.statistic);
    out["p_chi2_cc"] = json(corrected.p_value);
    out["p_exact"] = json(exact.p_value);
    out["status"] = json(exact.status);
    return out;
}

JsonObject two_proportions(const JsonObject& inputs) {
    const Rate control{count(inputs, "x_control"), count(inputs, "n_control")};
    const Rate treatment{count(inputs, "x_treatment"), count(inputs, "n_treatment")};
    const HypothesisTest z = two_proportion_z_test(control, treatment);
    JsonObject out = json(z, "z_pooled", "p_pooled");
    out["status"] = json(z.status);
    out["diff"] = json(z.estimate);
    out["ci_diff_wald"] = json(wald_difference_interval(control, treatment, 0.95));
    out["ci_diff_newcombe"] = json(newcombe_interval(control, treatment, 0.95));
    out["ci_diff_agresti_caffo"] = json(agresti_caffo_interval(control, treatment, 0.95));
    out["ci_diff_score"] = json(
        score_difference_interval(control, treatment, ScoreConvention::statsmodels_0_13, 0.95));
    out["fisher_exact_p"] = json(fisher_exact_test(control, treatment).p_value);
    const auto ratio = [](const Rate& rate) {
        return static_cast<double>(rate.successes) / static_cast<double>(rate.count);
    };
    out["cohens_h"] = json(cohens_h(ratio(control), ratio(treatment)));
    const auto [x, n] = treatment;
    out["treatment_ci_wilson"] = json(wilson_interval(x, n, 0.95));
    out["treatment_ci_clopper_pearson"] = json(clopper_pearson_interval(x, n, 0.95));
    out["treatment_ci_jeffreys"] = json(jeffreys_interval(x, n, 0.95));
    out["treatment_ci_agresti_coull"] = json(agresti_coull_interval(x, n, 0.95));
    return out;
}

JsonObject single_proportion_ci(const JsonObject& inputs) {
    const std::size_t x = count(inputs, "x");
    const std::size_t n = count(inputs, "n");
    const double confidence = 1 - number(inputs, "alpha");
    return {{"wilson", json(wilson_interval(x, n, confidence))},
            {"clopper_pearson", json(clopper_pearson_interval(x, n, confidence))},
            {"jeffreys", json(jeffreys_interval(x, n, confidence))},
            {"agresti_coull", json(agresti_coull_interval(x, n, confidence))},
            {"wald", json(wald_interval(x, n, confidence))},
            {"status", json(wilson_estimate(x, n, confidence).status)}};
}

JsonObject clustered_mean_se(const JsonObject& inputs) {
    const auto y = numbers(inputs, "y");
    std::map<std::string, ClusterSum> sums;
    const auto& clusters = inputs.at("cluster").as_array();
    for (std::size_t i = 0; i < y.size(); ++i) {
        ClusterSum& cluster = sums[to_json_text(clusters[i])];
        cluster.sum += y[i];
        ++cluster.count;
    }
    std::vector<ClusterSum> list;
    for (const auto& [name, cluster] : sums) list.push_back(cluster);
    const auto error = [&](ClusterCorrection correction) {
        return json(clustered_mean(list, correction, 0.95).standard_error);
    };
    const Estimate cr2 = clustered_mean(list, ClusterCorrection::cr2, 0.95);
    return {{"mean", json(cr2.value)},
            {"status", json(cr2.status)},
            {"se_iid", json(mean_estimate(y, 0.95).standard_error)},
            {"se_cr0", error(ClusterCorrection::cr0)},
            {"se_cr1_G_over_Gm1", error(ClusterCorrection::cr1)},
            {"se_cr2", json(cr2.standard_error)},
            {"df_satterthwaite_cr2", json(cr2.degrees_of_freedom)}};
}

JsonObject exhaustive_bootstrap_bca(const JsonObject& inputs) {
    const auto all = exhaustive_bootstrap_mean(numbers(inputs, "x"), 1 - number(inputs, "alpha"));
    if (!all) return {{"status", "invalid_argument"}};
    JsonObject out = {{"mean", json(all->estimate.value)},
                      {"n_resamples", all->resample_count},
                      {"bootstrap_se_population", json(all->estimate.standard_error)},
                      {"acceleration", all->acceleration},
                      {"percentile_ci", json(all->estimate.interval)}};
    if (!all->bca) return out;
    out["z0"] = all->bca->bias_correction;
    out["bca_levels"] = JsonArray{all->bca->low_level_ratio, all->bca->high_level_ratio};
    out["bca_ci"] = json(std::optional(all->bca->interval));
    return out;
}

JsonObject paired_bootstrap_bca(const JsonObject& inputs) {
    std::vector<double> differences = numbers(inputs, "b");
    const auto a = numbers(inputs, "a");
    for (std::size_t i = 0; i < a.size(); ++i) differences[i] -= a[i];
    const Estimate estimate = bootstrap_mean(differences,
                                             {.resample_count = 50'000,
                                              .confidence_ratio = 1 - number(inputs, "alpha"),
                                              .interval = BootstrapInterval::bca});
    return {{"mean_diff", json(estimate.value)},
            {"status", json(estimate.status)},
            {"bootstrap_se", json(estimate.standard_error)},
            {"bca_ci", json(estimate.interval)}};
}

JsonObject correlations(const JsonObject& inputs) {
    const auto x = numbers(inputs, "x");
    const auto y = numbers(inputs, "y");
    const HypothesisTest pearson = pearson_correlation(x, y, 0.95);
    const HypothesisTest spearman = spearman_correlation(x, y);
    return {{"pearson_r", json(pearson.estimate)},
            {"pearson_p", json(pearson.p_value)},
            {"pearson_ci95", json(pearson.interval)},
            {"spearman_rho", json(spearman.estimate)},
            {"spearman_p", json(spearman.p_value)},
            {"kendall_tau_b", json(kendall_tau_b(x, y).estimate)},
            {"status", json(pearson.status)}};
}

JsonObject pass_at(const JsonObject& inputs) {
    const std::size_t n = count(inputs, "n");
    const std::size_t c = count(inputs, "c");
    const std::size_t k = count(inputs, "k");
    const Estimate any = pass_at_k(n, c, k);
    return {{"pass_at_k", json(any.value)},
            {"pass_hat_k_all", json(pass_hat_k(n, c, k).value)},
            {"status", json(any.status)}};
}

}  // namespace

VectorMethods comparison_vectors() {
    return {{"clustered_mean_se", clustered_mean_se},
            {"correlations", correlations},
            {"exhaustive_bootstrap_bca", exhaustive_bootstrap_bca},
            {"mann_whitney_exact", mann_whitney_exact},
            {"mcnemar", mcnemar},
            {"paired_bootstrap_bca", paired_bootstrap_bca},
            {"paired_tests", paired_tests},
            {"pass_at_k", pass_at},
            {"single_proportion_ci", single_proportion_ci},
            {"two_proportions", two_proportions},
            {"two_sample_tests", two_sample_tests}};
}

}  // namespace assay::stats
