#include "experiment/leaderboard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

namespace assay::experiment {
namespace {

using testing::HasSubstr;

double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

/// `count` battles, won by the first.
void play(Battles& battles, std::string_view winner, std::string_view loser, int count = 1) {
    for (int i = 0; i < count; ++i)
        ASSERT_TRUE(battles.add({.model_a = winner, .model_b = loser, .winner = "a"}));
}

const LeaderboardRow& row_of(const Leaderboard& board, std::string_view model) {
    for (const LeaderboardRow& row : board.rows)
        if (row.model == model) return row;
    ADD_FAILURE() << "no row for " << model;
    return board.rows.front();
}

std::string error_of(Battles& battles, const BattleRecord& record) {
    const auto added = battles.add(record);
    return added ? "added" : added.error().message;
}

TEST(Battles, reads_winners_as_people_and_arenas_write_them) {
    Battles battles;
    for (const std::string_view winner :
         {"a", "model_a", "b", "model_b", "tie", "both_bad", "tie (bothbad)", "0.25", "1"})
        ASSERT_TRUE(battles.add({.model_a = "x", .model_b = "y", .winner = winner})) << winner;
    std::vector<double> shares;
    for (const auto& one : battles.comparisons()) shares.push_back(one.first_share);
    EXPECT_THAT(shares, testing::ElementsAre(1, 1, 0, 0, 0.5, 0.5, 0.5, 0.25, 1));
    EXPECT_EQ(battles.both_bad_count(), 2U);
}

TEST(Battles, names_the_field_that_is_wrong) {
    Battles battles;
    EXPECT_THAT(error_of(battles, {.model_a = "x", .model_b = "y", .winner = "c"}),
                HasSubstr("field 'winner': 'c' is none of a, b, tie, both_bad"));
    EXPECT_THAT(error_of(battles, {.model_a = "x", .model_b = "y", .winner = "1.5"}),
                HasSubstr("field 'winner'"));
    EXPECT_THAT(error_of(battles, {.model_a = "x", .model_b = "x", .winner = "a"}),
                HasSubstr("field 'model_b': 'x' is model_a too"));
    EXPECT_THAT(error_of(battles, {.model_a = "", .model_b = "y", .winner = "a"}),
                HasSubstr("field 'model_a'"));
    for (const std::string_view weight : {"0", "-1", "nan", "inf", "1e300", "x"})
        EXPECT_THAT(
            error_of(battles, {.model_a = "x", .model_b = "y", .winner = "a", .weight = weight}),
            HasSubstr("field 'weight'"));
    Battles controlled({"length"});
    const std::array<std::string_view, 2> styles = {"12", ""};
    EXPECT_THAT(
        error_of(controlled, {.model_a = "x", .model_b = "y", .winner = "a", .styles = styles}),
        HasSubstr("field 'length_b'"));
    EXPECT_TRUE(battles.comparisons().empty());
}

TEST(Leaderboard, rates_the_example_of_the_docs) {
    Battles battles;
    play(battles, "A", "B", 2), play(battles, "B", "A", 3);
    play(battles, "A", "D", 1), play(battles, "D", "A", 4);
    play(battles, "B", "C", 5), play(battles, "C", "B", 3);
    play(battles, "C", "D", 1), play(battles, "D", "C", 3);
    const auto board = make_leaderboard(battles, {});
    ASSERT_TRUE(board);
    EXPECT_EQ(board->rows.front().model, "D");
    EXPECT_NEAR(*row_of(*board, "A").rating.value, 922, 1);
    EXPECT_NEAR(*row_of(*board, "D").rating.value, 1142, 1);
    EXPECT_EQ(row_of(*board, "D").rank_low, 1U);
    EXPECT_EQ(row_of(*board, "D").rank_high, 4U);
    EXPECT_EQ(row_of(*board, "A").tally.won, 3);
    EXPECT_EQ(row_of(*board, "A").tally.lost, 7);
}

TEST(Leaderboard, gives_no_number_to_who_never_lost_or_never_won_or_met_nobody) {
    Battles battles;
    play(battles, "a", "b", 3), play(battles, "b", "a", 2);
    play(battles, "champion", "a", 4);
    play(battles, "b", "loser", 4);
    play(battles, "far", "away"), play(battles, "away", "far");
    const auto board = make_leaderboard(battles, {});
    ASSERT_TRUE(board);
    EXPECT_EQ(row_of(*board, "champion").standing, Standing::above);
    EXPECT_EQ(row_of(*board, "loser").standing, Standing::below);
    EXPECT_EQ(row_of(*board, "far").standing, Standing::apart);
    for (const std::string_view model : {"champion", "loser", "far", "away"}) {
        EXPECT_FALSE(row_of(*board, model).rating.value) << model;
        EXPECT_EQ(row_of(*board, model).rank, 0U);
        EXPECT_FALSE(row_of(*board, model).message.empty());
    }
    EXPECT_TRUE(row_of(*board, "a").rating.value);
    EXPECT_EQ(board->rows.front().model, "champion");
    EXPECT_EQ(board->rated_battle_count, 5U);
}

TEST(Leaderboard, rates_all_with_a_prior_and_says_so) {
    Battles battles;
    play(battles, "a", "b", 3);
    const auto board = make_leaderboard(battles, {.prior_win_count = 0.5});
    ASSERT_TRUE(board);
    EXPECT_TRUE(row_of(*board, "a").rating.value);
    EXPECT_THAT(board->warnings, testing::Contains(HasSubstr("0.5 wins each way")));
}

TEST(Leaderboard, has_a_status_without_battles_that_rank) {
    const auto nothing = make_leaderboard(Battles(), {});
    ASSERT_TRUE(nothing);
    EXPECT_EQ(nothing->status, stats::Status::insufficient_data);
    Battles battles;
    play(battles, "a", "b", 5);
    const auto one_way = make_leaderboard(battles, {});
    ASSERT_TRUE(one_way);
    EXPECT_EQ(one_way->status, stats::Status::insufficient_data);
    for (const auto& row : one_way->rows) EXPECT_FALSE(row.message.empty());
}

TEST(Leaderboard, does_not_depend_on_which_side_a_model_was_shown) {
    Battles straight({"length"});
    Battles swapped({"length"});
    std::mt19937_64 random(7);
    const std::array<std::string_view, 3> models = {"x", "y", "z"};
    for (int i = 0; i < 300; ++i) {
        const auto a = static_cast<std::size_t>(i % 3);
        const std::size_t b = (a + 1) % 3;
        const std::string length_a = std::to_string(random() % 500);
        const std::string length_b = std::to_string(random() % 500);
        const bool is_win = uniform(random) < 0.6;
        const std::array<std::string_view, 2> there = {length_a, length_b};
        const std::array<std::string_view, 2> back = {length_b, length_a};
        ASSERT_TRUE(straight.add({.model_a = models[a],
                                  .model_b = models[b],
                                  .winner = is_win ? "a" : "b",
                                  .styles = there}));
        ASSERT_TRUE(swapped.add({.model_a = models[b],
                                 .model_b = models[a],
                                 .winner = is_win ? "b" : "a",
                                 .styles = back}));
    }
    const auto one = make_leaderboard(straight, {.baseline = "x"});
    const auto two = make_leaderboard(swapped, {.baseline = "x"});
    ASSERT_TRUE(one);
    ASSERT_TRUE(two);
    for (const std::string_view model : models)
        EXPECT_NEAR(*row_of(*one, model).rating.value, *row_of(*two, model).rating.value, 1e-6);
    EXPECT_NEAR(*one->controls[0].coefficient.value, *two->controls[0].coefficient.value, 1e-9);
    EXPECT_NEAR(*row_of(*one, "y").controlled_win_rate->value,
                *row_of(*two, "y").controlled_win_rate->value,
                1e-9);
    EXPECT_FALSE(row_of(*one, "x").win_rate);
}

TEST(Leaderboard, sees_through_length) {
    // Equal models, of which one writes longer answers, and votes that go by length alone.
    Battles plain;
    Battles controlled({"length"});
    std::mt19937_64 random(11);
    for (int i = 0; i < 4000; ++i) {
        const double length_a = 100 + 300 * uniform(random);
        const double length_b = 150 + 300 * uniform(random);
        const double odds = 3 * (length_a - length_b) / (length_a + length_b);
        const bool is_win = uniform(random) < 1 / (1 + std::exp(-odds));
        const std::string text_a = std::to_string(length_a);
        const std::string text_b = std::to_string(length_b);
        const std::array<std::string_view, 2> styles = {text_a, text_b};
        BattleRecord record{.model_a = "short", .model_b = "long", .winner = is_win ? "a" : "b"};
        ASSERT_TRUE(plain.add(record));
        record.styles = styles;
        ASSERT_TRUE(controlled.add(record));
    }
    const auto naive = make_leaderboard(plain, {});
    const auto fair = make_leaderboard(controlled, {});
    ASSERT_TRUE(naive);
    ASSERT_TRUE(fair);
    EXPECT_EQ(row_of(*naive, "short").rank_low, 2U);
    EXPECT_EQ(row_of(*fair, "short").rank_low, 1U);
    EXPECT_LT(row_of(*fair, "short").rating.interval->low, 1000);
    EXPECT_GT(row_of(*fair, "short").rating.interval->high, 1000);
    EXPECT_GT(fair->controls[0].coefficient.interval->low, 0);
}

TEST(Leaderboard, says_when_a_control_never_varies) {
    Battles battles({"length"});
    const std::array<std::string_view, 2> styles = {"10", "10"};
    for (const std::string_view winner : {"a", "b"})
        ASSERT_TRUE(
            battles.add({.model_a = "x", .model_b = "y", .winner = winner, .styles = styles}));
    const auto board = make_leaderboard(battles, {});
    ASSERT_TRUE(board);
    EXPECT_EQ(board->status, stats::Status::zero_variance);
    EXPECT_FALSE(board->rows[0].rating.value);
    EXPECT_THAT(board->rows[0].message, HasSubstr("the fit failed"));
}

TEST(Leaderboard, ranks_hold_all_at_once_as_often_as_they_say) {
    // Four models, of which two are equal: all four rank intervals hold the truth together.
    const std::array<double, 4> strengths = {0.6, 0, 0, -0.6};
    const std::array<std::size_t, 4> best = {1, 2, 2, 4};
    const std::array<std::size_t, 4> worst = {1, 3, 3, 4};
    constexpr int trial_count = 300;
    int held_count = 0;
    for (int trial = 0; trial < trial_count; ++trial) {
        Battles battles;
        std::mt19937_64 random(static_cast<std::uint64_t>(trial));
        for (int i = 0; i < 400; ++i) {
            const auto a = static_cast<std::size_t>(random() % 4);
            const std::size_t b = (a + 1 + static_cast<std::size_t>(random() % 3)) % 4;
            const double chance = 1 / (1 + std::exp(strengths[b] - strengths[a]));
            ASSERT_TRUE(battles.add({.model_a = std::to_string(a),
                                     .model_b = std::to_string(b),
                                     .winner = uniform(random) < chance ? "a" : "b"}));
        }
        const auto board = make_leaderboard(battles, {});
        ASSERT_TRUE(board);
        bool has_held = true;
        for (std::size_t i = 0; i < 4; ++i) {
            const auto& row = row_of(*board, std::to_string(i));
            has_held = has_held && row.rank_low <= best[i] && row.rank_high >= worst[i];
        }
        held_count += has_held ? 1 : 0;
    }
    EXPECT_GE(held_count, 0.93 * trial_count);
}

TEST(Leaderboard, refuses_a_baseline_nobody_met_and_impossible_options) {
    Battles battles;
    play(battles, "a", "b");
    EXPECT_FALSE(make_leaderboard(battles, {.baseline = "c"}));
    EXPECT_FALSE(make_leaderboard(battles, {.confidence_ratio = 1}));
    EXPECT_FALSE(make_leaderboard(battles, {.prior_win_count = -1}));
    EXPECT_FALSE(make_leaderboard(battles, {.resample_count = 1}));
}

TEST(Leaderboard, bootstrap_agrees_with_the_sandwich) {
    Battles battles;
    play(battles, "a", "b", 60), play(battles, "b", "a", 40);
    play(battles, "b", "c", 55), play(battles, "c", "b", 45);
    const auto sandwich = make_leaderboard(battles, {});
    const auto drawn =
        make_leaderboard(battles, {.interval = stats::RatingInterval::bootstrap, .seed = 5});
    ASSERT_TRUE(sandwich);
    ASSERT_TRUE(drawn);
    const auto& one = row_of(*sandwich, "a").rating;
    const auto& two = row_of(*drawn, "a").rating;
    EXPECT_DOUBLE_EQ(*one.value, *two.value);
    EXPECT_NEAR(*one.standard_error, *two.standard_error, 0.15 * *one.standard_error);
    EXPECT_EQ(two.seed, 5U);
}

}  // namespace
}  // namespace assay::experiment
