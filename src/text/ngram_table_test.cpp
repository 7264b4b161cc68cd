#include "text/ngram_table.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace assay::text {
namespace {

TEST(NgramTable, tells_equal_and_different_ngrams_apart) {
    NgramTable table;
    table.start(4);
    const auto a = table.insert(NgramTable::root, 1);
    const auto ab = table.insert(a, 2);
    EXPECT_EQ(table.insert(NgramTable::root, 1), a);
    EXPECT_EQ(table.find(a, 2), ab);
    EXPECT_EQ(table.find(NgramTable::root, 2), NgramTable::none);
}

TEST(NgramTable, forgets_at_start) {
    NgramTable table;
    table.start(1);
    table.insert(NgramTable::root, 1);
    table.start(1);
    EXPECT_EQ(table.find(NgramTable::root, 1), NgramTable::none);
}

TEST(WordTable, numbers_words_of_every_size) {
    WordTable table;
    table.start(40);
    std::string word;
    for (std::uint32_t i = 0; i < 40; ++i) {
        word += 'x';
        // The table borrows the words, so each must stay.
        static std::vector<std::unique_ptr<std::string>> kept;
        kept.push_back(std::make_unique<std::string>(word));
        EXPECT_EQ(table.insert(*kept.back()), i);
    }
    EXPECT_EQ(table.find(std::string(17, 'x')), 16);
    EXPECT_EQ(table.find(std::string(16, 'x') + "y"), WordTable::none);
}

}  // namespace
}  // namespace assay::text
