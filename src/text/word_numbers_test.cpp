#include "text/word_numbers.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

namespace assay::text {
namespace {

TEST(WordNumbers, gives_equal_words_equal_numbers) {
    WordNumbers numbers(WordNumbers::never);
    const std::uint32_t cat = numbers.number("cat");
    EXPECT_NE(numbers.number("cats"), cat);
    EXPECT_EQ(numbers.number("cat"), cat);
    EXPECT_EQ(numbers.form(cat), "cat");
}

TEST(WordNumbers, gives_words_of_equal_stem_equal_numbers) {
    WordNumbers numbers(4);
    EXPECT_EQ(numbers.number("connected"), numbers.number("connections"));
    EXPECT_EQ(numbers.number("internationalizations"), numbers.number("internationalization"));
    EXPECT_NE(numbers.number("its"), numbers.number("it"));
}

TEST(WordNumbers, tells_words_around_the_inline_length_apart) {
    WordNumbers numbers(WordNumbers::never);
    std::set<std::uint32_t> seen;
    for (std::size_t count = 0; count < 40; ++count)
        seen.insert(numbers.number(std::string(count, 'x')));
    EXPECT_EQ(seen.size(), 40U);
    EXPECT_NE(numbers.number(std::string_view("a\0", 2)), numbers.number("a"));
}

TEST(WordNumbers, keeps_its_numbers_while_it_grows) {
    WordNumbers numbers(WordNumbers::never);
    std::vector<std::uint32_t> given;
    for (int i = 0; i < 20000; ++i) given.push_back(numbers.number(fmt::format("w{}", i)));
    for (int i = 0; i < 20000; ++i)
        ASSERT_EQ(numbers.number(fmt::format("w{}", i)), given[static_cast<std::size_t>(i)]);
    EXPECT_EQ(numbers.size(), 20000U);
}

TEST(WordNumbers, numbers_many_words_as_one_by_one) {
    std::vector<std::string> texts;
    for (int i = 0; i < 6000; ++i)
        texts.push_back(fmt::format("word{}{}", i % 4500, i % 7 ? "" : "_of_more_bytes"));
    const std::vector<std::string_view> words(texts.begin(), texts.end());
    WordNumbers together(WordNumbers::never);
    WordNumbers single(WordNumbers::never);
    std::vector<std::uint32_t> numbers = {1, 2, 3};
    together.number_all(words, numbers);
    ASSERT_EQ(numbers.size(), words.size());
    for (std::size_t i = 0; i < words.size(); ++i) ASSERT_EQ(numbers[i], single.number(words[i]));
}

TEST(WordNumbers, starts_again_when_cleared) {
    WordNumbers numbers(WordNumbers::never);
    (void)numbers.number("one");
    numbers.clear();
    EXPECT_EQ(numbers.size(), 0U);
    EXPECT_EQ(numbers.form(numbers.number("two")), "two");
}

TEST(NumberCounts, are_all_zero_after_clear) {
    NumberCounts counts;
    counts.clear(5);
    ++counts[4];
    EXPECT_EQ(counts[4], 1U);
    counts.clear(50);
    EXPECT_EQ(counts[4], 0U);
    EXPECT_EQ(counts[49], 0U);
}

}  // namespace
}  // namespace assay::text
