#include "text/ngram_matches.hpp"

#include "text/tokenize.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace assay::text {
namespace {

NgramMatches::Counts count(std::string_view output, std::string_view reference) {
    Tokens output_tokens;
    Tokens reference_tokens;
    NgramMatches matches;
    return matches.count(output_tokens.tokenize(Tokenizer::none, output),
                         reference_tokens.tokenize(Tokenizer::none, reference));
}

/// The definition, with n-grams as strings.
NgramMatches::Counts count_plainly(std::span<const std::string_view> output,
                                   std::span<const std::string_view> reference) {
    NgramMatches::Counts counts{};
    for (std::size_t n = 1; n <= NgramMatches::order_max; ++n) {
        const auto ngram_at = [n](std::span<const std::string_view> words, std::size_t i) {
            return fmt::format("{}", fmt::join(words.subspan(i, n), "\n"));
        };
        std::map<std::string, std::uint32_t> left;
        for (std::size_t i = 0; i + n <= reference.size(); ++i) ++left[ngram_at(reference, i)];
        for (std::size_t i = 0; i + n <= output.size(); ++i) {
            std::uint32_t& available = left[ngram_at(output, i)];
            if (available == 0) continue;
            --available;
            ++counts[n - 1];
        }
    }
    return counts;
}

TEST(NgramMatches, counts_each_order) {
    EXPECT_EQ(count("the cat sat on the mat", "the cat sat on a mat"),
              (NgramMatches::Counts{5, 3, 2, 1}));
}

TEST(NgramMatches, matches_an_ngram_at_most_as_often_as_the_reference_has_it) {
    EXPECT_EQ(count("the the the the the the the", "the cat is on the mat"),
              (NgramMatches::Counts{2, 0, 0, 0}));
    EXPECT_EQ(count("a a a a", "a a a"), (NgramMatches::Counts{3, 2, 1, 0}));
}

TEST(NgramMatches, has_nothing_for_empty_lines) {
    EXPECT_EQ(count("", "a b"), NgramMatches::Counts{});
    EXPECT_EQ(count("a b", ""), NgramMatches::Counts{});
    EXPECT_EQ(count("", ""), NgramMatches::Counts{});
}

TEST(NgramMatches, tells_words_apart_that_share_their_first_bytes) {
    EXPECT_EQ(count("abcdefghijklmnopqrst", "abcdefghijklmnopqrsX"), NgramMatches::Counts{});
    EXPECT_EQ(count("abcdefgh abcdefghi", "abcdefghi abcdefgh"),
              (NgramMatches::Counts{2, 0, 0, 0}));
    EXPECT_EQ(count(std::string("a\0", 2), "a"), NgramMatches::Counts{});
}

TEST(NgramMatches, agrees_with_the_definition_on_random_lines) {
    std::mt19937 random(4);
    NgramMatches matches;
    Tokens output_tokens;
    Tokens reference_tokens;
    for (int round = 0; round < 3000; ++round) {
        // Few different words make many repeats; some are longer than a register.
        const std::size_t vocabulary = 1 + random() % 12;
        const auto line = [&] {
            std::string text;
            for (std::size_t i = random() % 40; i > 0; --i)
                text += std::string(1 + random() % vocabulary * 3,
                                    static_cast<char>('a' + random() % vocabulary)) +
                        ' ';
            return text;
        };
        const std::string output_line = line();
        const std::string reference_line = line();
        const auto output = output_tokens.tokenize(Tokenizer::none, output_line);
        const auto reference = reference_tokens.tokenize(Tokenizer::none, reference_line);
        ASSERT_EQ(matches.count(output, reference), count_plainly(output, reference))
            << output_line << "\n"
            << reference_line;
    }
}

}  // namespace
}  // namespace assay::text
