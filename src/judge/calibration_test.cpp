#include "judge/calibration.hpp"

#include "judge/shared_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::judge {
namespace {

using testing::HasSubstr;

/// People give i/20; the judge adds `shift` and prefers long outputs by `per_character`.
std::vector<RatedSample> rated(double shift, double per_character) {
    std::vector<RatedSample> samples;
    for (int i = 0; i < 40; ++i) {
        const double human = 0.2 + 0.5 * (i % 20) / 20.0;
        const double length = (i * 7) % 40;
        samples.push_back({.judged = human + shift + per_character * length,
                           .human = human,
                           .output_length = length,
                           .slice = i % 2 == 0 ? "even" : "odd"});
    }
    return samples;
}

TEST(JudgeCalibration, a_judge_that_equals_people_agrees_fully) {
    const auto card = compare_with_people(rated(0, 0), 5).value();
    EXPECT_EQ(card.count, 40U);
    EXPECT_EQ(card.bias.value, 0);
    EXPECT_EQ(card.mean_absolute_error, 0);
    EXPECT_NEAR(*card.pearson, 1, 1e-12);
    EXPECT_NEAR(*card.spearman, 1, 1e-12);
    EXPECT_NEAR(*card.weighted_kappa.value, 1, 1e-12);
    EXPECT_NEAR(*card.alpha.value, 1, 1e-12);
    EXPECT_EQ(card.auc.value, 1);
    EXPECT_FALSE(card.length_bias) << "nothing varies";
    EXPECT_FALSE(card.flip_ratio);
}

TEST(JudgeCalibration, a_friendly_judge_is_biased_though_it_ranks_well) {
    const auto card = compare_with_people(rated(0.2, 0), 5).value();
    EXPECT_NEAR(*card.bias.value, 0.2, 1e-12);
    EXPECT_NEAR(*card.spearman, 1, 1e-12);
    EXPECT_LT(*card.alpha.value, 0.8);
}

TEST(JudgeCalibration, a_taste_for_length_shows) {
    const auto card = compare_with_people(rated(0, 0.005), 5).value();
    EXPECT_NEAR(*card.length_bias, 1, 1e-9);
    ASSERT_EQ(card.slices.size(), 2U);
    EXPECT_EQ(card.slices[0].name, "even");
    EXPECT_EQ(card.slices[0].count, 20U);
    EXPECT_GT(*card.slices[0].bias.value, 0);
}

TEST(JudgeCalibration, flips_of_a_pairwise_judge_are_counted) {
    auto samples = rated(0, 0);
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i].is_flip = i % 4 == 0;
    EXPECT_EQ(compare_with_people(samples, 3)->flip_ratio, 0.25);
}

TEST(JudgeCalibration, refuses_too_few_and_scores_on_another_scale) {
    const auto samples = rated(0, 0);
    EXPECT_THAT(compare_with_people(std::span(samples).first(9), 5).error().message,
                HasSubstr("at least 10"));
    auto other = samples;
    other[3].human = 4;
    EXPECT_THAT(compare_with_people(other, 5).error().message, HasSubstr("on which scale"));
}

TEST(JudgeCalibration, a_card_says_the_essential_in_a_line) {
    auto card = compare_with_people(rated(0.1, 0), 5).value();
    EXPECT_THAT(card_line(to_json(card)).value(), HasSubstr("40 labels, bias +0.100"));
    EXPECT_THAT(card_line(to_json(card)).value(), HasSubstr("Spearman 1.00"));
    EXPECT_FALSE(card_line("x"));
}

struct PublishedCorrelation {
    const char* file;
    const char* dimension;
    double pearson;
    double spearman;
    double kendall;
};

class UniEval : public ::testing::TestWithParam<PublishedCorrelation> {};

TEST_P(UniEval, correlations_equal_the_published_ones) {
    const std::string name = std::string("unieval/") + GetParam().file;
    if (!std::filesystem::exists(shared_path(name))) GTEST_SKIP() << "no shared data";
    const std::string text = name.ends_with(".gz") ? unzipped(name) : *shared_text(name);
    const Json rows = parse_json(text).value();
    std::vector<RatedSample> samples;
    double most_human = 0;
    double most_judged = 1;
    for (const Json& row : rows.as_array()) {
        RatedSample sample{
            .judged = *json_number(row.at("predict_scores").at(GetParam().dimension)),
            .human = *json_number(row.at("scores").at(GetParam().dimension))};
        most_human = std::max(most_human, sample.human);
        most_judged = std::max(most_judged, sample.judged);
        samples.push_back(sample);
    }
    // Onto 0 … 1: correlations do not mind.
    for (RatedSample& sample : samples) {
        sample.human /= most_human;
        sample.judged /= most_judged;
    }
    const auto card = compare_with_people(samples, 5);
    ASSERT_TRUE(card) << card.error().message;
    EXPECT_NEAR(*card->pearson, GetParam().pearson, 1e-6);
    EXPECT_NEAR(*card->spearman, GetParam().spearman, 1e-6);
    EXPECT_NEAR(*card->kendall, GetParam().kendall, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(
    published,
    UniEval,
    ::testing::Values(
        PublishedCorrelation{"topical_chat_result.json", "naturalness", .443666, .513986, .373973},
        PublishedCorrelation{"topical_chat_result.json", "coherence", .595143, .612942, .465915},
        PublishedCorrelation{"topical_chat_result.json", "engagingness", .556510, .604739, .455941},
        PublishedCorrelation{"topical_chat_result.json", "overall", .632796, .662583, .487272},
        PublishedCorrelation{"sfres_result.json", "informativeness", .282079, .224918, .169297},
        PublishedCorrelation{"sfres_result.json", "overall", .370815, .291593, .214708},
        PublishedCorrelation{"topical_chat_result.json", "groundedness", .536209, .574954, .451533},
        PublishedCorrelation{
            "topical_chat_result.json", "understandability", .380038, .467807, .360741},
        PublishedCorrelation{"sfres_result.json", "naturalness", .367252, .333399, .247094},
        PublishedCorrelation{
            "qags_cnndm_result.json.gz", "consistency", .681681, .662255, .531636}));

}  // namespace
}  // namespace assay::judge
