#include "core/file.hpp"
#include "metrics/scored.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

namespace assay::metrics {
namespace {

double f1(std::string_view output, std::vector<std::string_view> targets) {
    return scored("token_f1", "{}", output, std::move(targets)).value.value();
}

TEST(TokenF1, is_the_harmonic_mean_of_precision_and_recall_of_words) {
    EXPECT_DOUBLE_EQ(f1("in the city of Paris", {"Paris"}), 2 * 0.25 / 1.25);
    EXPECT_DOUBLE_EQ(f1("red green", {"green blue red black"}), 2 * 0.5 / 1.5);
}

TEST(TokenF1, ignores_case_punctuation_articles_and_space) {
    EXPECT_EQ(f1(" The  Eiffel-Tower!", {"an eiffeltower"}), 1);
    EXPECT_EQ(f1("U.S.", {"us"}), 1);
}

TEST(TokenF1, removes_articles_only_where_they_stand_alone) {
    EXPECT_EQ(f1("theatre", {"atre"}), 0);
    EXPECT_EQ(f1("the–theatre", {"–theatre"}), 1);
    EXPECT_EQ(f1("aé", {"é"}), 0);
}

TEST(TokenF1, counts_a_repeated_word_as_often_as_both_sides_have_it) {
    EXPECT_DOUBLE_EQ(f1("go go go", {"go stop"}), 2 * (1.0 / 3) * 0.5 / (1.0 / 3 + 0.5));
}

TEST(TokenF1, takes_the_best_target) { EXPECT_EQ(f1("Rome", {"Paris", "rome"}), 1); }

TEST(TokenF1, of_sides_without_words_is_one_when_both_are_and_zero_when_one_is) {
    EXPECT_EQ(f1("", {""}), 1);
    EXPECT_EQ(f1("the", {"..."}), 1);
    EXPECT_EQ(f1("", {"word"}), 0);
    EXPECT_EQ(f1("word", {"a"}), 0);
}

TEST(TokenF1, lowers_and_splits_beyond_ascii) {
    EXPECT_EQ(f1("ÉCOLE\u00A0Normale", {"école normale"}), 1);
    EXPECT_EQ(f1("東京", {"東京"}), 1);
}

TEST(TokenF1, is_symmetric) {
    EXPECT_EQ(f1("one two three", {"three four"}), f1("three four", {"one two three"}));
}

TEST(TokenF1, is_unscored_without_a_target) {
    EXPECT_EQ(scored("token_f1", "{}", "x", {}).value, std::nullopt);
}

TEST(SharedDataTokenF1, of_drop_answers_without_numbers_to_align_equals_lighteval) {
    const char* folder = std::getenv("ASSAY_SHARED");
    const std::string path =
        fmt::format("{}/data/metric_vectors/lighteval/drop.json", folder ? folder : "../shared");
    if (!std::filesystem::exists(path))
        GTEST_SKIP() << "metric_vectors are absent; set ASSAY_SHARED to read them";
    const Json file = parse_json(read_file(path, 1U << 20U).value()).value();
    for (const Json& item : file.at("test_cases").as_array()) {
        std::vector<std::string_view> targets;
        for (const Json& gold :
             item.at("doc").at("specific").at("golds_no_preprocessing").as_array())
            targets.push_back(json_view(gold.as_string()));
        EXPECT_NEAR(f1(json_view(item.at("model_response").at("text").at(0).as_string()), targets),
                    *json_number(item.at("expected_output").at("f1")),
                    *json_number(item.at("tolerance")));
    }
}

}  // namespace
}  // namespace assay::metrics
