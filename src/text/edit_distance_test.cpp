#include "text/edit_distance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace assay::text {
namespace {

std::size_t plain_distance(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
            diagonal = row[j];
            row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

std::vector<std::uint32_t> random_symbols(std::mt19937& random,
                                          std::size_t count,
                                          std::uint32_t kinds) {
    std::vector<std::uint32_t> symbols(count);
    for (auto& symbol : symbols) symbol = random() % kinds;
    return symbols;
}

std::string as_text(std::span<const std::uint32_t> symbols) {
    std::string text;
    for (const auto symbol : symbols) text.push_back(static_cast<char>('a' + symbol));
    return text;
}

TEST(EditDistance, counts_the_edits_of_known_pairs) {
    EXPECT_EQ(code_point_edits("kitten", "sitting"), (EditDistance{3, 7}));
    EXPECT_EQ(code_point_edits("intention", "execution"), (EditDistance{5, 9}));
    EXPECT_EQ(code_point_edits("Saturday", "Sunday"), (EditDistance{3, 8}));
}

TEST(EditDistance, of_an_empty_side_is_the_length_of_the_other) {
    EXPECT_EQ(code_point_edits("", ""), (EditDistance{0, 0}));
    EXPECT_EQ(code_point_edits("", "abc"), (EditDistance{3, 3}));
    EXPECT_EQ(code_point_edits("abc", ""), (EditDistance{3, 3}));
    EXPECT_EQ(word_edits(" \t", "one two"), (EditDistance{2, 2}));
}

TEST(EditDistance, counts_code_points_rather_than_bytes) {
    EXPECT_EQ(code_point_edits("naïve", "naive"), (EditDistance{1, 5}));
    EXPECT_EQ(code_point_edits("日本語", "日本"), (EditDistance{1, 3}));
    EXPECT_EQ(code_point_edits("a😀b", "a😁b"), (EditDistance{1, 3}));
}

TEST(EditDistance, reads_each_invalid_byte_as_one_unit) {
    EXPECT_EQ(code_point_edits("a\xFF\xFE", "a"), (EditDistance{2, 3}));
}

TEST(EditDistance, counts_words_between_white_space) {
    EXPECT_EQ(word_edits("the  cat sat\n", "the dog sat down"), (EditDistance{2, 4}));
    EXPECT_EQ(word_edits("same words", "same\twords"), (EditDistance{0, 2}));
}

TEST(EditDistance, equals_the_plain_table_on_random_texts) {
    std::mt19937 random(20240917);
    for (int repeat = 0; repeat < 3000; ++repeat) {
        const std::uint32_t kinds = 1 + random() % 8;
        const auto a = random_symbols(random, random() % 90, kinds);
        const auto b = random_symbols(random, random() % 90, kinds);
        const std::size_t expected = plain_distance(a, b);
        ASSERT_EQ(symbol_edits(a, b).edit_count, expected) << as_text(a) << " / " << as_text(b);
        ASSERT_EQ(code_point_edits(as_text(a), as_text(b)).edit_count, expected);
    }
}

TEST(EditDistance, equals_the_plain_table_across_blocks) {
    std::mt19937 random(7);
    for (const std::size_t count : {63U, 64U, 65U, 127U, 128U, 129U, 200U, 333U}) {
        for (int repeat = 0; repeat < 20; ++repeat) {
            const auto a = random_symbols(random, count, 4);
            const auto b = random_symbols(random, count + random() % 70, 4);
            ASSERT_EQ(symbol_edits(a, b).edit_count, plain_distance(a, b)) << count;
        }
    }
}

TEST(EditDistance, is_symmetric_and_obeys_the_triangle_inequality) {
    std::mt19937 random(11);
    for (int repeat = 0; repeat < 300; ++repeat) {
        const auto a = random_symbols(random, random() % 40, 3);
        const auto b = random_symbols(random, random() % 40, 3);
        const auto c = random_symbols(random, random() % 40, 3);
        const std::size_t direct = symbol_edits(a, c).edit_count;
        ASSERT_EQ(symbol_edits(a, b), symbol_edits(b, a));
        ASSERT_LE(direct, symbol_edits(a, b).edit_count + symbol_edits(b, c).edit_count);
    }
}

TEST(EditDistance, similarity_is_one_for_equal_and_zero_for_unlike_texts) {
    EXPECT_EQ(code_point_edits("", "").similarity_ratio(), 1);
    EXPECT_EQ(code_point_edits("abc", "abc").similarity_ratio(), 1);
    EXPECT_EQ(code_point_edits("abc", "xyz").similarity_ratio(), 0);
}

}  // namespace
}  // namespace assay::text
