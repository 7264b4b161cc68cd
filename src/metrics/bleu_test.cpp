#include "metrics/scored_corpus.hpp"

#include <cmath>

namespace assay::metrics {
namespace {

TEST(Bleu, of_a_copy_is_100) {
    EXPECT_NEAR(
        corpus_value(
            "bleu", {}, {{"Rain fell on the quiet town.", {"Rain fell on the quiet town."}}}),
        100,
        1e-9);
}

TEST(Bleu, lowers_short_outputs_by_the_brevity_penalty) {
    // All n-grams match: 4 words for 8 leave exp(1 - 8 / 4).
    const std::vector<TestLine> lines = {
        {"one two three four", {"one two three four five six seven eight"}}};
    EXPECT_NEAR(corpus_value("bleu", {}, lines), 100 * std::exp(-1.0), 1e-9);
}

TEST(Bleu, of_a_sentence_uses_its_effective_order) {
    EXPECT_NEAR(*sample_value("bleu", {}, {"grey rain", {"grey rain"}}).value, 100, 1e-9);
    EXPECT_EQ(corpus_value("bleu", {}, {{"grey rain", {"grey rain"}}}), 0);
}

TEST(Bleu, does_not_depend_on_the_order_of_references) {
    const TestLine line = {"the boat left late", {"the boat left at noon", "a boat left late"}};
    const TestLine turned = {line.output, {line.references[1], line.references[0]}};
    EXPECT_EQ(sample_value("bleu", {}, line), sample_value("bleu", {}, turned));
}

TEST(Bleu, is_zero_for_an_empty_output_and_unscored_without_reference) {
    EXPECT_EQ(sample_value("bleu", {}, {"", {"a"}}), SampleValue::of(0));
    EXPECT_EQ(sample_value("bleu", {}, {"a", {""}}), SampleValue::of(0));
    EXPECT_FALSE(sample_value("bleu", {}, {"a", {}}).value.has_value());
}

TEST(Bleu, refuses_unknown_settings) {
    const Metric* metric = *find("bleu");
    const auto options = resolve_options(*metric, {{"tokenize", "moses"}}).value();
    EXPECT_EQ(metric->corpus(options).error().kind, ErrorKind::invalid_input);
}

TEST(Bleu, takes_an_explicit_null_for_the_default_smoothing_value) {
    const auto resolved = resolve_options(**find("bleu"), {{"smooth_value", nullptr}});
    ASSERT_TRUE(resolved.has_value()) << resolved.error().message;
    EXPECT_TRUE((*find("bleu"))->corpus(*resolved).has_value());
}

}  // namespace
}  // namespace assay::metrics
