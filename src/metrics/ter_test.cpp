#include "metrics/scored_corpus.hpp"

namespace assay::metrics {
namespace {

double ter(const JsonObject& options, const std::string& output, const std::string& reference) {
    return sample_value("ter", options, {output, {reference}}).value.value();
}

TEST(Ter, of_a_copy_is_0) { EXPECT_EQ(ter({}, "Rain fell on town.", "Rain fell on town."), 0); }

TEST(Ter, counts_insertions_deletions_and_substitutions) {
    EXPECT_EQ(ter({}, "one two four", "one two three four"), 25);
    EXPECT_EQ(ter({}, "one two three four five", "one two three four"), 25);
    EXPECT_EQ(ter({}, "one two nine four", "one two three four"), 25);
}

TEST(Ter, counts_a_moved_block_as_one_edit) {
    EXPECT_DOUBLE_EQ(ter({}, "late at night the boat left", "the boat left late at night"),
                     100.0 / 6);
}

TEST(Ter, of_an_empty_reference_is_0_or_100) {
    EXPECT_EQ(ter({}, "", ""), 0);
    EXPECT_EQ(ter({}, "three words here", ""), 100);
    EXPECT_EQ(ter({}, "", "three words here"), 100);
}

TEST(Ter, can_exceed_100) { EXPECT_EQ(ter({}, "a b c", "d"), 300); }

TEST(Ter, ignores_case_unless_told) {
    EXPECT_EQ(ter({}, "ÄPFEL Essen", "äpfel essen"), 0);
    EXPECT_EQ(ter({{"case_sensitive", true}}, "ÄPFEL Essen", "äpfel essen"), 100);
}

TEST(Ter, normalizes_possessives_and_marks) {
    const JsonObject options = {{"normalized", true}};
    EXPECT_EQ(ter(options, "Ann's hat (4.2 &amp; new).", "ann 's hat ( 4.2 & new ) ."), 0);
    // Only a space or a mark other than full stop, comma and dash lets the ending come off; the
    // reference is normalised twice, so there it does.
    EXPECT_GT(ter(options, "ann's.", "ann's."), 0);
}

TEST(Ter, leaves_out_punctuation_if_told) {
    EXPECT_EQ(ter({{"no_punct", true}}, "Wait, \"here\" (now)!", "wait here now"), 0);
    EXPECT_EQ(ter({{"no_punct", true}, {"asian_support", true}}, "雨。 町、", "雨 町"), 0);
}

TEST(Ter, takes_asian_characters_as_words_if_told) {
    const JsonObject options = {{"normalized", true}, {"asian_support", true}};
    EXPECT_EQ(ter(options, "静かな町。", "静 かな 町 。"), 0);
}

TEST(Ter, takes_the_nearest_reference_and_the_mean_length) {
    const TestLine line = {"a b c", {"a b c d", "a x"}};
    EXPECT_DOUBLE_EQ(sample_value("ter", {}, line).value.value(), 100.0 / 3);
    const TestLine turned = {line.output, {line.references[1], line.references[0]}};
    EXPECT_EQ(sample_value("ter", {}, line), sample_value("ter", {}, turned));
}

TEST(Ter, of_a_corpus_weighs_lines_by_their_length) {
    EXPECT_EQ(corpus_value("ter", {}, {{"a", {"b"}}, {"c d e", {"c d e"}}}), 25);
}

TEST(Ter, is_unscored_without_reference) {
    EXPECT_FALSE(sample_value("ter", {}, {"a", {}}).value.has_value());
}

TEST(Ter, names_its_settings) {
    const Metric* metric = *find("ter");
    const auto scorer = metric->corpus(resolve_options(*metric, {}).value()).value();
    EXPECT_EQ(scorer->signature(), "case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:assay:1");
}

}  // namespace
}  // namespace assay::metrics
