#include "text/porter_stemmer.hpp"

#include <gtest/gtest.h>

namespace assay::text {
namespace {

TEST(PorterStemmer, follows_the_examples_of_the_paper) {
    EXPECT_EQ(porter_stem("caresses"), "caress");
    EXPECT_EQ(porter_stem("ponies"), "poni");
    EXPECT_EQ(porter_stem("agreed"), "agre");
    EXPECT_EQ(porter_stem("plastered"), "plaster");
    EXPECT_EQ(porter_stem("conflated"), "conflat");
    EXPECT_EQ(porter_stem("hopping"), "hop");
    EXPECT_EQ(porter_stem("falling"), "fall");
    EXPECT_EQ(porter_stem("filing"), "file");
    EXPECT_EQ(porter_stem("relational"), "relat");
    EXPECT_EQ(porter_stem("vietnamization"), "vietnam");
    EXPECT_EQ(porter_stem("electriciti"), "electr");
    EXPECT_EQ(porter_stem("adoption"), "adopt");
    EXPECT_EQ(porter_stem("controlling"), "control");
    EXPECT_EQ(porter_stem("generalizations"), "gener");
    EXPECT_EQ(porter_stem("oscillators"), "oscil");
}

TEST(PorterStemmer, departs_from_the_paper_where_nltk_does) {
    EXPECT_EQ(porter_stem("dies"), "die");
    EXPECT_EQ(porter_stem("died"), "die");
    EXPECT_EQ(porter_stem("spied"), "spi");
    EXPECT_EQ(porter_stem("enjoy"), "enjoy");
    EXPECT_EQ(porter_stem("happy"), "happi");
    EXPECT_EQ(porter_stem("skies"), "sky");
    EXPECT_EQ(porter_stem("succeed"), "succeed");
    EXPECT_EQ(porter_stem("geology"), "geolog");
    EXPECT_EQ(porter_stem("radically"), "radic");
}

TEST(PorterStemmer, leaves_short_words_alone) {
    EXPECT_EQ(porter_stem(""), "");
    EXPECT_EQ(porter_stem("s"), "s");
    EXPECT_EQ(porter_stem("as"), "as");
    EXPECT_EQ(porter_stem("its"), "it");
}

TEST(PorterStemmer, counts_characters_rather_than_bytes) {
    EXPECT_EQ(porter_stem("és"), "és");
    EXPECT_EQ(porter_stem("éies"), "éie");
    EXPECT_EQ(porter_stem("naïves"), "naïv");
}

TEST(PorterStemmer, takes_other_characters_for_consonants) {
    EXPECT_EQ(porter_stem("2020s"), "2020");
    EXPECT_EQ(porter_stem("yyyyed"), "yyyi");
}

}  // namespace
}  // namespace assay::text
