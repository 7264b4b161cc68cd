#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

TEST(Levenshtein, is_one_minus_edits_over_the_longer_length) {
    EXPECT_EQ(scored("levenshtein", "{}", "kitten", {"sitting"}), SampleValue::of(1 - 3.0 / 7));
}

TEST(Levenshtein, takes_the_nearest_target) {
    EXPECT_EQ(scored("levenshtein", "{}", "cat", {"dog", "cut"}), SampleValue::of(1 - 1.0 / 3));
}

TEST(Levenshtein, counts_code_points_or_words) {
    EXPECT_EQ(scored("levenshtein", "{}", "café", {"cafe"}), SampleValue::of(0.75));
    EXPECT_EQ(scored("levenshtein", R"({"unit": "words"})", "a big cat", {"a cat"}),
              SampleValue::of(1 - 1.0 / 3));
}

TEST(Levenshtein, of_two_empty_texts_is_one_and_of_one_is_zero) {
    EXPECT_EQ(scored("levenshtein", "{}", "", {""}), SampleValue::of(1));
    EXPECT_EQ(scored("levenshtein", "{}", "", {"abc"}), SampleValue::of(0));
}

TEST(Levenshtein, is_unscored_without_a_target) {
    EXPECT_EQ(scored("levenshtein", "{}", "x", {}).value, std::nullopt);
}

TEST(Levenshtein, names_the_accepted_units) {
    EXPECT_THAT(option_error("levenshtein", R"({"unit": "word"})"), HasSubstr("words"));
}

}  // namespace
}  // namespace assay::metrics
