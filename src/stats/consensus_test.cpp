// Votes, track records and agreement with the majority.

#include "stats/track_record.hpp"
#include "stats/vote.hpp"
#include "stats/wawa.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace assay::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

LabelSet set_of(const std::vector<Label>& labels, std::size_t items, std::size_t categories) {
    return {
        .labels = labels, .item_count = items, .annotator_count = 5, .category_count = categories};
}

TEST(MajorityVote, leaves_a_tie_a_tie) {
    const std::vector<Label> labels = {{0, 0, 1}, {0, 1, 0}, {1, 0, 1}};
    const Vote vote = majority_vote(set_of(labels, 2, 2));
    EXPECT_TRUE(vote.items[0].is_tied);
    EXPECT_EQ(vote.items[0].category, std::nullopt);
    EXPECT_TRUE(vote.items[0].needs_adjudication);
    EXPECT_EQ(vote.items[1].category, 1);
    EXPECT_FALSE(vote.items[1].needs_adjudication);
}

TEST(MajorityVote, lets_two_of_three_pass) {
    const std::vector<Label> labels = {{0, 0, 1}, {0, 1, 1}, {0, 2, 0}};
    EXPECT_FALSE(majority_vote(set_of(labels, 1, 2)).items[0].needs_adjudication);
    EXPECT_TRUE(
        majority_vote(set_of(labels, 1, 2), {.votes = 3, .of = 4}).items[0].needs_adjudication);
}

TEST(MajorityVote, of_an_item_without_labels_is_nothing) {
    const std::vector<Label> labels = {{1, 0, 1}};
    const Vote vote = majority_vote(set_of(labels, 2, 2));
    EXPECT_EQ(vote.items[0].category, std::nullopt);
    EXPECT_FALSE(vote.items[0].is_tied);
    EXPECT_FALSE(vote.items[0].needs_adjudication);
    EXPECT_EQ(vote.shares[0], 0);
}

TEST(MajorityVote, names_bad_input) {
    const std::vector<Label> labels = {{0, 0, 2}};
    EXPECT_EQ(majority_vote(set_of(labels, 1, 2)).status, Status::invalid_argument);
    EXPECT_EQ(majority_vote(set_of({}, 1, 2)).status, Status::insufficient_data);
    EXPECT_EQ(majority_vote(set_of({}, 1, 0)).status, Status::invalid_argument);
    const std::vector<Label> good = {{0, 0, 1}};
    EXPECT_EQ(majority_vote(set_of(good, 1, 2), {.votes = 4, .of = 3}).status,
              Status::invalid_argument);
}

TEST(WeightedVote, with_equal_weights_is_the_majority) {
    const std::vector<Label> labels = {{0, 0, 1}, {0, 1, 1}, {0, 2, 0}, {1, 3, 0}, {1, 4, 1}};
    const std::vector<double> weights(5, 0.1);
    const Vote weighted = weighted_vote(set_of(labels, 2, 2), weights);
    const Vote plain = majority_vote(set_of(labels, 2, 2));
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(weighted.items[i].category, plain.items[i].category);
        EXPECT_EQ(weighted.items[i].is_tied, plain.items[i].is_tied);
        EXPECT_EQ(weighted.items[i].needs_adjudication, plain.items[i].needs_adjudication);
    }
}

TEST(WeightedVote, without_any_weight_needs_adjudication) {
    const std::vector<Label> labels = {{0, 0, 1}};
    const Vote vote = weighted_vote(set_of(labels, 1, 2), std::vector<double>(5));
    EXPECT_EQ(vote.items[0].category, std::nullopt);
    EXPECT_TRUE(vote.items[0].needs_adjudication);
}

TEST(WeightedVote, refuses_weights_that_are_none) {
    const std::vector<Label> labels = {{0, 0, 1}};
    for (const double bad : {-1.0, nan, std::numeric_limits<double>::infinity()})
        EXPECT_EQ(weighted_vote(set_of(labels, 1, 2), std::vector<double>(5, bad)).status,
                  Status::invalid_argument);
    EXPECT_EQ(weighted_vote(set_of(labels, 1, 2), std::vector<double>(4, 1)).status,
              Status::invalid_argument);
}

TEST(TrackRecord, counts_only_items_whose_truth_is_known) {
    const std::vector<Label> labels = {{0, 0, 1}, {1, 0, 0}, {2, 0, 1}};
    const std::vector<std::optional<std::uint32_t>> truth = {1, 1, std::nullopt};
    const auto records = track_records(set_of(labels, 3, 2), truth);
    EXPECT_EQ((*records)[0], (TrackRecord{.correct_count = 1, .seen_count = 2}));
    EXPECT_EQ((*records)[1], TrackRecord{});
    EXPECT_EQ(track_records(set_of(labels, 2, 2), truth), std::nullopt);
}

TEST(TrackWeight, is_the_log_odds_of_the_shrunk_skill) {
    const TrackWeight weight = track_weight({.correct_count = 12, .seen_count = 15}, 4);
    EXPECT_DOUBLE_EQ(weight.skill_ratio, 0.8);
    EXPECT_DOUBLE_EQ(weight.weight, std::log(3 * 0.8 / 0.2));
    EXPECT_FALSE(weight.is_flagged);
}

TEST(TrackWeight, of_a_newcomer_is_that_of_the_prior) {
    EXPECT_DOUBLE_EQ(track_weight({}, 2).weight, std::log(4.0));
}

TEST(TrackWeight, below_chance_is_nothing_and_flagged) {
    const TrackWeight weight = track_weight({.correct_count = 1, .seen_count = 40}, 2);
    EXPECT_EQ(weight.weight, 0);
    EXPECT_TRUE(weight.is_flagged);
}

TEST(TrackWeight, of_the_perfect_is_bounded) {
    const TrackWeight weight = track_weight({.correct_count = 100'000, .seen_count = 100'000}, 2);
    EXPECT_DOUBLE_EQ(weight.weight, std::log(99.0));
}

TEST(TrackWeight, names_bad_input) {
    EXPECT_EQ(track_weight({.correct_count = 2, .seen_count = 1}, 2).status,
              Status::invalid_argument);
    EXPECT_EQ(track_weight({}, 1).status, Status::invalid_argument);
    EXPECT_EQ(track_weight({}, 2, {.correct_count = nan}).status, Status::invalid_argument);
}

TEST(Wawa, leaves_the_item_under_judgement_out_of_its_own_weight) {
    // Annotator 0 agrees on items 0 and 1 and is outvoted on item 2.
    const std::vector<Label> labels = {
        {0, 0, 0}, {0, 1, 0}, {1, 0, 1}, {1, 2, 1}, {2, 0, 0}, {2, 1, 1}, {2, 2, 1}};
    const Wawa all = wawa_vote(set_of(labels, 3, 2), WawaWeights::all_items);
    EXPECT_DOUBLE_EQ(*all.skill_ratio[0], 2.0 / 3);
    EXPECT_DOUBLE_EQ(all.vote.shares[4], (2.0 / 3) / (2.0 / 3 + 2));
    const Wawa others = wawa_vote(set_of(labels, 3, 2));
    EXPECT_DOUBLE_EQ(others.vote.shares[4], 1.0 / 3);
    EXPECT_EQ(others.skill_ratio[3], std::nullopt);
}

TEST(Wawa, of_ties_only_counts_every_vote_alike) {
    const std::vector<Label> labels = {{0, 0, 0}, {0, 1, 1}};
    const Wawa out = wawa_vote(set_of(labels, 1, 2));
    EXPECT_TRUE(out.vote.items[0].is_tied);
    EXPECT_EQ(out.skill_ratio[0], std::nullopt);
    EXPECT_EQ(wawa_vote(set_of({}, 1, 2)).vote.status, Status::insufficient_data);
}

}  // namespace
}  // namespace assay::stats
