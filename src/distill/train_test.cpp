#include "distill/train.hpp"

#include "distill/folds.hpp"
#include "distill/planted.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

namespace assay::distill {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string refusal(std::span<const Example> examples, const TrainOptions& options = {}) {
    const auto training = train(examples, options);
    if (training) return "trained";
    EXPECT_EQ(training.error().kind, ErrorKind::invalid_input);
    return training.error().message;
}

TEST(Train, learns_a_planted_signal) {
    const auto training = train(planted({.count = 600}), {.seed = 3}).value();
    EXPECT_GT(training.judge.quality().r_squared, 0.6);
    EXPECT_GT(training.judge.quality().spearman.value(), 0.8);
    EXPECT_LT(training.judge.quality().calibration_error, 0.05);
    // Examples that neither training nor calibration has seen.
    double squares = 0;
    std::size_t covered_count = 0;
    const auto fresh = planted({.count = 500, .seed = 77});
    for (const Example& example : fresh) {
        const Prediction prediction = training.judge.predict(example).value();
        const double error = std::abs(prediction.score - example.score);
        squares += error * error;
        covered_count += error <= prediction.half_width ? 1U : 0U;
    }
    EXPECT_LT(std::sqrt(squares / 500), 0.18);
    EXPECT_GT(covered_count, 425U);
    EXPECT_LT(covered_count, 480U);
}

TEST(Train, refuses_noise_and_says_how_little_was_learned) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed)
        EXPECT_THAT(refusal(planted({.count = 300, .signal = 0, .seed = seed})),
                    AllOf(HasSubstr("R^2 is"), HasSubstr("above 0.02")));
}

TEST(Train, refuses_too_few_examples_and_says_what_is_enough) {
    EXPECT_EQ(refusal(planted({.count = 99})),
              "99 judged examples in 25 groups are too few to train on: at least 100 examples in "
              "20 groups are needed");
    EXPECT_THAT(refusal({}), HasSubstr("0 judged examples in 0 groups"));
}

TEST(Train, refuses_too_few_groups) {
    EXPECT_THAT(refusal(planted({.count = 190, .group_size = 10})),
                HasSubstr("190 judged examples in 19 groups"));
}

TEST(Train, refuses_scores_that_are_all_equal) {
    auto examples = planted({});
    for (Example& example : examples) example.score = 0.5;
    EXPECT_THAT(refusal(examples), HasSubstr("all 400 scores are 0.5"));
}

TEST(Train, names_the_example_that_is_wrong) {
    auto examples = planted({});
    examples[7].score = 1.5;
    EXPECT_THAT(refusal(examples), HasSubstr("example 7: score 1.5"));
    examples[7].score = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THAT(refusal(examples), HasSubstr("example 7: score nan"));
    examples = planted({});
    examples[8].weight = 0;
    EXPECT_THAT(refusal(examples), HasSubstr("example 8: weight 0"));
    examples = planted({});
    examples[9].metric_scores = {1.0};
    EXPECT_THAT(refusal(examples), HasSubstr("example 9: 1 metric scores for 0 metric names"));
}

TEST(Train, refuses_options_out_of_range) {
    EXPECT_THAT(refusal(planted({}), {.coverage_ratio = 1}), HasSubstr("coverage 1"));
    EXPECT_THAT(refusal(planted({}), {.name = std::string(2000, 'n')}), HasSubstr("1000 bytes"));
}

TEST(Train, gives_the_same_bytes_for_the_same_seed_and_others_for_another) {
    const auto examples = planted({});
    const auto first = train(examples, {.seed = 5}).value();
    const auto second = train(examples, {.seed = 5}).value();
    EXPECT_EQ(first.judge.to_bytes(), second.judge.to_bytes());
    EXPECT_EQ(first.cross_fitted_scores, second.cross_fitted_scores);
    EXPECT_NE(first.judge.hash(), train(examples, {.seed = 6}).value().judge.hash());
}

TEST(Train, never_splits_a_group) {
    const auto examples = planted({.count = 403, .group_size = 7});
    const auto training = train(examples, {}).value();
    std::map<std::string, std::uint32_t> folds;
    for (std::size_t i = 0; i < examples.size(); ++i)
        EXPECT_EQ(folds.try_emplace(examples[i].group, training.folds[i]).first->second,
                  training.folds[i]);
    EXPECT_EQ(training.judge.quality().group_count, 58U);
}

TEST(Folds, are_of_about_equal_size) {
    const auto folds = deal_folds(planted({.count = 400}), 5, 9);
    std::map<std::uint32_t, std::size_t> sizes;
    for (const std::uint32_t fold : folds.of) ++sizes[fold];
    for (const auto& [fold, size] : sizes) EXPECT_EQ(size, 80U) << fold;
}

TEST(Train, cross_fitted_scores_do_not_know_the_examples_own_score) {
    auto examples = planted({});
    const auto before = train(examples, {}).value();
    // Some scores of one fold turned round: what is said of them still goes with their texts.
    std::vector<std::size_t> turned;
    for (std::size_t i = 0; i < examples.size() / 4; ++i)
        if (before.folds[i] == 0) turned.push_back(i);
    ASSERT_GT(turned.size(), 10U);
    for (const std::size_t i : turned) examples[i].score = 1 - examples[i].score;
    const auto after = train(examples, {}).value();
    double moved = 0;
    for (const std::size_t i : turned)
        moved += std::abs(after.cross_fitted_scores[i] - before.cross_fitted_scores[i]);
    EXPECT_LT(moved / static_cast<double>(turned.size()), 0.05);
}

TEST(Train, learns_from_a_metric_alone_and_bears_missing_ones) {
    auto examples = planted({.signal = 0});
    for (std::size_t i = 0; i < examples.size(); ++i) {
        examples[i].metric_scores = {100 * examples[i].score, std::nullopt};
        if (i % 10 == 0) examples[i].metric_scores[0] = std::nullopt;
    }
    const auto training = train(examples, {.metric_names = {"bleu", "rouge_l"}}).value();
    EXPECT_GT(training.judge.quality().r_squared, 0.6);
    EXPECT_THAT(training.judge.metric_names(), ::testing::ElementsAre("bleu", "rouge_l"));
}

TEST(Train, follows_the_weights) {
    // Half of the examples carry almost all weight, and in them good words are bad.
    auto examples = planted({.count = 600});
    for (std::size_t i = 0; i < examples.size(); i += 2) {
        examples[i].score = 1 - examples[i].score;
        examples[i].weight = 50;
    }
    const auto training = train(examples, {}).value();
    const Example good{.output = "clear correct helpful precise clear correct helpful"};
    const Example bad{.output = "vague wrong rambling useless vague wrong rambling"};
    EXPECT_LT(training.judge.predict(good).value().score,
              training.judge.predict(bad).value().score);
}

TEST(Train, escalates_all_when_no_promise_can_be_kept) {
    const auto training =
        train(planted({}), {.error_max = 0.0001, .error_ratio_max = 0.01}).value();
    EXPECT_EQ(training.judge.quality().escalated_ratio, 1);
    EXPECT_TRUE(training.judge.predict(planted({})[0]).value().must_escalate);
}

TEST(Train, keeps_the_promise_about_what_is_not_escalated) {
    const auto training = train(planted({.count = 1500}), {.error_max = 0.25}).value();
    EXPECT_LT(training.judge.quality().escalated_ratio, 0.5);
    std::size_t kept_count = 0;
    std::size_t error_count = 0;
    for (const Example& example : planted({.count = 1500, .seed = 88})) {
        const Prediction prediction = training.judge.predict(example).value();
        if (prediction.must_escalate) continue;
        ++kept_count;
        error_count += std::abs(prediction.score - example.score) > 0.25 ? 1U : 0U;
    }
    EXPECT_GT(kept_count, 750U);
    EXPECT_LT(static_cast<double>(error_count), 0.1 * static_cast<double>(kept_count));
}

}  // namespace
}  // namespace assay::distill
