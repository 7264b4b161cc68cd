#include "metrics/scored.hpp"

namespace assay::metrics {
namespace {

double rouge_l(std::string_view output, std::string_view target) {
    return scored("rouge_l", "{}", output, {target}).value.value();
}

TEST(RougeL, follows_the_sentences_of_the_paper) {
    // Lin 2004, section 3.1.
    EXPECT_DOUBLE_EQ(rouge_l("police kill the gunman", "police killed the gunman"), 0.75);
    EXPECT_DOUBLE_EQ(rouge_l("the gunman kill police", "police killed the gunman"), 0.5);
}

TEST(RougeL, reads_lines_as_one_text) { EXPECT_EQ(rouge_l("a b\nc", "a\nb c"), 1); }

TEST(RougeL, measures_texts_beyond_one_machine_word) {
    std::string text;
    for (int i = 0; i < 300; ++i) text += std::to_string(i % 17) + ' ';
    EXPECT_EQ(rouge_l(text, text), 1);
    EXPECT_DOUBLE_EQ(rouge_l(text + "tail", text), 2 * (300.0 / 301) / (300.0 / 301 + 1));
}

TEST(RougeL, is_at_most_rouge_1) {
    const std::string_view output = "one two three two one four";
    const std::string_view target = "four one two one two three";
    EXPECT_LE(rouge_l(output, target), scored("rouge_1", "{}", output, {target}).value);
}

}  // namespace
}  // namespace assay::metrics
