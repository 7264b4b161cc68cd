#include "distill/trained_judge.hpp"

#include "distill/model.hpp"
#include "distill/planted.hpp"
#include "distill/train.hpp"

#include "core/hash.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <thread>

namespace assay::distill {
namespace {

const Training& trained() {
    static const Training training =
        train(planted({}), {.name = "helpfulness", .version = 4}).value();
    return training;
}

TEST(TrainedJudge, survives_the_way_through_bytes) {
    const TrainedJudge& judge = trained().judge;
    const auto again = TrainedJudge::from_bytes(judge.to_bytes()).value();
    EXPECT_EQ(again.name(), "helpfulness");
    EXPECT_EQ(again.version(), 4U);
    EXPECT_EQ(again.quality(), judge.quality());
    EXPECT_EQ(again.hash(), judge.hash());
    EXPECT_EQ(again.to_bytes(), judge.to_bytes());
    for (const Example& example : planted({.count = 20, .seed = 9}))
        EXPECT_EQ(again.predict(example).value(), judge.predict(example).value());
}

TEST(TrainedJudge, hash_is_that_of_the_bytes_before_it) {
    const std::string bytes = trained().judge.to_bytes();
    EXPECT_EQ(sha256_hex(std::string_view(bytes).substr(0, bytes.size() - 64)),
              trained().judge.hash());
    EXPECT_LT(bytes.size(), 260'000U);
}

TEST(TrainedJudge, refuses_damaged_bytes) {
    const std::string bytes = trained().judge.to_bytes();
    for (std::size_t at = 0; at < bytes.size(); at += bytes.size() / 50) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        const auto judge = TrainedJudge::from_bytes(damaged);
        ASSERT_FALSE(judge.has_value()) << at;
        EXPECT_EQ(judge.error().kind, ErrorKind::corrupt);
    }
    for (const std::size_t size : {std::size_t{0}, std::size_t{63}, bytes.size() - 1})
        EXPECT_EQ(TrainedJudge::from_bytes(bytes.substr(0, size)).error().kind, ErrorKind::corrupt);
}

TEST(TrainedJudge, refuses_parts_that_do_not_fit_although_the_hash_does) {
    const std::string bytes = trained().judge.to_bytes();
    const std::string payload = bytes.substr(0, bytes.size() - 64);
    const auto sealed = [](const std::string& text) { return text + sha256_hex(text); };
    EXPECT_TRUE(TrainedJudge::from_bytes(sealed(payload)).has_value());
    EXPECT_EQ(TrainedJudge::from_bytes(sealed(payload + "x")).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(TrainedJudge::from_bytes(sealed(payload.substr(0, 700))).error().kind,
              ErrorKind::corrupt);
    EXPECT_EQ(TrainedJudge::from_bytes(sealed("")).error().kind, ErrorKind::corrupt);
}

TEST(TrainedJudge, says_when_the_features_are_of_another_version) {
    std::string payload = trained().judge.to_bytes();
    payload.resize(payload.size() - 64);
    payload[20] = static_cast<char>(feature_version + 1);
    const auto judge = TrainedJudge::from_bytes(payload + sha256_hex(payload));
    EXPECT_EQ(judge.error().kind, ErrorKind::invalid_input);
    EXPECT_NE(judge.error().message.find("train it again"), std::string::npos);
}

TEST(TrainedJudge, refuses_metric_scores_it_was_not_trained_on) {
    EXPECT_EQ(trained().judge.predict({.output = "x", .metric_scores = {1.0}}).error().message,
              "the distilled judge helpfulness reads 0 metric scores, this example has 1");
}

TEST(TrainedJudge, refuses_a_metric_score_that_is_no_number) {
    auto examples = planted({});
    for (Example& example : examples) example.metric_scores = {example.score};
    const auto judge = train(examples, {.metric_names = {"f1"}}).value().judge;
    examples[0].metric_scores = {std::numeric_limits<double>::infinity()};
    EXPECT_EQ(judge.predict(examples[0]).error().kind, ErrorKind::invalid_input);
    examples[0].metric_scores = {std::numeric_limits<double>::max()};
    EXPECT_TRUE(judge.predict(examples[0]).has_value());
}

TEST(TrainedJudge, escalates_what_training_never_saw_missing) {
    auto examples = planted({});
    for (Example& example : examples) example.metric_scores = {example.score};
    const auto judge = train(examples, {.metric_names = {"f1"}}).value().judge;
    EXPECT_FALSE(judge.predict(examples[0]).value().must_escalate);
    Example without_metric = examples[0];
    without_metric.metric_scores = {std::nullopt};
    EXPECT_TRUE(judge.predict(without_metric).value().must_escalate);
    EXPECT_EQ(judge.predict(without_metric).value().half_width, 1);
    Example empty = examples[0];
    empty.output.clear();
    EXPECT_TRUE(judge.predict(empty).value().must_escalate);
}

TEST(TrainedJudge, stays_within_bounds_for_any_text) {
    const std::string long_word(100'000, 'a');
    for (const std::string& output : {std::string(),
                                      std::string("?"),
                                      std::string("\xff\xfe\x80"),
                                      std::string("日本語 の テキスト"),
                                      std::string(3, '\0'),
                                      long_word}) {
        const Prediction prediction = trained().judge.predict({.output = output}).value();
        EXPECT_GE(prediction.score, 0);
        EXPECT_LE(prediction.score, 1);
        EXPECT_GT(prediction.half_width, 0);
        EXPECT_LE(prediction.half_width, 1);
    }
}

TEST(TrainedJudge, says_the_same_on_many_threads) {
    const auto examples = planted({.count = 100, .seed = 4});
    std::vector<double> alone;
    for (const Example& example : examples)
        alone.push_back(trained().judge.predict(example).value().score);
    std::vector<std::vector<double>> scores(4);
    {
        std::vector<std::jthread> threads;
        for (auto& own : scores)
            threads.emplace_back([&] {
                for (const Example& example : examples)
                    own.push_back(trained().judge.predict(example).value().score);
            });
    }
    for (const auto& own : scores) EXPECT_EQ(own, alone);
}

}  // namespace
}  // namespace assay::distill
