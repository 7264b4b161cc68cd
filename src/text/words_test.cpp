#include "text/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string_view> cut(std::string_view text) {
    std::vector<std::string_view> words;
    cut_words(text, words);
    return words;
}

TEST(CutWords, sets_marks_apart) {
    EXPECT_THAT(cut("Stop, (now)!"), ElementsAre("Stop", ",", "(", "now", ")", "!"));
    EXPECT_THAT(cut("$5 = \u20AC4"), ElementsAre("$", "5", "=", "\u20AC", "4"));
}

TEST(CutWords, keeps_marks_that_join) {
    EXPECT_THAT(cut("don't well-known U.S. 3.5 1,000 10:30"),
                ElementsAre("don't", "well-known", "U.S", ".", "3.5", "1,000", "10:30"));
    EXPECT_THAT(cut("a,b x:y -5 'tis"),
                ElementsAre("a", ",", "b", "x", ":", "y", "-", "5", "'", "tis"));
}

TEST(CutWords, cuts_marks_of_other_scripts) {
    EXPECT_THAT(cut("¿Qué? «oui»\u00A0l\u2019été 東京。"),
                ElementsAre("¿", "Qué", "?", "«", "oui", "»", "l\u2019été", "東京", "。"));
}

TEST(CutWords, finds_nothing_in_whitespace) { EXPECT_THAT(cut(" \t\n"), IsEmpty()); }

}  // namespace
}  // namespace assay::text
