#include "distill/features.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace assay::distill {
namespace {

using ::testing::FloatEq;

Features read(const Example& example) {
    FeatureReader reader;
    Features features;
    reader.read(example, features);
    return features;
}

TEST(Features, have_a_fixed_number) {
    EXPECT_EQ(read({}).dense.size(), dense_count(0));
    EXPECT_EQ(read({.metric_scores = {1.0, std::nullopt}}).dense.size(), dense_count(2));
}

TEST(Features, count_words_and_pairs_and_characters) {
    const auto features = read({.output = "One two two."});
    EXPECT_EQ(features.word_grams.size(), 4U + 3U);
    EXPECT_EQ(features.character_grams.size(), 10U);
    EXPECT_EQ(features.word_grams[1], features.word_grams[2]);
    EXPECT_THAT(features.dense[0], FloatEq(std::log(5.0F)));
    EXPECT_THAT(features.dense[4], FloatEq(0.75F));  // distinct words
}

TEST(Features, read_characters_and_not_bytes) {
    EXPECT_EQ(read({.output = "äöüß"}).character_grams.size(), 2U);
    EXPECT_EQ(read({.output = "äö"}).character_grams.size(), 0U);
}

TEST(Features, do_not_tell_upper_from_lower_case_in_words) {
    EXPECT_EQ(read({.output = "GOOD Work"}).word_grams, read({.output = "good work"}).word_grams);
}

TEST(Features, measure_the_overlap_with_the_input) {
    const auto features = read({.input = "a b c d e f g h", .output = "a b x y"});
    EXPECT_THAT(features.dense[13], FloatEq(0.5F));         // of the output in the input
    EXPECT_THAT(features.dense[14], FloatEq(0.25F));        // of the input in the output
    EXPECT_THAT(features.dense[15], FloatEq(0.5F));         // of its first four words
    EXPECT_THAT(features.dense[16], FloatEq(1.0F / 3.0F));  // pairs
}

TEST(Features, take_the_best_of_the_targets) {
    const auto features = read({.output = "a b", .targets = {"c", "a b c d", "b"}});
    EXPECT_THAT(features.dense[20], FloatEq(1));  // output words in the second target
    EXPECT_THAT(features.dense[21], FloatEq(1));  // the third target's word in the output
}

TEST(Features, flag_what_is_not_there) {
    const auto none = read({.metric_scores = {std::nullopt}});
    EXPECT_EQ(none.dense[11], 1);
    EXPECT_EQ(none.dense[17], 1);
    EXPECT_EQ(none.dense[23], 1);
    EXPECT_EQ(none.dense[25], 1);
    const auto all = read({.input = "a", .output = "a", .targets = {"a"}, .metric_scores = {2.0}});
    EXPECT_EQ(all.dense[11] + all.dense[17] + all.dense[23] + all.dense[25], 0);
    EXPECT_EQ(all.dense[24], 2);
}

TEST(Features, are_those_of_version_1) {
    // Stored models rest on these numbers: whoever changes them raises feature_version.
    const auto features = read({.output = "Assay measures."});
    EXPECT_EQ(feature_version, 1U);
    EXPECT_THAT(features.word_grams, ::testing::ElementsAre(98065, 9887, 23759, 22111, 25949));
}

TEST(Features, of_one_reader_do_not_depend_on_what_it_read_before) {
    FeatureReader reader;
    Features features;
    const Example example{.input = "a b c", .output = "b c d", .targets = {"b"}};
    reader.read({.input = "x y", .output = "long text of many words", .targets = {"q", "r"}},
                features);
    reader.read(example, features);
    EXPECT_EQ(features.dense, read(example).dense);
    EXPECT_EQ(features.word_grams, read(example).word_grams);
}

}  // namespace
}  // namespace assay::distill
