// The four ROUGE metrics together: shared rules, vectors of our own, published cases.

#include "core/file.hpp"
#include "metrics/scored.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <thread>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

constexpr std::array<std::string_view, 4> names = {"rouge_1", "rouge_2", "rouge_l", "rouge_lsum"};

std::string_view text_of(const Json& value) { return json_view(value.as_string()); }

/// Null where the shared folder lacks the file.
Json shared_file(const std::string& file) {
    const char* folder = std::getenv("ASSAY_SHARED");
    const std::string path = fmt::format("{}/{}", folder ? folder : "../shared", file);
    if (!std::filesystem::exists(path)) return nullptr;
    return parse_json(read_file(path, 1U << 20U).value()).value();
}

TEST(Rouge, of_equal_texts_is_one_and_of_unlike_texts_zero) {
    for (const auto name : names) {
        EXPECT_EQ(scored(name, "{}", "one two three", {"one two three"}).value, 1) << name;
        EXPECT_EQ(scored(name, "{}", "one two three", {"four five six"}).value, 0) << name;
    }
}

TEST(Rouge, of_a_side_without_words_is_zero) {
    for (const auto name : names) {
        EXPECT_EQ(scored(name, "{}", "", {"word"}).value, 0) << name;
        EXPECT_EQ(scored(name, "{}", "word", {"..."}).value, 0) << name;
        EXPECT_EQ(scored(name, "{}", "", {""}).value, 0) << name;
    }
}

TEST(Rouge, is_unscored_without_a_target) {
    for (const auto name : names)
        EXPECT_EQ(scored(name, "{}", "x", {}).value, std::nullopt) << name;
}

TEST(Rouge, stems_words_of_more_than_three_letters_when_asked) {
    for (const auto name : {"rouge_1", "rouge_l", "rouge_lsum"}) {
        EXPECT_EQ(scored(name, "{}", "connected", {"connection"}).value, 0) << name;
        EXPECT_EQ(scored(name, R"({"use_stemmer": true})", "connected", {"connection"}).value, 1)
            << name;
        EXPECT_EQ(scored(name, R"({"use_stemmer": true})", "its", {"it"}).value, 0) << name;
    }
}

TEST(Rouge, names_the_accepted_measures) {
    EXPECT_THAT(option_error("rouge_l", R"({"measure": "f1"})"), HasSubstr("fmeasure"));
}

TEST(Rouge, reports_precision_and_recall_of_the_target_with_the_best_f_measure) {
    // "a b" has precision 1 with the first target, but the second has the better F-measure.
    const std::vector<std::string_view> targets = {"a b c d e f g h", "a"};
    EXPECT_EQ(scored("rouge_1", R"({"measure": "precision"})", "a b", targets).value, 0.5);
    EXPECT_EQ(scored("rouge_1", R"({"measure": "recall"})", "a b", targets).value, 1);
}

TEST(Rouge, swapping_the_sides_swaps_precision_and_recall) {
    const std::string_view one = "the cat sat on the mat";
    const std::string_view other = "a cat on the mat slept";
    for (const auto name : {"rouge_1", "rouge_2", "rouge_l"})
        EXPECT_EQ(scored(name, R"({"measure": "precision"})", one, {other}).value,
                  scored(name, R"({"measure": "recall"})", other, {one}).value)
            << name;
}

TEST(Rouge, does_not_take_changed_bytes_in_the_same_place_for_the_same_text) {
    std::string output = "red green blue";
    const auto score = [&] { return scored("rouge_1", "{}", output, {"red green blue"}).value; };
    EXPECT_EQ(score(), 1);
    output.replace(0, 3, "tan");
    EXPECT_DOUBLE_EQ(score().value(), 2.0 / 3);
}

TEST(Rouge, forgets_words_without_changing_results) {
    // More distinct words than a thread remembers.
    for (int text = 0; text < 30; ++text) {
        std::string output = "shared ";
        for (int i = 0; i < 5000; ++i) output += fmt::format("w{}x{} ", text, i);
        for (const auto name : {"rouge_1", "rouge_l"})
            ASSERT_DOUBLE_EQ(
                *scored(name, R"({"measure": "recall"})", output, {"shared other"}).value, 0.5);
    }
}

TEST(Rouge, scores_the_same_from_several_threads) {
    const auto expected = scored("rouge_lsum", "{}", "a b\nc d", {"d c\nb a"});
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int repeat = 0; repeat < 50; ++repeat)
                EXPECT_EQ(scored("rouge_lsum", "{}", "a b\nc d", {"d c\nb a"}), expected);
        });
    for (auto& thread : threads) thread.join();
}

TEST(Rouge, equals_rouge_score_on_our_vectors) {
    const Json file = parse_json(read_file("tests/vectors/rouge.json", 1U << 20U).value()).value();
    for (const Json& item : file.at("cases").as_array()) {
        std::vector<std::string_view> targets;
        for (const Json& target : item.at("targets").as_array()) targets.push_back(text_of(target));
        for (const auto name : names) {
            for (const std::string_view measure : {"precision", "recall", "fmeasure"}) {
                const bool stems = item.at("use_stemmer").as_bool();
                const auto options =
                    fmt::format(R"({{"use_stemmer": {}, "measure": "{}"}})", stems, measure);
                const Json& expected = item.at("expected").at({name.data(), name.size()});
                EXPECT_EQ(scored(name, options, text_of(item.at("output")), targets).value,
                          json_number(expected.at({measure.data(), measure.size()})))
                    << name << " " << options << " " << text_of(item.at("output"));
            }
        }
    }
}

TEST(SharedDataRouge, equals_lighteval) {
    constexpr std::array<std::string_view, 4> theirs = {"rouge1", "rouge2", "rougeL", "rougeLsum"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Json file =
            shared_file(fmt::format("data/metric_vectors/lighteval/{}.json", theirs[i]));
        if (file.is_null())
            GTEST_SKIP() << "metric_vectors are absent; set ASSAY_SHARED to read them";
        for (const Json& item : file.at("test_cases").as_array()) {
            const Json& expected =
                item.at("expected_output").at({theirs[i].data(), theirs[i].size()});
            EXPECT_NEAR(*scored(names[i],
                                "{}",
                                text_of(item.at("model_response").at("text").at(0)),
                                {text_of(item.at("doc").at("choices").at(0))})
                             .value,
                        *json_number(expected),
                        *json_number(item.at("tolerance")))
                << names[i] << ": " << text_of(item.at("name"));
        }
    }
}

}  // namespace
}  // namespace assay::metrics
