#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

double match(std::string_view options, std::string_view output, std::string_view target) {
    return *scored("exact_match", options, output, {target}).value;
}

TEST(ExactMatch, accepts_any_of_the_targets) {
    EXPECT_EQ(scored("exact_match", "{}", "4", {"four", "4"}), SampleValue::of(1));
}

TEST(ExactMatch, compares_bytes_by_default) {
    EXPECT_EQ(match("{}", "Paris", "Paris"), 1);
    EXPECT_EQ(match("{}", "paris", "Paris"), 0);
    EXPECT_EQ(match("{}", "Paris ", "Paris"), 0);
    EXPECT_EQ(match("{}", "", ""), 1);
}

TEST(ExactMatch, ignores_case_beyond_ascii) {
    EXPECT_EQ(match(R"({"ignore_case": true})", "\u00C9COLE", "\u00E9cole"), 1);
}

TEST(ExactMatch, ignores_ascii_punctuation_only) {
    EXPECT_EQ(match(R"({"ignore_punctuation": true})", "it's (so)!", "its so"), 1);
    EXPECT_EQ(match(R"({"ignore_punctuation": true})", "so\u2026", "so"), 0);
}

TEST(ExactMatch, ignores_numbers) {
    EXPECT_EQ(match(R"({"ignore_numbers": true})", "a1b22", "ab"), 1);
}

TEST(ExactMatch, removes_patterns_before_it_lowers_case) {
    EXPECT_EQ(match(R"({"regexes_to_ignore": ["X"], "ignore_case": true})", "aXx", "ax"), 1);
}

TEST(ExactMatch, reads_gsm8k_answers_as_lm_eval_does) {
    constexpr auto options =
        R"({"ignore_case": true, "regexes_to_ignore": [",", "\\$", "(?s).*#### ", "\\.$"]})";
    EXPECT_EQ(match(options, "$1,234.", "So she has\n#### 1234"), 1);
}

TEST(ExactMatch, strips_on_request) {
    EXPECT_EQ(match(R"({"strip": true})", "\u00A0 4\n", "4"), 1);
}

TEST(ExactMatch, is_unscored_without_a_target) {
    EXPECT_EQ(scored("exact_match", "{}", "4", {}), SampleValue::unscored("no target"));
}

TEST(ExactMatch, refuses_a_broken_pattern) {
    EXPECT_THAT(option_error("exact_match", R"({"regexes_to_ignore": ["("]})"),
                HasSubstr("missing )"));
}

TEST(ExactMatch, is_symmetric) {
    constexpr auto options = R"({"ignore_case": true, "ignore_punctuation": true})";
    for (const std::string_view a : {"A.", "a", "b!", ""}) {
        for (const std::string_view b : {"A.", "a", "b!", ""})
            EXPECT_EQ(match(options, a, b), match(options, b, a));
    }
}

}  // namespace
}  // namespace assay::metrics
