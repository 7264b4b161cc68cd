#include "metrics/scored.hpp"

namespace assay::metrics {
namespace {

double rouge_2(std::string_view output, std::string_view target) {
    return scored("rouge_2", "{}", output, {target}).value.value();
}

TEST(Rouge2, is_the_f_measure_of_shared_neighbours) {
    // Lin 2004, section 3: only "the gunman" is shared.
    EXPECT_DOUBLE_EQ(rouge_2("the gunman kill police", "police killed the gunman"), 1.0 / 3);
}

TEST(Rouge2, counts_a_repeated_pair_as_often_as_both_sides_have_it) {
    EXPECT_DOUBLE_EQ(rouge_2("a b a b", "a b c a b"), 2 * (2.0 / 3) * 0.5 / (2.0 / 3 + 0.5));
}

TEST(Rouge2, of_one_word_is_zero_even_when_equal) { EXPECT_EQ(rouge_2("word", "word"), 0); }

TEST(Rouge2, pairs_words_across_lines) { EXPECT_EQ(rouge_2("a\nb", "a b"), 1); }

}  // namespace
}  // namespace assay::metrics
