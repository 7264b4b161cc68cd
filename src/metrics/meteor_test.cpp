#include "core/file.hpp"
#include "metrics/scored.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

double meteor(std::string_view output, std::vector<std::string_view> targets) {
    return scored("meteor", R"({"synonyms": "off"})", output, std::move(targets)).value.value();
}

std::string_view text_of(const Json& value) { return json_view(value.as_string()); }

/// The cases of tests/vectors/meteor.json whose expected values are under `key`.
void expect_vectors(const char* key, std::string_view options) {
    const Json file = parse_json(read_file("tests/vectors/meteor.json", 1U << 20U).value()).value();
    for (const Json& item : file.at("cases").as_array()) {
        std::vector<std::string_view> targets;
        for (const Json& target : item.at("targets").as_array()) targets.push_back(text_of(target));
        EXPECT_DOUBLE_EQ(
            scored("meteor", options, text_of(item.at("output")), targets).value.value(),
            *json_number(item.at("expected").at(key)))
            << text_of(item.at("output"));
    }
}

TEST(Meteor, weighs_recall_nine_to_one_and_halves_for_broken_order) {
    // Two matches in one chunk: P = 1, R = 1/2, penalty 0.5 * (1/2)^3.
    EXPECT_DOUBLE_EQ(meteor("one two", {"one two three four"}), 0.5 / 0.95 * (1 - 0.0625));
    // The same words, each its own chunk: penalty 0.5.
    EXPECT_DOUBLE_EQ(meteor("two one", {"one two"}), 0.5);
}

TEST(Meteor, of_equal_texts_grows_with_their_length) {
    EXPECT_DOUBLE_EQ(meteor("word", {"word"}), 0.5);
    EXPECT_DOUBLE_EQ(meteor("a b c d", {"a b c d"}), 1 - 0.5 / 64);
}

TEST(Meteor, matches_stems) { EXPECT_GT(meteor("he connected them", {"he connects them"}), 0.9); }

TEST(Meteor, ignores_case_and_sets_punctuation_apart) {
    EXPECT_EQ(meteor("The End.", {"the end ."}), meteor("the end .", {"the end ."}));
    EXPECT_LT(*scored("meteor",
                      R"({"synonyms": "off", "tokenize": "whitespace"})",
                      "The End.",
                      {"the end ."})
                   .value,
              0.5);
}

TEST(Meteor, takes_the_best_target) {
    EXPECT_EQ(meteor("one two", {"three four", "one two"}), meteor("one two", {"one two"}));
}

TEST(Meteor, of_a_side_without_words_is_zero) {
    EXPECT_EQ(meteor("", {"word"}), 0);
    EXPECT_EQ(meteor("word", {" "}), 0);
    EXPECT_EQ(meteor("", {""}), 0);
}

TEST(Meteor, reads_words_of_any_script) {
    EXPECT_EQ(meteor("\u00C9COLE \u00ABNormale\u00BB", {"\u00E9cole \u00AB normale \u00BB"}),
              meteor("a b c d", {"a b c d"}));
}

TEST(Meteor, is_unscored_without_a_target) {
    EXPECT_EQ(scored("meteor", R"({"synonyms": "off"})", "x", {}).value, std::nullopt);
}

TEST(Meteor, says_whether_synonyms_were_matched) {
    EXPECT_EQ(scored("meteor", R"({"synonyms": "off"})", "x", {"x"}).reason, "synonyms:off");
    EXPECT_EQ(scored("meteor", R"({"wordnet": "/nonexistent"})", "x", {"x"}).reason,
              "synonyms:off");
}

TEST(Meteor, names_the_package_when_synonyms_are_demanded_without_it) {
    const auto error = option_error("meteor", R"({"synonyms": "on", "wordnet": "/nonexistent"})");
    EXPECT_THAT(error, HasSubstr("wordnet-base"));
    EXPECT_THAT(error, HasSubstr("/nonexistent"));
}

TEST(Meteor, names_the_accepted_choices) {
    EXPECT_THAT(option_error("meteor", R"({"synonyms": "yes"})"), HasSubstr("auto"));
    EXPECT_THAT(option_error("meteor", R"({"tokenize": "word"})"), HasSubstr("words"));
}

TEST(Meteor, equals_nltk_on_our_vectors_without_synonyms) {
    expect_vectors("off", R"({"synonyms": "off", "tokenize": "whitespace"})");
}

TEST(Meteor, equals_nltk_on_our_vectors_with_synonyms) {
    if (!std::filesystem::exists("/usr/share/wordnet"))
        GTEST_SKIP() << "wordnet-base is not installed";
    expect_vectors("on", R"({"synonyms": "on", "tokenize": "whitespace"})");
    EXPECT_EQ(scored("meteor", "{}", "car", {"auto"}), SampleValue::explained(0.5, "synonyms:on"));
}

}  // namespace
}  // namespace assay::metrics
