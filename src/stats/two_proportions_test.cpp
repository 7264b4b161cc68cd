#include "stats/two_proportions.hpp"

#include "stats/mcnemar.hpp"

#include <gtest/gtest.h>

namespace assay::stats {
namespace {

TEST(Fisher, finds_the_p_value_of_the_lady_tasting_tea) {
    EXPECT_NEAR(*fisher_exact_test({1, 4}, {3, 4}).p_value, 34.0 / 70, 1e-12);
}

TEST(TwoProportions, mirrors_its_intervals_when_the_groups_change_places) {
    for (const auto interval_of :
         {wald_difference_interval, newcombe_interval, agresti_caffo_interval}) {
        const auto there = interval_of({3, 20}, {9, 25}, 0.95);
        const auto back = interval_of({9, 25}, {3, 20}, 0.95);
        EXPECT_NEAR(there->low, -back->high, 1e-12);
        EXPECT_NEAR(there->high, -back->low, 1e-12);
        EXPECT_EQ(interval_of({0, 0}, {3, 20}, 0.95), std::nullopt);
    }
}

TEST(ScoreInterval, ends_where_the_score_test_rejects) {
    const auto mee = score_difference_interval({7, 34}, {1, 34}, ScoreConvention::mee, 0.95);
    const auto wider =
        score_difference_interval({7, 34}, {1, 34}, ScoreConvention::miettinen_nurminen, 0.95);
    EXPECT_NEAR(mee->low, -0.34394, 1e-5);
    EXPECT_LT(wider->low, mee->low);
    EXPECT_GT(wider->high, mee->high);
    const auto back = score_difference_interval({1, 34}, {7, 34}, ScoreConvention::mee, 0.95);
    EXPECT_NEAR(mee->low, -back->high, 1e-12);
}

TEST(TwoProportions, without_successes_have_no_z) {
    EXPECT_EQ(two_proportion_z_test({0, 5}, {0, 9}).status, Status::zero_variance);
    EXPECT_EQ(two_proportion_z_test({0, 0}, {0, 9}).status, Status::insufficient_data);
    EXPECT_EQ(two_proportion_z_test({6, 5}, {0, 9}).status, Status::invalid_argument);
}

TEST(RateDifference, is_tested_exactly_where_counts_are_small) {
    EXPECT_EQ(rate_difference_test({30, 100}, {40, 100}, 0.95).method, "two proportions, z");
    EXPECT_EQ(rate_difference_test({4, 100}, {5, 100}, 0.95).method, "fisher, exact");
    EXPECT_EQ(rate_difference_test({96, 100}, {95, 100}, 0.95).method, "fisher, exact");
    EXPECT_EQ(rate_difference_test({500, 1000}, {2, 8}, 0.95).method, "fisher, exact");
    EXPECT_EQ(rate_difference_test({4, 100}, {5, 100}, 0.95).interval,
              newcombe_interval({4, 100}, {5, 100}, 0.95));
    EXPECT_EQ(rate_difference_test({0, 9}, {0, 9}, 0.95).p_value, 1);
}

TEST(RateDifference, says_why_it_is_undefined) {
    EXPECT_EQ(rate_difference_test({0, 0}, {1, 9}, 0.95).status, Status::insufficient_data);
    EXPECT_EQ(rate_difference_test({5, 4}, {1, 9}, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(rate_difference_test({1, 4}, {1, 9}, 1).status, Status::invalid_argument);
}

TEST(McNemar, is_exact_below_25_discordant_samples) {
    EXPECT_EQ(suited_mcnemar_test({4, 20}).p_value, mcnemar_exact_test({4, 20}).p_value);
    EXPECT_EQ(suited_mcnemar_test({5, 20}).p_value,
              mcnemar_test({5, 20}, Continuity::corrected).p_value);
}

TEST(McNemar, exact_p_is_the_binomial_tail) {
    EXPECT_NEAR(*mcnemar_exact_test({0, 5}).p_value, 0.0625, 1e-15);
    EXPECT_EQ(*mcnemar_exact_test({3, 3}).p_value, 1);
    EXPECT_EQ(mcnemar_test({0, 0}, Continuity::corrected).status, Status::zero_variance);
}

}  // namespace
}  // namespace assay::stats
