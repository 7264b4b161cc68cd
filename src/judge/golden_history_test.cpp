#include "judge/golden_history.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace assay::judge {
namespace {

using testing::HasSubstr;

constexpr double noise_sd = 0.1;

/// 100 golden samples; the judge errs by its bias and by what the seed gives it.
GoldenRun golden(std::string run, double bias, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> noise(0, noise_sd);
    GoldenRun result{
        .judge = "j", .hash = "abc", .run = std::move(run), .created_at = "2026-01-01"};
    for (int i = 0; i < 100; ++i) {
        const double human = 0.3 + 0.4 * (i % 5) / 4.0;
        result.scores.push_back({.sample_id = fmt::format("s{}", i),
                                 .judged = human + bias + noise(random),
                                 .human = human});
    }
    order_scores(result.scores);
    return result;
}

TEST(GoldenHistory, a_judge_that_stays_raises_no_alarm) {
    const auto drift =
        find_drift(std::vector{golden("a", 0.05, 4), golden("b", 0.05, 5), golden("c", 0.05, 6)});
    ASSERT_TRUE(drift) << drift.error().message;
    EXPECT_FALSE(drift->cusum);
    EXPECT_FALSE(drift->page_hinkley);
    ASSERT_EQ(drift->points.size(), 3U);
    EXPECT_NEAR(drift->reference_sd, noise_sd, 0.02);
    EXPECT_EQ(drift->false_alarm_every, 10'000U);
    EXPECT_EQ(drift->points[0].change.estimate, 0);
    EXPECT_NEAR(*drift->points[2].change.estimate, 0, 0.05);
}

TEST(GoldenHistory, the_same_answers_for_years_raise_no_alarm) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const std::vector runs(30, golden("a", 0, seed));
        const auto drift = find_drift(runs);
        EXPECT_FALSE(drift->cusum) << seed;
        EXPECT_FALSE(drift->page_hinkley) << seed;
    }
}

TEST(GoldenHistory, a_shift_of_one_standard_deviation_is_found_in_its_first_calibration) {
    int found_count = 0;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const auto drift = find_drift(std::vector{
            golden("a", 0, seed), golden("b", 0, seed + 100), golden("c", -noise_sd, seed + 200)});
        ASSERT_TRUE(drift->cusum && drift->page_hinkley) << seed;
        if (drift->cusum->run != "c") continue;
        ++found_count;
        EXPECT_EQ(drift->cusum->alarm.direction, stats::DriftDirection::down);
        EXPECT_NEAR(drift->cusum->alarm.shift, -noise_sd, 0.8 * noise_sd);
    }
    EXPECT_GE(found_count, 47) << "the rest rang one calibration too early";
}

TEST(GoldenHistory, a_small_shift_of_the_same_samples_is_found_in_pairs) {
    GoldenRun moved = golden("b", 0, 4);
    for (std::size_t i = 0; i < moved.scores.size(); i += 2) moved.scores[i].judged += 0.05;
    const GoldenRun first = golden("a", 0, 4);
    const auto drift = find_drift(std::vector{first, first, moved});
    EXPECT_FALSE(drift->cusum);
    EXPECT_EQ(drift->moved_index, 2U);
    GoldenRun shifted = first;
    for (GoldenScore& score : shifted.scores) score.judged += 0.25;
    EXPECT_EQ(find_drift(std::vector{first, shifted})->moved_index, 1U) << "all by the same";
    EXPECT_FALSE(find_drift(std::vector{first, first})->moved_index);
}

TEST(GoldenHistory, false_alarms_are_as_rare_as_said) {
    // 1 in 100 calibrations would be in 10 % of the histories.
    int alarm_count = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        std::vector<GoldenRun> runs;
        for (std::uint64_t i = 0; i < 11; ++i) runs.push_back(golden("r", 0, seed * 100 + i));
        alarm_count += find_drift(runs)->cusum ? 1 : 0;
    }
    EXPECT_LE(alarm_count, 30);
    EXPECT_GE(alarm_count, 1) << "an alarm that never rings watches nothing";
}

TEST(GoldenHistory, says_why_there_is_nothing_to_watch) {
    EXPECT_THAT(find_drift({}).error().message, HasSubstr("never"));
    EXPECT_THAT(find_drift(std::vector{golden("a", 0, 1)}).error().message, HasSubstr("once"));
    GoldenRun few = golden("a", 0, 1);
    few.scores.resize(5);
    EXPECT_THAT(find_drift(std::vector{few, few}).error().message, HasSubstr("at least 10"));
    GoldenRun still = golden("a", 0, 1);
    for (GoldenScore& score : still.scores) score.judged = score.human;
    EXPECT_THAT(find_drift(std::vector{still, still}).error().message, HasSubstr("spread"));
}

TEST(GoldenHistory, survives_storage) {
    const GoldenRun run = golden("a", 0.1, 7);
    const auto read = golden_run_from_json(to_json(run)).value();
    EXPECT_EQ(read.run, "a");
    ASSERT_EQ(read.scores.size(), run.scores.size());
    EXPECT_EQ(read.scores[3].sample_id, run.scores[3].sample_id);
    EXPECT_EQ(read.scores[3].judged, run.scores[3].judged);
    EXPECT_FALSE(golden_run_from_json(Json(1)));
    JsonObject broken = to_json(run).as_object();
    broken["scores"] = JsonArray{Json(JsonArray{"s1", "x", 1})};
    EXPECT_THAT(golden_run_from_json(Json(broken)).error().message, HasSubstr("no two numbers"));
}

TEST(GoldenHistory, a_large_set_is_cut_to_the_same_samples_every_time) {
    std::vector<GoldenScore> scores;
    for (int i = 0; i < 30'000; ++i)
        scores.push_back({.sample_id = fmt::format("s{}", i), .judged = 0, .human = 0});
    std::vector<GoldenScore> reversed(scores.rbegin(), scores.rend());
    order_scores(scores);
    order_scores(reversed);
    ASSERT_EQ(scores.size(), golden_score_count_max);
    EXPECT_TRUE(
        std::ranges::equal(scores, reversed, {}, &GoldenScore::sample_id, &GoldenScore::sample_id));
}

TEST(GoldenHistory, the_version_with_less_noise_is_closer_to_people) {
    GoldenRun better = golden("b", 0, 2);
    for (GoldenScore& score : better.scores)
        score.judged = score.human + (score.judged - score.human) / 4;
    const auto compared = compare_versions(golden("a", 0, 1), better);
    ASSERT_TRUE(compared) << compared.error().message;
    EXPECT_EQ(compared->count, 100U);
    EXPECT_LT(compared->absolute_error.interval->high, 0);
    EXPECT_LT(*compared->second_error, *compared->first_error);
    EXPECT_GT(compared->spearman_gain.interval->low, 0);
    EXPECT_NEAR(*compared->spearman_gain.value,
                *compared->second_spearman - *compared->first_spearman,
                1e-12);
}

TEST(GoldenHistory, versions_are_compared_on_equal_labels_only) {
    GoldenRun relabelled = golden("b", 0, 2);
    for (std::size_t i = 0; i < 95; ++i) relabelled.scores[i].human += 0.01;
    EXPECT_THAT(compare_versions(golden("a", 0, 1), relabelled).error().message,
                HasSubstr("5 golden samples in common"));
}

}  // namespace
}  // namespace assay::judge
