#include "distill/drift_monitor.hpp"

#include "distill/planted.hpp"
#include "distill/train.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace assay::distill {
namespace {

constexpr Quality quality{.mean_absolute_error = 0.1,
                          .absolute_error_sd = 0.06,
                          .residual_mean = 0,
                          .residual_sd = 0.115};

/// Residuals uniform within +-spread, around `shift`.
void feed(DriftMonitor& monitor, std::size_t count, double shift, double spread) {
    std::mt19937_64 random(monitor.count() + 1);
    for (std::size_t i = 0; i < count; ++i) {
        const double uniform = static_cast<double>(random() >> 11U) * 0x1p-52 - 1;
        monitor.add(0.5, 0.5 + shift + spread * uniform);
    }
}

TEST(DriftMonitor, is_silent_while_nothing_moves) {
    DriftMonitor monitor(quality);
    feed(monitor, 2000, 0, 0.2);
    EXPECT_FALSE(monitor.advice().has_value());
    EXPECT_EQ(monitor.count(), 2000U);
}

TEST(DriftMonitor, alarms_soon_after_a_planted_shift) {
    DriftMonitor monitor(quality);
    feed(monitor, 500, 0, 0.2);
    feed(monitor, 60, -0.12, 0.2);
    const auto advice = monitor.advice().value();
    EXPECT_EQ(advice.kind, DriftKind::bias);
    EXPECT_EQ(advice.alarm.direction, stats::DriftDirection::down);
    EXPECT_GT(advice.alarm.index, 500U);
    EXPECT_NEAR(static_cast<double>(advice.alarm.since_index), 500, 15);
    EXPECT_NE(advice.reason.find("less than the distilled judge predicts"), std::string::npos);
}

TEST(DriftMonitor, notices_larger_errors_without_a_bias) {
    DriftMonitor monitor(quality);
    feed(monitor, 500, 0, 0.2);
    for (int i = 0; i < 100; ++i) monitor.add(0.5, i % 2 == 0 ? 0.75 : 0.25);
    EXPECT_EQ(monitor.advice().value().kind, DriftKind::error);
}

TEST(DriftMonitor, does_not_mind_better_predictions_but_sees_worse_ones_after_them) {
    DriftMonitor monitor(quality);
    feed(monitor, 500, 0, 0.02);
    EXPECT_FALSE(monitor.advice().has_value());
    for (int i = 0; i < 100; ++i) monitor.add(0.5, i % 2 == 0 ? 0.75 : 0.25);
    EXPECT_EQ(monitor.advice().value().kind, DriftKind::error);
}

TEST(DriftMonitor, ignores_what_is_no_number) {
    DriftMonitor monitor(quality);
    for (int i = 0; i < 100; ++i) monitor.add(0.5, std::numeric_limits<double>::quiet_NaN());
    EXPECT_FALSE(monitor.advice().has_value());
    EXPECT_EQ(monitor.count(), 100U);
}

TEST(DriftMonitor, watches_a_trained_judge_whose_judge_turns_strict) {
    const auto judge = train(planted({.count = 600}), {}).value().judge;
    DriftMonitor monitor(judge.quality());
    const auto fresh = planted({.count = 600, .seed = 5});
    for (const Example& example : fresh)
        monitor.add(judge.predict(example).value().score, example.score);
    EXPECT_FALSE(monitor.advice().has_value());
    for (std::size_t i = 0; i < 60; ++i)
        monitor.add(judge.predict(fresh[i]).value().score, fresh[i].score * 0.5);
    ASSERT_TRUE(monitor.advice().has_value());
    EXPECT_GE(monitor.advice()->alarm.index, 600U);
}

}  // namespace
}  // namespace assay::distill
