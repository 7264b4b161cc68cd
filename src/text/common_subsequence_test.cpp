#include "text/common_subsequence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>

namespace assay::text {
namespace {

using Symbols = std::vector<std::uint32_t>;

Symbols symbols(std::string_view text) { return {text.begin(), text.end()}; }

std::size_t common(std::string_view a, std::string_view b) {
    CommonSubsequences finder;
    const std::array<std::size_t, 1> ends = {b.size()};
    finder.set_segments(symbols(b), ends, 128);
    return finder.length(symbols(a));
}

using Table = std::vector<std::vector<std::size_t>>;

Table plain_table(const Symbols& a, const Symbols& b) {
    Table table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j)
            table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1
                                               : std::max(table[i - 1][j], table[i][j - 1]);
    }
    return table;
}

void walk_plain_table(const Symbols& a, const Symbols& b, std::vector<std::uint8_t>& on_path) {
    const Table table = plain_table(a, b);
    std::size_t i = a.size();
    std::size_t j = b.size();
    while (i > 0 && j > 0) {
        if (a[i - 1] == b[j - 1]) {
            on_path[i - 1] = 1;
            --i;
            --j;
        } else if (table[i][j - 1] > table[i - 1][j]) {
            --j;
        } else {
            --i;
        }
    }
}

Symbols random_symbols(std::mt19937& random, std::size_t count, std::uint32_t kinds) {
    Symbols result(count);
    for (auto& symbol : result) symbol = random() % kinds;
    return result;
}

TEST(CommonSubsequences, measures_known_pairs) {
    EXPECT_EQ(common("ABCBDAB", "BDCABA"), 4U);
    EXPECT_EQ(common("XMJYAUZ", "MZJAWXU"), 4U);
    EXPECT_EQ(common("abc", "abc"), 3U);
    EXPECT_EQ(common("abc", "xyz"), 0U);
}

TEST(CommonSubsequences, finds_nothing_in_an_empty_side) {
    EXPECT_EQ(common("", "abc"), 0U);
    EXPECT_EQ(common("abc", ""), 0U);
    CommonSubsequences finder;
    finder.set_segments({}, {}, 128);
    EXPECT_EQ(finder.length(symbols("abc")), 0U);
    EXPECT_EQ(finder.union_positions(symbols("ab")).size(), 2U);
}

TEST(CommonSubsequences, equals_the_plain_table_around_word_borders) {
    std::mt19937 random(3);
    CommonSubsequences finder;
    for (const std::size_t count : {1U, 62U, 63U, 64U, 65U, 127U, 128U, 129U, 200U}) {
        for (int repeat = 0; repeat < 20; ++repeat) {
            const Symbols a = random_symbols(random, random() % 150, 6);
            const Symbols b = random_symbols(random, count, 6);
            const std::array<std::size_t, 1> ends = {count};
            finder.set_segments(b, ends, 6);
            ASSERT_EQ(finder.length(a), plain_table(a, b).back().back()) << count;
        }
    }
}

TEST(CommonSubsequences, keeps_segments_apart) {
    std::mt19937 random(5);
    CommonSubsequences finder;
    for (int repeat = 0; repeat < 500; ++repeat) {
        const std::uint32_t kinds = 2 + random() % 20;
        const Symbols a = random_symbols(random, random() % 80, kinds);
        Symbols all;
        std::vector<std::size_t> ends;
        std::vector<std::uint8_t> expected(a.size());
        std::size_t expected_length = 0;
        for (std::uint32_t segment = random() % 8; segment > 0; --segment) {
            const Symbols b =
                random_symbols(random, random() % (repeat % 5 == 0 ? 150 : 30), kinds);
            all.insert(all.end(), b.begin(), b.end());
            ends.push_back(all.size());
            expected_length += plain_table(a, b).back().back();
            walk_plain_table(a, b, expected);
        }
        finder.set_segments(all, ends, kinds);
        ASSERT_EQ(finder.length(a), expected_length);
        ASSERT_TRUE(std::ranges::equal(finder.union_positions(a), expected)) << repeat;
    }
}

}  // namespace
}  // namespace assay::text
