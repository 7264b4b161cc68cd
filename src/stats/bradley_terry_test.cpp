// Bradley-Terry, what it stands on, and what is built on it.

#include "stats/bradley_terry.hpp"

#include "core/json.hpp"
#include "stats/elo.hpp"
#include "stats/length_controlled.hpp"
#include "stats/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace assay::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Battles of models whose true log strengths are given.
std::vector<Comparison> simulate(const std::vector<double>& strengths,
                                 std::size_t count,
                                 std::uint64_t seed) {
    Random random(seed, 0);
    std::vector<Comparison> out;
    for (std::size_t i = 0; i < count; ++i) {
        const auto a = static_cast<std::uint32_t>(random.next() % strengths.size());
        auto b = static_cast<std::uint32_t>(random.next() % (strengths.size() - 1));
        if (b >= a) ++b;
        const double share = 1 / (1 + std::exp(strengths[b] - strengths[a]));
        out.push_back({a, b, random.uniform() < share ? 1.0 : 0.0});
    }
    return out;
}

std::vector<Comparison> repeated(Comparison one, int times) {
    return std::vector<Comparison>(static_cast<std::size_t>(times), one);
}

std::vector<Comparison> joined(std::vector<std::vector<Comparison>> parts) {
    std::vector<Comparison> out;
    for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
    return out;
}

TEST(BradleyTerry, of_two_models_is_the_log_odds) {
    const auto battles = joined({repeated({0, 1, 1}, 30), repeated({1, 0, 1}, 10)});
    const BradleyTerry fit = bradley_terry(battles, 2, {.interval = RatingInterval::model_based});
    ASSERT_EQ(fit.status, Status::ok);
    EXPECT_NEAR(*fit.models[0].log_strength.value, std::log(3) / 2, 1e-9);
    EXPECT_NEAR(*fit.models[0].rating.value, 1000 + 200 * std::log10(3.0), 1e-6);
    EXPECT_NEAR(*fit.models[0].log_strength.standard_error, std::sqrt(1 / 7.5) / 2, 1e-9);
    EXPECT_EQ(fit.models[0].log_strength.count, 40);
}

TEST(BradleyTerry, counts_ties_half_for_each) {
    const auto ties = joined({repeated({0, 1, 0.5}, 20), repeated({0, 1, 1}, 20)});
    const auto wins = joined({repeated({0, 1, 1}, 30), repeated({0, 1, 0}, 10)});
    EXPECT_NEAR(*bradley_terry(ties, 2).models[0].log_strength.value,
                *bradley_terry(wins, 2).models[0].log_strength.value,
                1e-9);
}

TEST(BradleyTerry, takes_a_weight_for_so_many_battles) {
    const std::vector<Comparison> weighted = {{0, 1, 1, 3}, {0, 1, 0, 2}, {1, 2, 1, 4}, {2, 1, 1}};
    const auto plain = joined({repeated({0, 1, 1}, 3),
                               repeated({0, 1, 0}, 2),
                               repeated({1, 2, 1}, 4),
                               repeated({2, 1, 1}, 1)});
    const BradleyTerryOptions options = {.interval = RatingInterval::model_based};
    const BradleyTerry a = bradley_terry(weighted, 3, options);
    const BradleyTerry b = bradley_terry(plain, 3, options);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(*a.models[i].log_strength.value, *b.models[i].log_strength.value, 1e-9);
        EXPECT_NEAR(*a.models[i].log_strength.standard_error,
                    *b.models[i].log_strength.standard_error,
                    1e-9);
    }
}

TEST(BradleyTerry, has_three_intervals_that_agree_where_the_model_holds) {
    const auto battles = simulate({0.6, 0.2, -0.1, -0.7}, 4000, 3);
    const auto errors = [&](RatingInterval interval) {
        return bradley_terry(battles, 4, {.interval = interval});
    };
    const BradleyTerry model = errors(RatingInterval::model_based);
    const BradleyTerry sandwich = errors(RatingInterval::sandwich);
    const BradleyTerry bootstrap = errors(RatingInterval::bootstrap);
    for (std::size_t i = 0; i < 4; ++i) {
        const double expected = *model.models[i].log_strength.standard_error;
        EXPECT_NEAR(*sandwich.models[i].log_strength.standard_error, expected, expected * 0.1);
        EXPECT_NEAR(*bootstrap.models[i].log_strength.standard_error, expected, expected * 0.2);
    }
    EXPECT_EQ(bootstrap.models[0].log_strength.seed, 0);
}

TEST(BradleyTerry, covers_the_truth) {
    const std::vector<double> strengths = {0.8, 0.1, -0.2, -0.7};
    int covered = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const BradleyTerry fit = bradley_terry(simulate(strengths, 400, seed), 4);
        for (std::size_t i = 0; i < 4; ++i) {
            const Interval interval = *fit.models[i].log_strength.interval;
            if (interval.low <= strengths[i] && strengths[i] <= interval.high) ++covered;
        }
    }
    EXPECT_NEAR(covered / 1200.0, 0.95, 0.025);
}

TEST(BradleyTerry, is_as_unsure_as_its_clusters) {
    const auto once = simulate({0.5, 0, -0.5}, 400, 5);
    std::vector<Comparison> battles;
    std::vector<std::uint32_t> clusters;
    for (std::uint32_t i = 0; i < once.size(); ++i) {
        for (int copy = 0; copy < 4; ++copy) {
            battles.push_back(once[i]);
            clusters.push_back(7 * i);
        }
    }
    const double own = *bradley_terry(once, 3).models[0].log_strength.standard_error;
    const BradleyTerry clustered = bradley_terry(battles, 3, {.clusters = clusters});
    EXPECT_NEAR(*clustered.models[0].log_strength.standard_error, own, 1e-9);
    EXPECT_EQ(clustered.models[0].log_strength.cluster_count, 400);
    EXPECT_NEAR(*bradley_terry(battles, 3).models[0].log_strength.standard_error, own / 2, 0.001);
    const BradleyTerry drawn =
        bradley_terry(battles, 3, {.interval = RatingInterval::bootstrap, .clusters = clusters});
    EXPECT_NEAR(*drawn.models[0].log_strength.standard_error, own, own * 0.2);
}

TEST(BradleyTerry, ranks_with_intervals) {
    const BradleyTerry fit = bradley_terry(simulate({2, 0.02, 0, -2}, 3000, 9), 4);
    EXPECT_EQ(fit.models[0].rank, 1);
    EXPECT_EQ(fit.models[0].rank_high, 1);
    EXPECT_EQ(fit.models[1].rank_low, 2);
    EXPECT_EQ(fit.models[1].rank_high, 3);
    EXPECT_EQ(fit.models[3].rank_low, 4);
}

TEST(BradleyTerry, takes_out_what_a_covariate_explains) {
    // The longer answer wins more often, and model 0 writes long answers.
    Random random(2, 0);
    std::vector<Comparison> battles;
    std::vector<double> lengths;
    for (int i = 0; i < 6000; ++i) {
        const double length = 0.5 + random.uniform();
        const double share = 1 / (1 + std::exp(-(0.3 + 0.8 * length)));
        battles.push_back({0, 1, random.uniform() < share ? 1.0 : 0.0});
        lengths.push_back(length);
    }
    const double plain = *bradley_terry(battles, 2).models[0].log_strength.value;
    const BradleyTerry fit =
        bradley_terry(battles, 2, {.covariates = lengths, .covariate_count = 1});
    ASSERT_EQ(fit.status, Status::ok);
    EXPECT_NEAR(*fit.coefficients[0].value, 0.8, 0.25);
    EXPECT_NEAR(*fit.models[0].log_strength.value, 0.15, 0.15);
    EXPECT_GT(plain, 0.45);
    EXPECT_TRUE(fit.coefficients[0].interval.has_value());
    const BradleyTerry pulled = bradley_terry(
        battles, 2, {.covariates = lengths, .covariate_count = 1, .covariate_ridge = 1e6});
    EXPECT_NEAR(*pulled.coefficients[0].value, 0, 0.001);
}

TEST(BradleyTerry, names_the_models_that_cannot_be_ranked) {
    const auto undefeated = repeated({0, 1, 1}, 5);
    const BradleyTerry fit = bradley_terry(undefeated, 2);
    EXPECT_EQ(fit.status, Status::not_strongly_connected);
    EXPECT_TRUE(fit.models.empty());
    EXPECT_EQ(fit.groups.size(), 2);
    EXPECT_NE(fit.groups[0], fit.groups[1]);
    const auto islands = joined({repeated({0, 1, 0.5}, 2), repeated({2, 3, 0.5}, 2)});
    const BradleyTerry apart = bradley_terry(islands, 4);
    EXPECT_EQ(apart.status, Status::not_strongly_connected);
    EXPECT_EQ(apart.groups[0], apart.groups[1]);
    EXPECT_NE(apart.groups[0], apart.groups[2]);
}

TEST(BradleyTerry, ranks_the_undefeated_with_a_stated_prior) {
    const auto undefeated = repeated({0, 1, 1}, 5);
    const BradleyTerry fit = bradley_terry(
        undefeated, 2, {.interval = RatingInterval::model_based, .prior_win_count = 0.5});
    ASSERT_EQ(fit.status, Status::ok);
    EXPECT_NEAR(*fit.models[0].log_strength.value, std::log(11) / 2, 1e-9);
    EXPECT_FALSE(fit.warnings.empty());
}

TEST(BradleyTerry, names_bad_input) {
    const auto status = [](const std::vector<Comparison>& battles,
                           std::size_t models,
                           const BradleyTerryOptions& options = {}) {
        return bradley_terry(battles, models, options).status;
    };
    EXPECT_EQ(status({}, 2), Status::insufficient_data);
    EXPECT_EQ(status({}, 0), Status::insufficient_data);
    EXPECT_EQ(status({{0, 0, 1}}, 2), Status::invalid_argument);
    EXPECT_EQ(status({{0, 2, 1}}, 2), Status::invalid_argument);
    EXPECT_EQ(status({{0, 1, nan}}, 2), Status::invalid_argument);
    EXPECT_EQ(status({{0, 1, 1, 0}}, 2), Status::invalid_argument);
    EXPECT_EQ(status({{0, 1, 1}}, 2, {.prior_win_count = nan}), Status::invalid_argument);
    EXPECT_EQ(status({{0, 1, 1}}, 2, {.covariate_count = 1}), Status::invalid_argument);
    EXPECT_EQ(status({{0, 1, 1}}, 2, {.confidence_ratio = 1}), Status::invalid_argument);
    const std::vector<double> same = {2, 2};
    const std::vector<double> zero = {0, 0};
    EXPECT_EQ(status({{0, 1, 1}, {0, 1, 0}}, 2, {.covariates = zero, .covariate_count = 1}),
              Status::zero_variance);
    EXPECT_EQ(status({{0, 1, 1}, {0, 1, 0}}, 2, {.covariates = same, .covariate_count = 1}),
              Status::zero_variance);
    const std::vector<double> telling = {1, -1};
    EXPECT_EQ(status({{0, 1, 1}, {0, 1, 0}}, 2, {.covariates = telling, .covariate_count = 1}),
              Status::not_converged);
}

TEST(BradleyTerry, of_one_cluster_has_no_interval) {
    const std::vector<Comparison> battles = {{0, 1, 1}, {0, 1, 0}};
    const std::vector<std::uint32_t> clusters = {4, 4};
    const BradleyTerry fit = bradley_terry(battles, 2, {.clusters = clusters});
    EXPECT_EQ(fit.status, Status::ok);
    EXPECT_EQ(fit.models[0].log_strength.interval, std::nullopt);
    EXPECT_FALSE(fit.warnings.empty());
}

TEST(BradleyTerry, does_not_depend_on_the_order_of_the_battles) {
    auto battles = simulate({0.5, 0, -0.5}, 200, 5);
    const double before = *bradley_terry(battles, 3).models[0].log_strength.value;
    std::ranges::reverse(battles);
    for (Comparison& one : battles) one = {one.second, one.first, 1 - one.first_share};
    EXPECT_NEAR(*bradley_terry(battles, 3).models[0].log_strength.value, before, 1e-9);
}

TEST(WinGroups, finds_cycles) {
    const std::vector<Comparison> cycle = {{0, 1, 1}, {1, 2, 1}, {2, 0, 1}, {3, 0, 1}};
    const auto groups = win_groups(cycle, 5);
    EXPECT_EQ(groups[0], groups[1]);
    EXPECT_EQ(groups[0], groups[2]);
    EXPECT_EQ((std::set<std::uint32_t>{groups[0], groups[3], groups[4]}).size(), 3);
}

TEST(Elo, hands_points_from_the_loser_to_the_winner) {
    Elo table(3, {});
    EXPECT_EQ(table.play({0, 1, 1}), Status::ok);
    EXPECT_DOUBLE_EQ(table.points()[0], 1002);
    EXPECT_DOUBLE_EQ(table.points()[1], 998);
    EXPECT_DOUBLE_EQ(table.points()[2], 1000);
    EXPECT_EQ(table.play({0, 3, 1}), Status::invalid_argument);
    EXPECT_EQ(table.play({0, 1, nan}), Status::invalid_argument);
    EXPECT_DOUBLE_EQ(table.points()[0], 1002);
}

/// Wins by `strength` and by length.
std::vector<LengthComparison> with_lengths(double strength, double by_length, std::size_t count) {
    Random random(8, 0);
    std::vector<LengthComparison> out;
    for (std::size_t i = 0; i < count; ++i) {
        const double difference = 400 * (random.uniform() - 0.2);
        const double odds = strength + by_length * std::tanh(difference / 115.5);
        const double share = 1 / (1 + std::exp(-odds));
        out.push_back({.win_share = random.uniform() < share ? 1.0 : 0.0,
                       .model_length = 1000 + difference,
                       .baseline_length = 1000});
    }
    return out;
}

TEST(LengthControlledWinRate, takes_the_length_out) {
    const LengthControlled out = length_controlled_win_rate(with_lengths(-0.5, 1.5, 4000), 0.95);
    const double fair = 1 / (1 + std::exp(0.5));
    EXPECT_EQ(out.controlled_win_rate.status, Status::ok);
    EXPECT_GT(*out.win_rate.value, fair + 0.1);
    EXPECT_LT(out.controlled_win_rate.interval->low, fair);
    EXPECT_GT(out.controlled_win_rate.interval->high, fair);
    EXPECT_NEAR(*out.length_coefficient.value, 1.5, 0.25);
}

TEST(LengthControlledWinRate, is_the_win_rate_where_length_does_not_matter) {
    const LengthControlled out = length_controlled_win_rate(with_lengths(0.4, 0, 4000), 0.95);
    EXPECT_NEAR(*out.controlled_win_rate.value, *out.win_rate.value, 0.04);
}

TEST(LengthControlledWinRate, averages_over_the_difficulty) {
    auto comparisons = with_lengths(0, 1, 2000);
    for (std::size_t i = 0; i < comparisons.size(); ++i)
        comparisons[i].difficulty = i % 2 == 0 ? 1 : -1;
    const LengthControlled out = length_controlled_win_rate(comparisons, 0.95);
    EXPECT_EQ(out.controlled_win_rate.status, Status::ok);
    EXPECT_NEAR(*out.controlled_win_rate.value, 0.5, 0.05);
}

// The published length-controlled figure, 9.03 %, is drawn towards reference fits that are not in
// the annotations. Without them the answers, nearly all shorter than the baseline's, say little.
TEST(LengthControlledWinRate, has_the_published_win_rate_of_the_vectors) {
    const char* shared = std::getenv("ASSAY_SHARED");
    std::ifstream file(std::string(shared ? shared : "../shared") +
                       "/data/alpaca_eval/"
                       "text_davinci_001__weighted_alpaca_eval_gpt4_turbo_annotations.json");
    if (!file) GTEST_SKIP() << "There is no $ASSAY_SHARED/data/alpaca_eval.";
    std::stringstream text;
    text << file.rdbuf();
    std::vector<LengthComparison> comparisons;
    for (const Json& row : parse_json(text.str())->as_array())
        comparisons.push_back(
            {.win_share = *json_number(row.at("preference")) - 1,
             .model_length = static_cast<double>(row.at("output_2").as_string().size()),
             .baseline_length = *json_number(row.at("len_output_1"))});
    const LengthControlled out = length_controlled_win_rate(comparisons, 0.95);
    EXPECT_NEAR(*out.win_rate.value, 0.02764005231108344, 1e-12);
    EXPECT_NEAR(*out.win_rate.standard_error, 0.005177668863975088, 1e-12);
    EXPECT_GT(*out.controlled_win_rate.value, *out.win_rate.value);
    EXPECT_LT(out.controlled_win_rate.interval->low, 0.0903);
    EXPECT_GT(out.controlled_win_rate.interval->high, 0.0903);
    EXPECT_EQ(out.controlled_win_rate.warnings.size(), 1);
}

TEST(LengthControlledWinRate, names_bad_input) {
    const auto status = [](const std::vector<LengthComparison>& comparisons) {
        return length_controlled_win_rate(comparisons, 0.95).controlled_win_rate.status;
    };
    EXPECT_EQ(status({}), Status::insufficient_data);
    EXPECT_EQ(status({{1, nan, 1}, {1, 1, 1}}), Status::invalid_argument);
    EXPECT_EQ(status({{2, 1, 1}, {1, 1, 1}}), Status::invalid_argument);
    EXPECT_EQ(status({{1, 1, 1}, {0, 2, 2}}), Status::zero_variance);
    EXPECT_EQ(status({{1, 1, 1}, {1, 2, 1}}), Status::not_strongly_connected);
    EXPECT_EQ(status({{1, 3, 1}, {0, 1, 3}}), Status::not_converged);
}

}  // namespace
}  // namespace assay::stats
