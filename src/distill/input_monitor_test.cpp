#include "distill/input_monitor.hpp"

#include "distill/planted.hpp"
#include "distill/train.hpp"

#include <gtest/gtest.h>

namespace assay::distill {
namespace {

TrainedJudge trained() {
    auto examples = planted({.count = 600});
    for (Example& example : examples) example.metric_scores = {example.score};
    return train(examples, {.metric_names = {"f1"}}).value().judge;
}

std::optional<InputShift> shift_of(std::vector<Example> examples) {
    InputMonitor monitor(trained());
    for (Example& example : examples) {
        if (example.metric_scores.empty()) example.metric_scores = {example.score};
        monitor.add(example, 0.5);
    }
    return monitor.shift();
}

TEST(InputMonitor, is_silent_for_texts_like_those_of_training) {
    for (std::uint64_t seed = 2; seed < 12; ++seed)
        EXPECT_FALSE(shift_of(planted({.count = 200, .seed = seed})).has_value()) << seed;
}

TEST(InputMonitor, names_the_feature_that_moved) {
    auto examples = planted({.count = 200, .seed = 2});
    for (Example& example : examples) example.metric_scores = {example.score / 10};
    const auto shift = shift_of(examples);
    ASSERT_TRUE(shift.has_value());
    EXPECT_EQ(shift->feature, "score of f1");
    EXPECT_LT(shift->shift_sds, -1);
    EXPECT_NE(shift->reason.find("less than in training"), std::string::npos);
}

TEST(InputMonitor, sees_longer_outputs) {
    EXPECT_TRUE(shift_of(planted({.count = 200, .output_words = 120, .seed = 2})).has_value());
}

TEST(InputMonitor, sees_what_was_never_missing) {
    auto examples = planted({.count = 200, .seed = 2});
    for (std::size_t i = 0; i < examples.size(); i += 5) examples[i].targets.clear();
    const auto shift = shift_of(examples);
    ASSERT_TRUE(shift.has_value());
    EXPECT_NEAR(shift->unfamiliar_ratio, 0.2, 1e-12);
}

TEST(InputMonitor, keeps_a_random_sample_in_bounded_memory) {
    const auto examples = planted({.count = 100, .seed = 2});
    Example odd = examples[0];
    odd.metric_scores = {-100.0};
    InputMonitor monitor(trained());
    for (int i = 0; i < 5'000; ++i) monitor.add(odd, 0.9);
    EXPECT_TRUE(monitor.shift().has_value());
    for (std::size_t i = 0; i < 10'000; ++i) {
        Example example = examples[i % 100];
        example.metric_scores = {example.score};
        monitor.add(example, 0.1);
    }
    EXPECT_EQ(monitor.count(), 10'000U);
    EXPECT_FALSE(monitor.shift().has_value());
}

TEST(InputMonitor, needs_some_examples) {
    EXPECT_FALSE(shift_of(planted({.count = 49, .output_words = 300, .seed = 2})).has_value());
    InputMonitor monitor(trained());
    monitor.add({.output = "one metric score is missing"}, 0);
    EXPECT_EQ(monitor.count(), 0U);
}

}  // namespace
}  // namespace assay::distill
