#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

double match(std::string_view output, std::string_view target) {
    return *scored("choice", "{}", output, {target}).value;
}

TEST(Choice, reads_short_answers) {
    for (const std::string_view output : {"B", "b", "(B)", "B.", " B\n", "**B**", "B) Rome", "$B$"})
        EXPECT_EQ(match(output, "B"), 1) << output;
}

TEST(Choice, prefers_an_announced_answer_to_any_other_letter) {
    for (const std::string_view output : {"(A) is wrong. The answer is (C).",
                                          "A: no. B: no.\n\nANSWER: C",
                                          "**Answer:** C\n(D) is close",
                                          "Option A fails. Answer: \\boxed{C}",
                                          "A or B?\nanswer: c"})
        EXPECT_EQ(match(output, "C"), 1) << output;
}

TEST(Choice, takes_the_last_announced_answer_unless_told_otherwise) {
    constexpr std::string_view output = "ANSWER: A\nNo, wait.\nANSWER: D";
    EXPECT_EQ(match(output, "D"), 1);
    EXPECT_EQ(scored("choice", R"({"position": "first"})", output, {"A"}).value, 1);
}

TEST(Choice, does_not_take_words_for_letters) {
    for (const std::string_view output : {"I think a dog is a fine animal", "A dog, I guess", ""}) {
        const SampleValue value = scored("choice", "{}", output, {"A"});
        EXPECT_EQ(value.value, 0) << output;
        EXPECT_THAT(value.reason, HasSubstr("no choice"));
    }
}

TEST(Choice, accepts_targets_as_letter_or_position_from_0) {
    EXPECT_EQ(match("C", "(C)"), 1);
    EXPECT_EQ(match("C", "2"), 1);
    EXPECT_EQ(scored("choice", R"({"letters": "ABCD"})", "A", {"Paris"}).value, std::nullopt);
    EXPECT_EQ(scored("choice", R"({"letters": "ABCD"})", "A", {"4"}).value, std::nullopt);
}

TEST(Choice, says_what_was_chosen) {
    EXPECT_EQ(scored("choice", "{}", "The answer is B", {"A"}),
              SampleValue::explained(0, "chose B"));
}

TEST(Choice, refuses_letters_that_are_none) {
    EXPECT_THAT(option_error("choice", R"({"letters": "AAB"})"), HasSubstr("letters"));
    EXPECT_THAT(option_error("choice", R"({"letters": "ab"})"), HasSubstr("letters"));
}

}  // namespace
}  // namespace assay::metrics
