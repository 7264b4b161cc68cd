#include "stats/calibration.hpp"

#include "stats/effect_size.hpp"
#include "stats/isotonic.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace assay::stats {
namespace {

using Outcomes = std::vector<std::uint8_t>;

TEST(BrierScore, is_the_mean_squared_distance) {
    const std::vector<double> predicted = {0.9, 0.2, 0.5};
    const Estimate out = brier_score(predicted, Outcomes{1, 0, 1}, 0.95);
    EXPECT_NEAR(*out.value, (0.01 + 0.04 + 0.25) / 3, 1e-15);
    EXPECT_TRUE(out.interval.has_value());
}

TEST(LogLoss, of_a_coin_is_log_two) {
    const std::vector<double> predicted(4, 0.5);
    EXPECT_NEAR(*log_loss(predicted, Outcomes{1, 0, 1, 0}, 0.95).value, std::log(2), 1e-15);
}

TEST(LogLoss, of_a_sure_error_is_finite) {
    const std::vector<double> predicted = {0, 1};
    EXPECT_NEAR(*log_loss(predicted, Outcomes{1, 0}, 0.95).value, 34.54, 0.01);
    EXPECT_NEAR(*log_loss(predicted, Outcomes{0, 1}, 0.95).value, 0, 1e-14);
}

TEST(CalibrationBins, put_a_boundary_into_the_upper_bin_and_one_into_the_last) {
    const std::vector<double> predicted = {0, 0.1, 0.3, std::nextafter(0.3, 0), 0.7, 1};
    const auto bins = calibration_bins(predicted, Outcomes{0, 0, 0, 0, 1, 1}, 10);
    ASSERT_EQ(bins.size(), 10);
    const std::array<std::size_t, 10> counts = {1, 1, 1, 1, 0, 0, 0, 1, 0, 1};
    for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(bins[i].count, counts[i]) << i;
}

TEST(ExpectedCalibrationError, is_0_when_what_is_predicted_happens_as_often) {
    const std::vector<double> predicted(4, 0.75);
    const Estimate out = expected_calibration_error(predicted, Outcomes{1, 1, 1, 0}, 10);
    EXPECT_DOUBLE_EQ(*out.value, 0);
    EXPECT_EQ(out.warnings.size(), 1);
}

TEST(ExpectedCalibrationError, weighs_bins_by_their_count) {
    const std::vector<double> predicted = {0.05, 0.05, 0.05, 0.95};
    EXPECT_NEAR(*expected_calibration_error(predicted, Outcomes{0, 0, 0, 0}, 10).value,
                (3 * 0.05 + 0.95) / 4,
                1e-15);
}

TEST(RocAuc, is_one_for_a_perfect_ranking_and_a_half_for_ties) {
    const std::vector<double> scores = {1, 2, 3, 4};
    EXPECT_EQ(*roc_auc(scores, Outcomes{0, 0, 1, 1}, 0.95).value, 1);
    EXPECT_EQ(*roc_auc(scores, Outcomes{1, 1, 0, 0}, 0.95).value, 0);
    EXPECT_EQ(*roc_auc(std::vector<double>(4, 7), Outcomes{1, 0, 1, 0}, 0.95).value, 0.5);
}

TEST(RocAuc, is_the_probability_of_superiority_and_its_interval_covers) {
    std::mt19937_64 random(83);
    std::normal_distribution<double> normal;
    const double truth = 0.5 * std::erfc(-1 / std::sqrt(2) / std::sqrt(2));
    int covered = 0;
    constexpr int replications = 1000;
    for (int i = 0; i < replications; ++i) {
        std::vector<double> scores, positives, negatives;
        Outcomes outcomes;
        for (int k = 0; k < 100; ++k) {
            const bool positive = k % 3 == 0;
            scores.push_back(normal(random) + (positive ? 1 : 0));
            outcomes.push_back(positive ? 1 : 0);
            (positive ? positives : negatives).push_back(scores.back());
        }
        const Estimate out = roc_auc(scores, outcomes, 0.95);
        EXPECT_NEAR(*out.value, *probability_of_superiority(negatives, positives), 1e-12);
        covered += out.interval->low <= truth && truth <= out.interval->high ? 1 : 0;
    }
    EXPECT_GT(covered, 0.92 * replications);
    EXPECT_LT(covered, 0.97 * replications);
}

TEST(RocAuc, is_undefined_with_one_outcome) {
    const std::vector<double> scores = {1, 2};
    EXPECT_EQ(roc_auc(scores, Outcomes{1, 1}, 0.95).status, Status::no_variation);
    EXPECT_EQ(roc_auc(scores, Outcomes{1, 1}, 0.95).value, std::nullopt);
    EXPECT_EQ(roc_auc({}, {}, 0.95).status, Status::insufficient_data);
    const Estimate small = roc_auc(scores, Outcomes{0, 1}, 0.95);
    EXPECT_EQ(small.status, Status::insufficient_data);
    EXPECT_EQ(*small.value, 1);
}

TEST(Calibration, refuses_what_is_no_probability_and_no_outcome) {
    const std::vector<double> wrong = {0.5, 1.1};
    const std::vector<double> nan = {0.5, std::numeric_limits<double>::quiet_NaN()};
    const std::vector<double> right = {0.5, 0.5};
    const Outcomes outcomes = {0, 1};
    EXPECT_EQ(brier_score(wrong, outcomes, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(log_loss(nan, outcomes, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(brier_score(right, Outcomes{0, 2}, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(brier_score(right, Outcomes{0}, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(expected_calibration_error(right, outcomes, 0).status, Status::invalid_argument);
    EXPECT_EQ(roc_auc(nan, outcomes, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(brier_score({}, {}, 0.95).status, Status::insufficient_data);
    EXPECT_EQ(expected_calibration_error({}, {}, 10).status, Status::insufficient_data);
}

TEST(IsotonicRegression, pools_what_goes_down) {
    const std::vector<double> x = {1, 2, 3, 4, 5};
    const std::vector<double> y = {1, 3, 2, 4, 3};
    const auto fit = *IsotonicRegression::fit(x, y);
    const std::array<double, 5> expected = {1, 2.5, 2.5, 3.5, 3.5};
    for (std::size_t i = 0; i < 5; ++i) EXPECT_DOUBLE_EQ(fit.predict(x[i]), expected[i]);
    EXPECT_DOUBLE_EQ(fit.predict(0), 1);
    EXPECT_DOUBLE_EQ(fit.predict(9), 3.5);
    EXPECT_DOUBLE_EQ(fit.predict(1.5), 1.75);
}

TEST(IsotonicRegression, weighs_points_and_pools_equal_x) {
    const std::vector<double> x = {2, 1, 2};
    const std::vector<double> y = {0, 0.5, 1};
    const std::vector<double> weights = {1, 1, 3};
    const auto fit = *IsotonicRegression::fit(x, y, weights);
    EXPECT_DOUBLE_EQ(fit.predict(2), 0.75);
    EXPECT_DOUBLE_EQ(fit.predict(1), 0.5);
}

TEST(IsotonicRegression, never_goes_down) {
    std::mt19937_64 random(89);
    std::uniform_real_distribution<double> uniform;
    std::vector<double> x(500), y(500);
    for (std::size_t i = 0; i < 500; ++i) {
        x[i] = std::round(uniform(random) * 100);
        y[i] = uniform(random) + x[i] / 200;
    }
    const auto fit = *IsotonicRegression::fit(x, y);
    for (double at = -1; at < 101; at += 0.1) EXPECT_LE(fit.predict(at), fit.predict(at + 0.1));
}

TEST(IsotonicRegression, survives_its_knots) {
    const auto fit =
        *IsotonicRegression::fit(std::vector{1.0, 2.0, 3.0}, std::vector{0.1, 0.4, 0.3});
    const auto again = IsotonicRegression::from_knots(fit.knots());
    EXPECT_EQ(again->predict(1.7), fit.predict(1.7));
    EXPECT_FALSE(IsotonicRegression::from_knots({}));
    EXPECT_FALSE(IsotonicRegression::from_knots({{1, 0}, {1, 1}}));
    EXPECT_FALSE(IsotonicRegression::from_knots({{1, 1}, {2, 0}}));
    EXPECT_FALSE(IsotonicRegression::fit({}, {}));
}

}  // namespace
}  // namespace assay::stats
