#include "experiment/sample_size.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace assay::experiment {
namespace {

TEST(SampleSize, agrees_with_the_textbook) {
    EXPECT_EQ(sample_size({.design = SampleDesign::two_means, .effect = 0.2})->control_count, 394U);
    EXPECT_EQ(sample_size({.design = SampleDesign::paired, .effect = 0.2})->unit_count(), 199U);
    EXPECT_EQ(
        sample_size({.design = SampleDesign::two_rates, .effect = 0.02, .baseline_ratio = 0.1})
            ->control_count,
        3841U);
}

TEST(SampleSize, grows_with_clusters_and_looks) {
    const SampleQuestion plain{.design = SampleDesign::two_means, .effect = 0.2};
    SampleQuestion clustered = plain;
    clustered.cluster_size = 10;
    clustered.cluster_correlation = 0.05;
    EXPECT_NEAR(static_cast<double>(sample_size(clustered)->control_count), 1.45 * 393.4, 1);
    SampleQuestion watched = plain;
    watched.method = Method::group_sequential;
    EXPECT_NEAR(static_cast<double>(sample_size(watched)->control_count), 1.03 * 393.4, 6);
}

TEST(SampleSize, of_a_sequence_is_above_that_of_a_fixed_test) {
    const auto watched = sample_size({.effect = 0.2, .method = Method::confidence_sequence});
    EXPECT_GT(watched->control_count, 1.4 * 394);
    EXPECT_LT(watched->control_count, 2.2 * 394);
}

TEST(SampleSize, falls_along_the_curve) {
    const auto curve =
        sample_size_curve(
            {.design = SampleDesign::two_rates, .effect = 0.05, .baseline_ratio = 0.9})
            .value();
    ASSERT_GE(curve.size(), 4U);
    for (std::size_t i = 1; i < curve.size(); ++i) {
        EXPECT_GT(curve[i].effect, curve[i - 1].effect);
        EXPECT_LT(curve[i].control_count, curve[i - 1].control_count);
    }
    EXPECT_LE(curve.back().effect, 0.1 + 1e-12);
}

TEST(SampleSize, refuses_what_has_no_answer) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(sample_size({.effect = 0}));
    EXPECT_FALSE(sample_size({.effect = nan}));
    EXPECT_FALSE(sample_size({.effect = 1e-9}));
    EXPECT_FALSE(sample_size({.effect = 1, .standard_deviation = 0}));
    EXPECT_FALSE(sample_size({.effect = 1, .cluster_size = 0.5}));
    EXPECT_FALSE(
        sample_size({.design = SampleDesign::two_rates, .effect = 0.2, .baseline_ratio = 0.9}));
    EXPECT_FALSE(sample_size({.effect = 1, .aim = {.alpha = nan}}));
}

}  // namespace
}  // namespace assay::experiment
