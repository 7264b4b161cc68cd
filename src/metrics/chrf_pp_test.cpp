#include "metrics/scored_corpus.hpp"

namespace assay::metrics {
namespace {

TEST(ChrfPp, splits_one_punctuation_mark_off_a_word) {
    EXPECT_NEAR(*sample_value("chrf_pp", {}, {"said.", {"said ."}}).value, 100, 1e-9);
}

TEST(ChrfPp, equals_chrf_without_words) {
    const TestLine line = {"the cat sat there", {"a cat sat here"}};
    EXPECT_EQ(sample_value("chrf_pp", {{"word_order", 0}}, line), sample_value("chrf", {}, line));
}

}  // namespace
}  // namespace assay::metrics
