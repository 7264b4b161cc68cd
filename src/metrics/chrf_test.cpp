#include "metrics/scored_corpus.hpp"

namespace assay::metrics {
namespace {

TEST(Chrf, leaves_out_orders_that_a_line_is_too_short_for) {
    // One of two characters shared, no pair: precision and recall are the mean of 1/2 and 0.
    EXPECT_NEAR(corpus_value("chrf", {}, {{"xz", {"xy"}}}), 25, 1e-9);
    EXPECT_NEAR(
        corpus_value("chrf", {{"eps_smoothing", true}}, {{"xz", {"xy"}}}), 100 * 0.5 / 6, 1e-9);
    EXPECT_EQ(corpus_value("chrf", {}, {{"", {"rain"}}}), 0);
}

TEST(Chrf, ignores_whitespace_unless_told) {
    EXPECT_NEAR(corpus_value("chrf", {}, {{"r ain", {"rain"}}}), 100, 1e-9);
    EXPECT_LT(corpus_value("chrf", {{"whitespace", true}}, {{"r ain", {"rain"}}}), 100);
}

TEST(Chrf, takes_the_best_reference) {
    EXPECT_NEAR(*sample_value("chrf", {}, {"déšť", {"mráz", "déšť"}}).value, 100, 1e-9);
    EXPECT_FALSE(sample_value("chrf", {}, {"a", {}}).value.has_value());
}

}  // namespace
}  // namespace assay::metrics
