#include "stats/score_distribution.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace assay::stats {
namespace {

TEST(ScoreDistribution, weighs_scores_with_their_probabilities) {
    const std::array tokens = {ScoreToken{2, std::log(0.2)}, ScoreToken{4, std::log(0.6)}};
    const ScoreDistribution out = score_distribution(tokens);
    EXPECT_NEAR(*out.score, 3.5, 1e-12);
    EXPECT_NEAR(*out.standard_deviation, std::sqrt(0.75), 1e-12);
    EXPECT_NEAR(out.covered_mass_ratio, 0.8, 1e-12);
}

TEST(ScoreDistribution, adds_tokens_of_one_score) {
    const std::array apart = {
        ScoreToken{1, std::log(0.3)}, ScoreToken{1, std::log(0.1)}, ScoreToken{2, std::log(0.4)}};
    const ScoreDistribution out = score_distribution(apart);
    EXPECT_NEAR(*out.score, 1.5, 1e-12);
}

TEST(ScoreDistribution, does_not_change_when_all_tokens_become_less_likely) {
    const std::array tokens = {ScoreToken{1, -1000}, ScoreToken{5, -1000}};
    const ScoreDistribution out = score_distribution(tokens);
    EXPECT_DOUBLE_EQ(*out.score, 3);
    EXPECT_EQ(out.covered_mass_ratio, 0);
}

TEST(ScoreDistribution, never_covers_more_than_everything) {
    const std::array tokens = {ScoreToken{1, 1e-6}};
    EXPECT_EQ(score_distribution(tokens).covered_mass_ratio, 1);
    EXPECT_EQ(*score_distribution(tokens).standard_deviation, 0);
}

TEST(ScoreDistribution, is_undefined_without_a_token_of_the_scale) {
    const double infinity = std::numeric_limits<double>::infinity();
    const std::array impossible = {ScoreToken{1, -infinity}};
    for (const auto& out : {score_distribution({}), score_distribution(impossible)}) {
        EXPECT_EQ(out.status, Status::no_valid_score_tokens);
        EXPECT_EQ(out.score, std::nullopt);
    }
}

TEST(ScoreDistribution, refuses_numbers_that_are_none) {
    const double infinity = std::numeric_limits<double>::infinity();
    for (const ScoreToken bad : {ScoreToken{1, std::nan("")},
                                 ScoreToken{1, infinity},
                                 ScoreToken{infinity, -1},
                                 ScoreToken{std::nan(""), -1}}) {
        const std::array tokens = {ScoreToken{1, -1}, bad};
        EXPECT_EQ(score_distribution(tokens).status, Status::invalid_argument);
    }
}

}  // namespace
}  // namespace assay::stats
