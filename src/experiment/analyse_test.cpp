#include "experiment/analysis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace assay::experiment {
namespace {

using ::testing::HasSubstr;

ExperimentPlan plan_of(Method method, std::size_t unit_count = 1000) {
    ExperimentPlan plan;
    plan.name = "e";
    plan.variants = {{"old", 0.5}, {"new", 0.5}};
    plan.primary = {.name = "score", .label = "score", .effect = 0.3};
    plan.method = method;
    plan.stopping.unit_count = unit_count;
    return plan;
}

/// Units with alternating variants and uniform scores, those of treatments shifted.
ExperimentData data_of(std::size_t unit_count, double shift, std::uint64_t seed = 1) {
    ExperimentData data;
    data.assigned_counts.resize(2);
    std::mt19937_64 random(seed);
    auto& scores = data.columns["score"];
    for (std::size_t unit = 0; unit < unit_count; ++unit) {
        const auto variant = static_cast<std::uint32_t>(unit % 2);
        data.variants.push_back(variant);
        ++data.assigned_counts[variant];
        scores.push_back(std::ldexp(static_cast<double>(random() >> 11), -53) +
                         (variant == 1 ? shift : 0));
    }
    return data;
}

constexpr Method all_methods[] = {Method::fixed,
                                  Method::bayes,
                                  Method::confidence_sequence,
                                  Method::mixture_ratio,
                                  Method::group_sequential};

TEST(Analyse, ships_a_clear_gain_by_every_method) {
    for (const Method method : all_methods) {
        const auto analysis = analyse(plan_of(method), data_of(1000, 0.3), {});
        EXPECT_EQ(analysis.decision, Decision::ship) << to_string(method) << analysis.why;
        EXPECT_EQ(analysis.shipped, "new");
        EXPECT_GT(analysis.primary[0].interval.value().low, 0);
        EXPECT_GT(analysis.primary[0].power_ratio.value(), 0.99);
    }
}

TEST(Analyse, keeps_the_control_when_the_treatment_is_worse) {
    for (const Method method : all_methods) {
        const auto analysis = analyse(plan_of(method), data_of(1000, -0.3), {});
        EXPECT_EQ(analysis.decision, Decision::keep) << to_string(method);
        EXPECT_EQ(analysis.primary[0].finding, Finding::worse) << to_string(method);
    }
}

TEST(Analyse, lower_is_better_turns_the_decision) {
    for (const Method method : all_methods) {
        auto plan = plan_of(method);
        plan.primary.better = Direction::lower;
        EXPECT_EQ(analyse(plan, data_of(1000, -0.3), {}).decision, Decision::ship);
        EXPECT_EQ(analyse(plan, data_of(1000, 0.3), {}).decision, Decision::keep);
    }
}

TEST(Analyse, goes_on_without_a_difference_and_ends_at_the_planned_units) {
    for (const Method method : all_methods) {
        EXPECT_EQ(analyse(plan_of(method), data_of(600, 0), {}).decision, Decision::go_on);
        const auto ended = analyse(plan_of(method), data_of(1000, 0, 3), {});
        EXPECT_EQ(ended.decision, Decision::keep) << to_string(method);
        EXPECT_EQ(ended.primary[0].finding, Finding::none);
    }
}

TEST(Analyse, a_peek_with_a_fixed_method_decides_nothing_and_says_so) {
    for (const Method method : {Method::fixed, Method::bayes}) {
        auto data = data_of(600, 0.3);
        const auto peek = analyse(plan_of(method), data, {});
        EXPECT_EQ(peek.decision, Decision::go_on);
        EXPECT_THAT(peek.warnings, ::testing::Contains(HasSubstr("not valid")));
        data.is_stopped = true;
        const auto stopped = analyse(plan_of(method), data, {});
        EXPECT_EQ(stopped.decision, Decision::keep);
        EXPECT_THAT(stopped.why, HasSubstr("too early"));
    }
}

TEST(Analyse, a_fixed_method_speaks_once) {
    const auto plan = plan_of(Method::fixed);
    const auto first = analyse(plan, data_of(1000, 0, 3), {});
    ASSERT_EQ(first.decision, Decision::keep);
    const std::vector<LookRecord> looks = {first.look};
    EXPECT_EQ(analyse(plan, data_of(2000, 0.3), looks).decision, Decision::keep);
}

TEST(Analyse, decides_nothing_with_few_units) {
    for (const Method method : all_methods) {
        for (const std::size_t count : {0U, 1U, 2U, 3U, 20U}) {
            const auto analysis = analyse(plan_of(method), data_of(count, 5), {});
            EXPECT_EQ(analysis.decision, Decision::go_on) << to_string(method) << count;
        }
    }
}

TEST(Analyse, what_a_look_showed_stands_at_later_looks) {
    const auto plan = plan_of(Method::confidence_sequence);
    const auto first = analyse(plan, data_of(600, 0.5), {});
    ASSERT_EQ(first.decision, Decision::ship);
    const std::vector<LookRecord> looks = {look_from_json(to_json(first.look)).value()};
    const auto second = analyse(plan, data_of(800, 0), looks);
    EXPECT_EQ(second.decision, Decision::ship);
    EXPECT_THAT(second.why, HasSubstr("look 1 showed it"));
}

TEST(Analyse, a_sample_ratio_mismatch_blocks_until_it_is_acknowledged) {
    auto data = data_of(1000, 0.3);
    data.assigned_counts = {700, 300};
    const auto plan = plan_of(Method::confidence_sequence);
    EXPECT_EQ(analyse(plan, data, {}).decision, Decision::blocked);
    data.acknowledgements = {{.note = "bots were removed", .at = {}}};
    const auto allowed = analyse(plan, data, {});
    EXPECT_EQ(allowed.decision, Decision::ship);
    EXPECT_THAT(allowed.warnings, ::testing::Contains(HasSubstr("bots were removed")));
}

TEST(Analyse, a_breached_guardrail_halts_and_stays) {
    auto plan = plan_of(Method::confidence_sequence, 5000);
    plan.guardrails = {
        {.name = "latency", .better = Direction::lower, .label = "latency", .margin = 0.1}};
    auto data = data_of(1000, 0.3);
    for (const auto variant : data.variants)
        data.columns["latency"].push_back(
            1 + 0.5 * variant + 0.01 * static_cast<double>(data.columns["latency"].size() % 7));
    const auto halted = analyse(plan, data, {});
    EXPECT_EQ(halted.decision, Decision::halted) << halted.why;
    EXPECT_GT(halted.guardrails[0].harm_low.value(), 0.1);
    const std::vector<LookRecord> looks = {halted.look};
    auto calm = data_of(1200, 0.3);
    calm.columns["latency"] = calm.columns["score"];
    EXPECT_EQ(analyse(plan, calm, looks).decision, Decision::halted);
    plan.guardrails[0].margin = 1;
    EXPECT_EQ(analyse(plan, data, {}).decision, Decision::ship);
}

TEST(Analyse, undefined_effects_have_a_status_and_no_number) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    auto same = data_of(1000, 0);
    for (auto& score : same.columns["score"]) score = 1;
    auto missing = data_of(1000, 0);
    for (auto& score : missing.columns["score"]) score.reset();
    auto one_arm = data_of(1000, 0);
    for (std::size_t i = 1; i < 1000; i += 2) one_arm.columns["score"][i].reset();
    auto endless = data_of(1000, 0);
    endless.columns["score"][7] = infinity;
    auto no_column = data_of(1000, 0);
    no_column.columns.clear();
    for (const auto* data : {&same, &missing, &one_arm, &endless, &no_column}) {
        for (const Method method : all_methods) {
            const auto analysis = analyse(plan_of(method), *data, {});
            EXPECT_EQ(analysis.decision, Decision::keep) << to_string(method);
            EXPECT_NE(analysis.primary[0].status, stats::Status::ok) << to_string(method);
            EXPECT_FALSE(analysis.primary[0].interval) << to_string(method);
            EXPECT_FALSE(analysis.warnings.empty());
        }
    }
}

TEST(Analyse, secondary_metrics_are_adjusted_together) {
    auto plan = plan_of(Method::fixed);
    plan.secondary = {{.name = "a", .label = "score"}, {.name = "b", .label = "score"}};
    const auto analysis = analyse(plan, data_of(1000, 0.05), {});
    ASSERT_EQ(analysis.secondary.size(), 2U);
    EXPECT_DOUBLE_EQ(analysis.secondary[0].adjusted_p_value.value(),
                     std::min(1.0, 2 * analysis.secondary[0].p_value.value()));
}

TEST(Analyse, a_covariate_narrows_the_interval) {
    auto plan = plan_of(Method::confidence_sequence);
    auto data = data_of(1000, 0.1);
    for (std::size_t i = 0; i < 1000; ++i)
        data.columns["before"].push_back(*data.columns["score"][i] - (i % 2 == 1 ? 0.1 : 0.0) +
                                         0.01 * static_cast<double>(i % 5));
    const auto plain = analyse(plan, data, {});
    plan.covariate = "before";
    const auto adjusted = analyse(plan, data, {});
    EXPECT_GT(adjusted.primary[0].effect.variance_reduction_ratio.value(), 0.9);
    EXPECT_LT(*adjusted.primary[0].effect.standard_error,
              *plain.primary[0].effect.standard_error / 3);
}

TEST(Analyse, predictions_narrow_what_few_labels_say) {
    auto plan = plan_of(Method::confidence_sequence);
    plan.stopping.unit_count_min = 100;
    plan.primary.proxy = "judge";
    auto data = data_of(1000, 0.5);
    data.columns["judge"] = data.columns["score"];
    for (std::size_t i = 0; i < 1000; ++i) {
        *data.columns["judge"][i] += 0.02 * static_cast<double>(i % 7);
        if (i % 10 > 1) data.columns["score"][i].reset();
    }
    const auto analysis = analyse(plan, data, {});
    EXPECT_EQ(analysis.primary[0].effect.control.count, 100U);
    EXPECT_GT(analysis.primary[0].effect.label_gain.value(), 3);
    EXPECT_NEAR(analysis.primary[0].effect.value.value(), 0.5, 0.1);
    EXPECT_EQ(analysis.decision, Decision::ship);
}

TEST(Analyse, beta_binomial_decides_rates) {
    auto plan = plan_of(Method::beta_binomial);
    plan.primary.kind = MetricKind::rate;
    auto data = data_of(1000, 0);
    for (std::size_t i = 0; i < 1000; ++i)
        data.columns["score"][i] = (i / 2) % 10 < (i % 2 == 0 ? 3 : 6) ? 1 : 0;
    const auto analysis = analyse(plan, data, {});
    EXPECT_EQ(analysis.decision, Decision::ship) << analysis.why;
    EXPECT_NEAR(analysis.primary[0].effect.value.value(), 0.3, 1e-12);
}

TEST(Analyse, alpha_is_shared_between_treatments) {
    auto plan = plan_of(Method::fixed);
    plan.variants = {{"old", 0.4}, {"x", 0.3}, {"y", 0.3}};
    auto data = data_of(1000, 0);
    data.assigned_counts = {400, 300, 300};
    for (std::size_t i = 0; i < 1000; ++i) {
        data.variants[i] = i < 400 ? 0 : i < 700 ? 1 : 2;
        if (i >= 400) *data.columns["score"][i] += i < 700 ? 0.2 : 0.4;
    }
    const auto analysis = analyse(plan, data, {});
    EXPECT_EQ(analysis.shipped, "y");
    EXPECT_DOUBLE_EQ(analysis.primary[0].interval->level_ratio, 0.975);
}

/// Of experiments without an effect, watched at 5 looks, how many ship or are kept as worse.
double false_alarm_ratio(Method method) {
    constexpr int repeats = 200;
    int alarms = 0;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        const auto full = data_of(1000, 0, 100 + static_cast<std::uint64_t>(repeat));
        std::vector<LookRecord> looks;
        for (std::size_t count = 200; count <= 1000; count += 200) {
            auto data = full;
            data.variants.resize(count);
            data.columns["score"].resize(count);
            data.assigned_counts = {count / 2, count / 2};
            auto plan = plan_of(method);
            plan.primary.effect.reset();
            looks.push_back(analyse(plan, data, looks).look);
            if (looks.back().points[0].finding != Finding::none) {
                ++alarms;
                break;
            }
        }
    }
    return static_cast<double>(alarms) / repeats;
}

TEST(Analyse, false_alarms_stay_below_alpha_however_often_one_looks) {
    // 5 % and three standard errors of 200 repeats.
    constexpr double most = 0.05 + 3 * 0.0154;
    for (const Method method :
         {Method::fixed, Method::confidence_sequence, Method::group_sequential})
        EXPECT_LE(false_alarm_ratio(method), most) << to_string(method);
}

TEST(LookFromJson, refuses_damage) {
    const auto look = analyse(plan_of(Method::fixed), data_of(1000, 0.3), {}).look;
    EXPECT_EQ(look_from_json(to_json(look)).value(), look);
    EXPECT_EQ(look_from_json(7).error().kind, ErrorKind::corrupt);
    Json broken = to_json(look);
    broken.get_object()["decision"] = "maybe";
    EXPECT_EQ(look_from_json(broken).error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace assay::experiment
