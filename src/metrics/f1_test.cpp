#include "metrics/scored.hpp"

#include <gmock/gmock.h>

#include <array>
namespace assay::metrics {
namespace {

using testing::HasSubstr;

const std::vector<Labelled> pets = {{"cat", "cat"},
                                    {"dog", "cat"},
                                    {"cat", "dog"},
                                    {"dog", "dog"},
                                    {"bird", "dog"},
                                    {"dog", "dog"}};

// Expected values: by hand from the definitions that scikit-learn documents.
TEST(F1, follows_the_definitions) {
    EXPECT_NEAR(*corpus_value("f1", "{}", pets), 0.35714285714285715, 1e-12);
    EXPECT_NEAR(
        *corpus_value("f1", R"({"average": "weighted"})", pets), 0.54761904761904756, 1e-12);
    EXPECT_NEAR(*corpus_value("f1", R"({"average": "micro"})", pets), 0.5, 1e-12);
    EXPECT_NEAR(*corpus_value("f1", R"({"labels": ["cat", "fish"]})", pets), 0.25, 1e-12);
    EXPECT_NEAR(*corpus_value("f1", R"({"average": "micro", "labels": ["cat", "dog"]})", pets),
                0.54545454545454541,
                1e-12);
    EXPECT_NEAR(*corpus_value("f1", R"({"average": "binary", "positive": "dog"})", pets),
                0.5714285714285714,
                1e-12);
}

TEST(F1, takes_a_prediction_that_equals_a_later_target_as_right) {
    const auto accumulator = (*find("f1"))->corpus(resolved("f1", "{}")).value()->start();
    constexpr std::array<std::string_view, 2> targets = {"dog", "cat"};
    EXPECT_EQ(accumulator->add({.output = "cat", .targets = targets}), std::nullopt);
    EXPECT_EQ(accumulator->value(std::array{1U}), 1);
}

TEST(F1, is_undefined_without_samples_or_positives) {
    EXPECT_EQ(corpus_value("f1", "{}", {}), std::nullopt);
    EXPECT_EQ(corpus_value("f1", R"({"average": "binary", "positive": "fish"})", pets),
              std::nullopt);
}

TEST(F1, counts_a_sample_as_often_as_its_weight) {
    const auto scorer = (*find("f1"))->corpus(resolved("f1", "{}")).value();
    const auto accumulator = scorer->start();
    for (const Labelled& pet : pets)
        EXPECT_EQ(accumulator->add({.output = pet.output, .targets = {&pet.target, 1}}),
                  std::nullopt);
    auto repeated = pets;
    repeated.push_back(pets[1]);
    EXPECT_EQ(accumulator->value(std::array{1U, 2U, 1U, 1U, 1U, 1U}),
              corpus_value("f1", "{}", repeated));
}

TEST(F1, refuses_contradicting_options) {
    EXPECT_THAT(option_error("f1", R"({"average": "binary"})"), HasSubstr("positive"));
    EXPECT_THAT(option_error("f1", R"({"positive": "dog"})"), HasSubstr("positive"));
    EXPECT_THAT(option_error("f1", R"({"average": "macr"})"), HasSubstr("macro"));
}

}  // namespace
}  // namespace assay::metrics
