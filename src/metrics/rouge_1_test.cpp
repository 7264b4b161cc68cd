#include "metrics/scored.hpp"

namespace assay::metrics {
namespace {

double rouge_1(std::string_view output, std::string_view target) {
    return scored("rouge_1", "{}", output, {target}).value.value();
}

TEST(Rouge1, is_the_f_measure_of_shared_words) {
    EXPECT_DOUBLE_EQ(rouge_1("police killed the gunman", "the gunman kill police"), 0.75);
}

TEST(Rouge1, counts_a_repeated_word_as_often_as_both_sides_have_it) {
    EXPECT_DOUBLE_EQ(rouge_1("the the the", "the cat the"), 2.0 / 3);
}

TEST(Rouge1, ignores_order_and_case_and_splits_at_everything_but_letters_and_digits) {
    EXPECT_EQ(rouge_1("Two-and-a-half, it's 3.5!", "S it 5 3 half a and TWO"), 1);
}

TEST(Rouge1, sees_no_words_beyond_ascii) {
    EXPECT_EQ(rouge_1("東京", "東京"), 0);
    EXPECT_EQ(rouge_1("caf\u00E9", "caf"), 1);
    EXPECT_EQ(rouge_1("\u212Aelvin \u0130", "kelvin i"), 1);
}

}  // namespace
}  // namespace assay::metrics
