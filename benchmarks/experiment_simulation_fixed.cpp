#include "experiment_simulation_report.hpp"

#include "stats/arm_effect.hpp"
#include "stats/bootstrap.hpp"
#include "stats/clustered.hpp"
#include "stats/correlation.hpp"
#include "stats/cuped.hpp"
#include "stats/mcnemar.hpp"
#include "stats/mean.hpp"
#include "stats/mean_difference.hpp"
#include "stats/multiple_testing.hpp"
#include "stats/power.hpp"
#include "stats/proportion.hpp"
#include "stats/rank_sum.hpp"
#include "stats/rate_power.hpp"
#include "stats/sample_ratio.hpp"
#include "stats/two_proportions.hpp"

#include <cmath>
#include <optional>

namespace assay::benchmarks {
namespace {

using stats::HypothesisTest;
using stats::Interval;
using stats::Rate;

constexpr double alpha = 0.05;
constexpr double confidence = 0.95;

double is_found(const HypothesisTest& test) {
    return test.p_value && *test.p_value <= alpha ? 1 : 0;
}

double covers(const std::optional<Interval>& interval, double truth) {
    return interval && interval->low <= truth && truth <= interval->high ? 1 : 0;
}

template <typename Draw>
std::vector<double> sample(std::size_t count, Draw draw) {
    std::vector<double> values(count);
    for (double& value : values) value = draw();
    return values;
}

Rate rate(Draws& draws, std::size_t count, double ratio) {
    Rate out{.successes = 0, .count = count};
    for (std::size_t i = 0; i < count; ++i) out.successes += draws.happens(ratio) ? 1 : 0;
    return out;
}

void false_alarms_of_means(Draws& draws, std::span<double> numbers) {
    const auto narrow = sample(40, [&] { return draws.normal(); });
    const auto wide = sample(20, [&] { return 3 * draws.normal(); });
    numbers[0] = is_found(stats::welch_t_test(narrow, wide, confidence));
    numbers[1] = is_found(stats::student_t_test(narrow, wide, confidence));
    const auto skewed_a = sample(100, [&] { return draws.skewed(); });
    const auto skewed_b = sample(100, [&] { return draws.skewed(); });
    numbers[2] = is_found(stats::welch_t_test(skewed_a, skewed_b, confidence));
    numbers[3] = is_found(stats::mann_whitney_test(skewed_a, skewed_b));
    std::vector<double> shifted = narrow;
    for (double& value : shifted) value += draws.normal();
    numbers[4] = is_found(stats::paired_t_test(narrow, shifted, confidence));
    numbers[5] = is_found(stats::wilcoxon_signed_rank_test(narrow, shifted));
}

void false_alarms_of_counts(Draws& draws, std::span<double> numbers) {
    const Rate a = rate(draws, 100, 0.3);
    const Rate b = rate(draws, 100, 0.3);
    numbers[0] = is_found(stats::two_proportion_z_test(a, b));
    numbers[1] = is_found(stats::fisher_exact_test(a, b));
    const Rate differing = rate(draws, 40, 0.5);
    const stats::Discordant discordant{.first_only = differing.successes,
                                       .second_only = differing.count - differing.successes};
    numbers[2] = is_found(stats::mcnemar_exact_test(discordant));
    numbers[3] = is_found(stats::mcnemar_test(discordant, stats::Continuity::uncorrected));
    std::vector<std::size_t> arms(3);
    for (int unit = 0; unit < 3000; ++unit) ++arms[static_cast<std::size_t>(3 * draws.uniform())];
    const std::vector<double> thirds(3, 1.0 / 3);
    numbers[4] = *stats::sample_ratio_test(arms, thirds).p_value <= alpha ? 1 : 0;
    std::vector<std::optional<double>> p_values;
    for (int i = 0; i < 10; ++i) p_values.emplace_back(draws.uniform());
    for (const auto& p : stats::adjust_p_values(p_values, stats::PAdjustment::holm).values)
        if (*p <= alpha) numbers[5] = 1;
    for (const auto& p : p_values)
        if (*p <= alpha) numbers[6] = 1;
}

void coverage_of_means(Draws& draws, std::span<double> numbers) {
    const auto few = sample(10, [&] { return draws.normal(); });
    numbers[0] = covers(stats::mean_estimate(few, confidence).interval, 0);
    const auto a = sample(60, [&] { return 2 + draws.normal(); });
    const auto b = sample(40, [&] { return 2.5 + 2 * draws.normal(); });
    numbers[1] = covers(stats::welch_t_test(a, b, confidence).interval, 0.5);
    numbers[2] = covers(stats::arm_effect_test(stats::moments_of(a),
                                               stats::moments_of(b),
                                               stats::EffectScale::relative,
                                               stats::Alternative::two_sided,
                                               confidence)
                            .interval,
                        0.25);
    std::vector<double> outcomes[2];
    std::vector<std::optional<double>> covariates[2];
    for (int arm = 0; arm < 2; ++arm) {
        for (int i = 0; i < 40; ++i) {
            const double covariate = draws.normal();
            covariates[arm].emplace_back(covariate);
            outcomes[arm].push_back(0.5 * arm + covariate + draws.normal());
        }
    }
    numbers[3] = covers(stats::cuped_comparison(
                            {outcomes[0], covariates[0]}, {outcomes[1], covariates[1]}, confidence)
                            .adjusted.interval,
                        0.5);
    std::vector<stats::ClusterSum> clusters;
    for (std::size_t cluster = 0; cluster < 15; ++cluster) {
        const double shared = draws.normal();
        const std::size_t size = 2 + cluster % 5;
        double sum = 0;
        for (std::size_t i = 0; i < size; ++i) sum += shared + draws.normal();
        clusters.push_back({.sum = sum, .count = size});
    }
    numbers[4] = covers(
        stats::clustered_mean(clusters, stats::ClusterCorrection::cr2, confidence).interval, 0);
    const auto skewed = sample(50, [&] { return draws.skewed(); });
    numbers[5] =
        covers(stats::bootstrap_mean(skewed,
                                     {.resample_count = 1000,
                                      .seed = static_cast<std::uint64_t>(draws.uniform() * 1e15),
                                      .interval = stats::BootstrapInterval::bca})
                   .interval,
               0);
    std::vector<double> other = few;
    for (double& value : other) value = 0.6 * value + 0.8 * draws.normal();
    numbers[6] = covers(stats::pearson_correlation(few, other, confidence).interval, 0.6);
}

void coverage_of_rates(Draws& draws, std::span<double> numbers) {
    const auto [x, n] = rate(draws, 50, 0.1);
    numbers[0] = covers(stats::wilson_interval(x, n, confidence), 0.1);
    numbers[1] = covers(stats::clopper_pearson_interval(x, n, confidence), 0.1);
    numbers[2] = covers(stats::wald_interval(x, n, confidence), 0.1);
    const Rate a = rate(draws, 60, 0.1);
    const Rate b = rate(draws, 60, 0.2);
    numbers[3] = covers(stats::newcombe_interval(a, b, confidence), 0.1);
    numbers[4] = covers(stats::agresti_caffo_interval(a, b, confidence), 0.1);
    numbers[5] = covers(
        stats::score_difference_interval(a, b, stats::ScoreConvention::mee, confidence), 0.1);
}

void power_of_tests(Draws& draws, std::span<double> numbers) {
    const auto a = sample(64, [&] { return draws.normal(); });
    const auto b = sample(64, [&] { return 0.5 + draws.normal(); });
    numbers[0] = is_found(stats::welch_t_test(a, b, confidence));
    const auto zeros = std::vector<double>(34);
    const auto differences = sample(34, [&] { return 0.5 + draws.normal(); });
    numbers[1] = is_found(stats::paired_t_test(zeros, differences, confidence));
    numbers[2] =
        is_found(stats::two_proportion_z_test(rate(draws, 500, 0.3), rate(draws, 500, 0.38)));
    // Questions of which two models' true scores differ by 0.05 and 1/3 of deviation, each
    // answered twice by both with a deviation of 0.4.
    const auto model = [&] { return 0.4 * (draws.normal() + draws.normal()) / 2; };
    const auto questions =
        sample(600, [&] { return 0.05 + draws.normal() / 3 + model() - model(); });
    numbers[3] = is_found(stats::paired_t_test(std::vector<double>(600), questions, confidence));
}

}  // namespace

void simulate_fixed(Simulation& simulation) {
    using enum Expectation;
    simulation.run({.title = "False alarms, no effect, one look, alpha 5 %",
                    .figures = {{"Welch t", "normal, deviations 1 and 3, 40 + 20", near, alpha},
                                {"Student t (wrong here)", "the same", above, alpha},
                                {"Welch t", "skewed, 100 + 100", near, alpha},
                                {"Mann-Whitney", "the same", near, alpha},
                                {"paired t", "normal, 40 pairs", near, alpha},
                                {"Wilcoxon signed rank", "the same", near, alpha}},
                    .replicate = false_alarms_of_means});
    simulation.run({.title = "False alarms, counts",
                    .figures = {{"two proportions z", "30 %, 100 + 100", near, alpha},
                                {"Fisher exact", "the same", at_most, alpha},
                                {"McNemar exact", "40 discordant", at_most, alpha},
                                {"McNemar chi2", "the same", near, alpha, 0.02},
                                {"sample ratio chi2", "3,000 units in thirds", near, alpha},
                                {"Holm, any of 10", "independent", at_most, alpha},
                                {"any of 10, unadjusted", "independent", above, alpha}},
                    .replicate = false_alarms_of_counts});
    simulation.run(
        {.title = "Coverage of 95 % intervals",
         .figures = {{"mean, t", "normal, 10", near, confidence},
                     {"Welch", "deviations 1 and 2, 60 + 40", near, confidence},
                     {"relative effect, delta method", "the same", near, confidence},
                     {"CUPED", "half explained, 40 + 40", near, confidence, 0.015},
                     {"clustered mean, CR2", "15 clusters of 2 to 6", near, confidence, 0.015},
                     {"bootstrap BCa", "mean, very skewed, 50", near, confidence, 0.06},
                     {"correlation, Fisher z", "0.6, 10 pairs", near, confidence}},
         .replicate = coverage_of_means});
    simulation.run(
        {.title = "Coverage of 95 % intervals, rates",
         .figures = {{"Wilson", "10 %, 50", near, confidence, 0.03},
                     {"Clopper-Pearson", "the same", at_least, confidence},
                     {"Wald (not used)", "the same", shown},
                     {"difference, Newcombe", "10 and 20 %, 60 + 60", near, confidence, 0.02},
                     {"difference, Agresti-Caffo", "the same", near, confidence, 0.02},
                     {"difference, score", "the same", near, confidence, 0.02}},
         .replicate = coverage_of_rates});
}

void simulate_power(Simulation& simulation) {
    using enum Expectation;
    const stats::EvaluationDesign design{.question_variance = 1.0 / 9,
                                         .first_answer_variance = 0.16,
                                         .second_answer_variance = 0.16,
                                         .first_answer_count = 2,
                                         .second_answer_count = 2};
    const auto two = stats::Sides::two;
    simulation.run({.title = "Power against theory",
                    .figures = {{"Welch t",
                                 "d 0.5, 64 + 64",
                                 near,
                                 *stats::two_sample_t_power(0.5, 64, 64, alpha, two).value},
                                {"paired t",
                                 "dz 0.5, 34 pairs",
                                 near,
                                 *stats::paired_t_power(0.5, 34, alpha, two).value},
                                {"two proportions z",
                                 "30 and 38 %, 500 + 500",
                                 near,
                                 *stats::two_rates_power(0.3, 0.38, 500, 500, alpha, two).value},
                                {"evaluation, 2 answers a question",
                                 "effect 0.05, 600 questions",
                                 near,
                                 *stats::evaluation_power(design, 0.05, 600, alpha, two).value}},
                    .replicate = power_of_tests});
}

}  // namespace assay::benchmarks
