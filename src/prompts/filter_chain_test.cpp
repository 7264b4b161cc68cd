#include "prompts/filter_chain.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace assay::prompts {
namespace {

FilterChain chain(std::string_view spec) {
    return FilterChain::make(parse_json(spec).value(), "filters").value();
}
Extraction extract(std::string_view spec, std::string_view output) {
    return chain(spec).apply(output).value();
}
std::string refusal(std::string_view spec) {
    const auto made = FilterChain::make(parse_json(spec).value(), "filters");
    return made ? "no error" : made.error().message;
}

constexpr std::string_view strict = R"j({"regex": "#### (\\-?[0-9\\.\\,]+)"})j";
constexpr std::string_view flexible =
    R"j({"function": "regex", "regex_pattern": "(-?[$0-9.,]{2,})|(-?[0-9]+)", "group_select": -1})j";

TEST(FilterChain, takes_the_first_gsm8k_answer_after_four_hashes) {
    EXPECT_EQ(extract(strict, "so\n#### 1,234\n#### 5"), (Extraction{"1,234", true}));
    EXPECT_EQ(extract(strict, "no mark: 7"), (Extraction{"[invalid]", false}));
}

TEST(FilterChain, takes_the_last_number_when_flexible) {
    EXPECT_EQ(extract(flexible, "it is $15.00 or 7"), (Extraction{"7", true}));
    EXPECT_EQ(extract(flexible, "none"), (Extraction{"[invalid]", false}));
}

TEST(FilterChain, drops_the_last_character_of_the_line_as_bbh_look_ahead_does) {
    constexpr auto bbh = R"j({"regex": "(?<=the answer is )(.*)(?=.)"})j";
    EXPECT_EQ(extract(bbh, "So the answer is (A)."), (Extraction{"(A)", true}));
    EXPECT_EQ(extract(bbh, "So the answer is (A)"), (Extraction{"(A", true}));
}

TEST(FilterChain, takes_the_mmlu_pro_letter) {
    constexpr auto spec = R"j({"regex": "answer is \\(?([ABCDEFGHIJ])\\)?"})j";
    EXPECT_EQ(extract(spec, "The answer is (J). Or answer is A"), (Extraction{"J", true}));
    EXPECT_EQ(extract(spec, "the answer is K"), (Extraction{"[invalid]", false}));
}

TEST(FilterChain, counts_an_empty_single_group_as_found) {
    EXPECT_EQ(extract(R"j({"regex": "x(a*)"})j", "xb"), (Extraction{"", true}));
    EXPECT_EQ(extract(R"j({"regex": "x(a*)(b*)"})j", "xc"), (Extraction{"[invalid]", false}));
}

TEST(FilterChain, falls_back_when_the_selected_match_does_not_exist) {
    EXPECT_EQ(
        extract(R"j({"regex": {"pattern": "\\d", "group_select": 2, "fallback": "-"}})j", "1 2"),
        (Extraction{"-", false}));
}

TEST(FilterChain, finds_choices_by_pattern_then_words_then_letter) {
    const FilterChain letters = chain(
        R"j({"multi_choice_regex": {"pattern": "(\\([A-Z]\\))", "ignore_case": true,
             "ignore_punctuation": true}})j");
    const std::array<std::string, 2> choices = {"a red fox.", "a cat"};
    const FilterContext context{choices};
    EXPECT_EQ(letters.apply("It is (B).", context).value().text, "(B)");
    EXPECT_EQ(letters.apply("A Red fox, surely", context).value().text, "(A)");
    EXPECT_EQ(letters.apply("Answer: B", context).value().text, "(B)");
    EXPECT_EQ(letters.apply("none", context).value(), (Extraction{"[invalid]", false}));
    EXPECT_EQ(letters.apply("none").error().message,
              "multi_choice_regex needs 1 to 26 choices, the sample has 0");
}

TEST(FilterChain, cuts_and_changes_text) {
    EXPECT_EQ(extract(R"j("strip")j", " a \n").text, "a");
    EXPECT_EQ(extract(R"j("lowercase")j", "ÄB").text, "äb");
    EXPECT_EQ(extract(R"j("uppercase")j", "straße").text, "STRASSE");
    EXPECT_EQ(extract(R"j("first_line")j", "\n one \ntwo").text, "one");
    EXPECT_EQ(extract(R"j("last_line")j", "one\n two \n\n").text, "two");
    EXPECT_EQ(extract(R"j({"after": "A:"})j", "A: 1 A: 2 ").text, "2");
    EXPECT_EQ(extract(R"j({"after": {"text": "A:", "which": "first"}})j", "A: 1 A: 2").text,
              "1 A: 2");
    EXPECT_EQ(extract(R"j("code_block")j", "see\n```python\nx = 1\n```\nend").text, "x = 1\n");
    EXPECT_EQ(extract(R"j({"replace": {"pattern": ",", "with": ""}})j", "1,234").text, "1234");
    EXPECT_EQ(extract(R"j("code_block")j", "no code"), (Extraction{"[invalid]", false}));
}

TEST(FilterChain, picks_a_json_field) {
    EXPECT_EQ(extract(R"j({"json": "answer.value"})j", R"j({"answer": {"value": 4}})j").text, "4");
    EXPECT_EQ(extract(R"j({"json": "a.1"})j", "Sure:\n```json\n{\"a\": [1, \"b\"]}\n```").text,
              "b");
    EXPECT_EQ(extract(R"j({"json": "a"})j", R"j(I say {"a": true}!)j").text, "true");
    EXPECT_EQ(extract(R"j({"json": "b"})j", R"j({"a": true})j"), (Extraction{"[invalid]", false}));
}

TEST(FilterChain, maps_answers) {
    EXPECT_EQ(extract(R"j({"map": {"yes": "A", "no": "B"}})j", "no"), (Extraction{"B", true}));
    EXPECT_EQ(extract(R"j({"map": {"mapping": {"yes": 1}, "default": 0}})j", "x"),
              (Extraction{"0", false}));
}

TEST(FilterChain, votes_over_repeats_with_ties_to_the_first) {
    const std::array<std::string, 5> outputs = {"b", "a", "a", "b", "c"};
    EXPECT_EQ(chain(R"j("majority_vote")j").apply_all(outputs).value(),
              (std::vector<Extraction>{{"b", true}}));
    EXPECT_EQ(chain(R"j({"take_first_k": 2})j").apply_all(outputs).value().size(), 2U);
    EXPECT_EQ(chain(R"j(["take_first"])j").apply_all(outputs).value().size(), 1U);
}

TEST(FilterChain, stays_not_extracted_through_later_filters) {
    EXPECT_EQ(extract(R"j([{"regex": {"pattern": "x", "fallback": "NONE"}}, "lowercase"])j", "y"),
              (Extraction{"none", false}));
}

TEST(FilterChain, gives_up_on_a_pattern_that_takes_too_long) {
    const auto given_up = chain(R"j({"regex": "(a+)+$"})j").apply(std::string(40, 'a') + "!");
    ASSERT_FALSE(given_up.has_value());
    EXPECT_EQ(given_up.error().kind, ErrorKind::exhausted);
}

TEST(FilterChain, suggests_the_nearest_filter) {
    EXPECT_EQ(refusal(R"j(["take_frist"])j"),
              "filters[0]: no filter 'take_frist'; did you mean 'take_first'?");
}

TEST(FilterChain, refuses_bad_specifications) {
    EXPECT_EQ(refusal("3"), "filters: a filter is a name or an object, not number");
    EXPECT_EQ(refusal(R"j({"strip": 1})j"), "filters: strip takes no option");
    EXPECT_NE(refusal(R"j({"regex": "("})j").find("filters: regex: regular expression '('"),
              std::string::npos);
    EXPECT_NE(refusal(R"j({"regex": {"patern": "x"}})j").find("did you mean 'pattern'"),
              std::string::npos);
}

}  // namespace
}  // namespace assay::prompts
