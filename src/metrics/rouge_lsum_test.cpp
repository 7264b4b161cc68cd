#include "metrics/scored.hpp"

namespace assay::metrics {
namespace {

double recall(std::string_view output, std::string_view target) {
    return scored("rouge_lsum", R"({"measure": "recall"})", output, {target}).value.value();
}

TEST(RougeLsum, follows_the_union_of_the_paper) {
    // Lin 2004, section 3.2: w1 w2 and w1 w3 w5 make four of five words.
    EXPECT_DOUBLE_EQ(recall("w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5", "w1 w2 w3 w4 w5"), 0.8);
}

TEST(RougeLsum, counts_no_word_more_often_than_the_output_has_it) {
    EXPECT_DOUBLE_EQ(recall("a b", "a b\na c"), 0.5);
}

TEST(RougeLsum, does_not_depend_on_the_order_of_lines) {
    EXPECT_EQ(recall("a b c\nd e f", "d e f\na b c"), 1);
    EXPECT_LT(
        *scored("rouge_l", R"({"measure": "recall"})", "a b c\nd e f", {"d e f\na b c"}).value, 1);
}

TEST(RougeLsum, skips_empty_lines) { EXPECT_EQ(recall("\n\na b\n\n", "a b\n...\n"), 1); }

TEST(RougeLsum, of_one_line_each_equals_rouge_l) {
    const std::string_view output = "it rained all day and the river rose";
    const std::string_view target = "the river rose because it rained all the day";
    EXPECT_EQ(scored("rouge_lsum", "{}", output, {target}),
              scored("rouge_l", "{}", output, {target}));
}

}  // namespace
}  // namespace assay::metrics
