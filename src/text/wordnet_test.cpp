#include "text/wordnet.hpp"

#include "core/file.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <unistd.h>

namespace assay::text {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

/// A WordNet of a few words of our own, in its file format.
class SmallWordNet : public testing::Test {
  protected:
    void SetUp() override {
        std::filesystem::create_directories(folder_);
        const std::string licence = "  1 Words of this test.  \n";
        const std::string first = fmt::format("{:08}", licence.size());
        const std::string pail =
            first + " 06 n 02 pail 0 bucket 1 001 @ 00000000 n 0000 | a vessel\n";
        const std::string second = fmt::format("{:08}", licence.size() + pail.size());
        const std::string wolf = second + " 05 n 02 wolf 0 grey_wolf 0 000 | an animal\n";
        const std::string galore = first + " 00 s 02 galore(ip) 0 aplenty(ip) 0 000 | many\n";
        write("data.noun", licence + pail + wolf);
        write("index.noun",
              licence + "bucket n 1 1 @ 1 0 " + first + "  \npail n 1 1 @ 1 0 " + first +
                  "  \nwolf n 1 0 1 0 " + second + "  \n");
        write("noun.exc", "wolves wolf\n");
        write("data.adj", licence + galore);
        write("index.adj", licence + "galore a 1 0 1 0 " + first + "  \n");
        for (const char* name :
             {"data.verb", "index.verb", "data.adv", "index.adv", "verb.exc", "adj.exc", "adv.exc"})
            write(name, "");
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    void write(const char* name, std::string_view bytes) const {
        ASSERT_TRUE(write_file_atomically(folder_ / name, bytes).has_value());
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("assay_wordnet_" + std::to_string(::getpid()));
};

TEST_F(SmallWordNet, finds_the_lemmas_of_a_synset) {
    const WordNet wordnet = WordNet::open(folder_).value();
    EXPECT_THAT(wordnet.synonyms("pail"), ElementsAre("bucket", "pail"));
}

TEST_F(SmallWordNet, leads_inflected_forms_back_by_endings_and_exceptions) {
    const WordNet wordnet = WordNet::open(folder_).value();
    EXPECT_THAT(wordnet.synonyms("buckets"), ElementsAre("bucket", "pail"));
    EXPECT_THAT(wordnet.synonyms("wolves"), ElementsAre("wolf"));
}

TEST_F(SmallWordNet, drops_lemmas_of_several_words_and_marks_of_adjectives) {
    const WordNet wordnet = WordNet::open(folder_).value();
    EXPECT_THAT(wordnet.synonyms("wolf"), ElementsAre("wolf"));
    EXPECT_THAT(wordnet.synonyms("galore"), ElementsAre("aplenty", "galore"));
}

TEST_F(SmallWordNet, knows_nothing_of_other_words) {
    const WordNet wordnet = WordNet::open(folder_).value();
    for (const char* word : {"", "s", "zzz", "two words", "1", "Words"})
        EXPECT_THAT(wordnet.synonyms(word), IsEmpty()) << word;
}

TEST(WordNet, says_which_file_is_missing) {
    const auto opened = WordNet::open("/nonexistent");
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().kind, ErrorKind::not_found);
    EXPECT_THAT(opened.error().message, testing::HasSubstr("index.noun"));
}

TEST(WordNet, reads_the_files_of_the_package) {
    const std::filesystem::path folder = "/usr/share/wordnet";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "wordnet-base is not installed";
    const WordNet wordnet = WordNet::open(folder).value();
    EXPECT_THAT(wordnet.synonyms("cars"), Contains("automobile"));
    EXPECT_THAT(wordnet.synonyms("went"), Contains("travel"));
    EXPECT_THAT(wordnet.synonyms("bigger"), Contains("large"));
    EXPECT_THAT(wordnet.synonyms("quickly"), Not(Contains("slowly")));
    EXPECT_THAT(wordnet.synonyms("qwertyuiop"), IsEmpty());
}

}  // namespace
}  // namespace assay::text
