#include "text/sorted_ngrams.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string_view>

namespace assay::text {
namespace {

using Symbols = std::vector<std::uint32_t>;

Symbols symbols_of(std::u32string_view text) { return {text.begin(), text.end()}; }

/// The definition.
SortedNgrams::Counts count_plainly(const Symbols& output, const Symbols& reference) {
    SortedNgrams::Counts counts{};
    for (std::ptrdiff_t n = 1; n <= static_cast<std::ptrdiff_t>(SortedNgrams::order_max); ++n) {
        std::map<Symbols, std::uint32_t> left;
        for (auto at = reference.begin(); reference.end() - at >= n; ++at)
            ++left[Symbols(at, at + n)];
        for (auto at = output.begin(); output.end() - at >= n; ++at) {
            std::uint32_t& available = left[Symbols(at, at + n)];
            if (available == 0) continue;
            --available;
            ++counts[static_cast<std::size_t>(n - 1)];
        }
    }
    return counts;
}

TEST(SortedNgrams, counts_each_order) {
    SortedNgrams ngrams;
    EXPECT_EQ(ngrams.count(symbols_of(U"abcabc"), symbols_of(U"abcab")),
              (SortedNgrams::Counts{5, 4, 3, 2, 1, 0}));
}

TEST(SortedNgrams, clips_to_the_reference) {
    SortedNgrams ngrams;
    EXPECT_EQ(ngrams.count(symbols_of(U"aaaa"), symbols_of(U"aa")),
              (SortedNgrams::Counts{2, 1, 0, 0, 0, 0}));
}

TEST(SortedNgrams, has_nothing_for_empty_sequences) {
    SortedNgrams ngrams;
    EXPECT_EQ(ngrams.count({}, symbols_of(U"a")), SortedNgrams::Counts{});
    EXPECT_EQ(ngrams.count(symbols_of(U"a"), {}), SortedNgrams::Counts{});
    EXPECT_EQ(ngrams.count({}, {}), SortedNgrams::Counts{});
}

TEST(SortedNgrams, refuses_more_symbols_than_fit_in_a_byte) {
    SortedNgrams ngrams;
    Symbols many(255);
    for (std::uint32_t i = 0; i < many.size(); ++i) many[i] = 1000 + i;
    EXPECT_TRUE(ngrams.count(many, many).has_value());
    many.push_back('x');
    EXPECT_FALSE(ngrams.count(many, many).has_value());
    EXPECT_TRUE(ngrams.count(symbols_of(U"a"), symbols_of(U"a")).has_value());
}

TEST(SortedNgrams, agrees_with_the_definition_on_random_sequences) {
    std::mt19937 random(6);
    SortedNgrams ngrams;
    for (int round = 0; round < 2000; ++round) {
        const std::size_t alphabet = 1 + random() % 40;
        const auto sequence = [&] {
            Symbols symbols(random() % 80);
            // Some beyond a byte, 0 among them.
            for (auto& symbol : symbols)
                symbol = static_cast<std::uint32_t>(random() % alphabet * 13);
            return symbols;
        };
        const Symbols output = sequence();
        const Symbols reference = sequence();
        ASSERT_EQ(ngrams.count(output, reference), count_plainly(output, reference)) << round;
    }
}

}  // namespace
}  // namespace assay::text
