#include "text/tokenize.hpp"

#include "text/whitespace.hpp"

#include <gtest/gtest.h>

#include <string>

namespace assay::text {
namespace {

std::string cut(Tokenizer tokenizer, std::string_view line) {
    Tokens tokens;
    std::string joined;
    for (const std::string_view token : tokens.tokenize(tokenizer, line)) {
        if (!joined.empty()) joined += ' ';
        joined += token;
    }
    return joined;
}

TEST(Tokenize13a, sets_punctuation_apart_but_not_inside_numbers) {
    EXPECT_EQ(cut(Tokenizer::mteval_13a, "Well, it cost 1,234.50 (or so)."),
              "Well , it cost 1,234.50 ( or so ) .");
    EXPECT_EQ(cut(Tokenizer::mteval_13a, "don't re-use 5-6"), "don't re-use 5 - 6");
}

TEST(Tokenize13a, treats_rows_of_stops_as_its_substitutions_do) {
    EXPECT_EQ(cut(Tokenizer::mteval_13a, "wait..."), "wait . . .");
    EXPECT_EQ(cut(Tokenizer::mteval_13a, "a..5 5.,6"), "a . .5 5 . , 6");
}

TEST(Tokenize13a, decodes_entities_and_joins_lines) {
    EXPECT_EQ(cut(Tokenizer::mteval_13a, "a &amp;lt; b <skipped>c-\nd"), "a < b cd");
}

TEST(TokenizeIntl, cuts_unicode_punctuation_and_symbols) {
    EXPECT_EQ(cut(Tokenizer::international, "„Gut“, 5€ bis 3.000."), "„ Gut “ , 5 € bis 3.000.");
}

TEST(TokenizeZh, cuts_every_chinese_character) {
    EXPECT_EQ(cut(Tokenizer::chinese, "他有3.5个Apple。"), "他 有 3.5 个 Apple 。");
}

TEST(TokenizeCharacter, drops_whitespace) { EXPECT_EQ(cut(Tokenizer::character, "né a"), "n é a"); }

TEST(Whitespace, is_that_of_python) {
    std::vector<std::string_view> words;
    split_words(
        "a\u00a0b\u3000c\x1c"
        "d\u200be",
        words);
    EXPECT_EQ(words.size(), 4);
    EXPECT_EQ(trim(" \u2003a \u3000"), "a");
    EXPECT_EQ(trim("\u3000"), "");
}

}  // namespace
}  // namespace assay::text
