#pragma once
// What every JournalStore does.

#include "store/contract/example_results.hpp"
#include "store/contract/scratch_folder.hpp"
#include "store/journal.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <thread>

namespace assay::store {

using OpenJournalStore = std::function<std::unique_ptr<JournalStore>(const std::filesystem::path&)>;

inline std::vector<SampleResult> drain(SampleResultSource source) {
    std::vector<SampleResult> results;
    while (auto result = source().value()) results.push_back(*std::move(result));
    return results;
}

class JournalContract : public ::testing::TestWithParam<OpenJournalStore> {
  protected:
    std::vector<SampleResult> stored(const RunId& run) { return drain(store_->read(run).value()); }

    ScratchFolder folder_;
    std::unique_ptr<JournalStore> store_ = GetParam()(folder_.path() / "journals");
    RunId run_{"run-1"};
};

TEST_P(JournalContract, what_was_appended_is_read_in_order) {
    const auto results = example_results(50);
    auto journal = store_->open(run_).value();
    ASSERT_TRUE(journal->append(std::span(results).first(20)));
    ASSERT_TRUE(journal->append({}));
    ASSERT_TRUE(journal->append(std::span(results).subspan(20)));
    ASSERT_TRUE(journal->sync());
    EXPECT_EQ(stored(run_), results);
}

TEST_P(JournalContract, a_record_is_found_again_by_its_place) {
    const auto results = example_results(20);
    ASSERT_TRUE(store_->open(run_).value()->append(results));
    const auto cursor = store_->cursor(run_).value();
    std::vector<std::uint64_t> places;
    while (cursor->next().value()) places.push_back(cursor->place());
    ASSERT_EQ(places.size(), results.size());
    for (const std::size_t i : {std::size_t{13}, std::size_t{0}, std::size_t{19}})
        EXPECT_EQ(cursor->at(places[i]).value(), results[i]);
    EXPECT_FALSE(cursor->next().value());
    EXPECT_EQ(cursor->at(places[4]).value(), results[4]);
    EXPECT_EQ(cursor->next().value(), results[5]);
    EXPECT_FALSE(store_->cursor(RunId{"never"}).value()->next().value());
}

TEST_P(JournalContract, a_run_without_a_journal_gives_nothing) {
    EXPECT_TRUE(stored(RunId{"never"}).empty());
}

TEST_P(JournalContract, a_journal_is_continued_when_opened_again) {
    const auto results = example_results(4);
    ASSERT_TRUE(store_->open(run_).value()->append(std::span(results).first(2)));
    ASSERT_TRUE(store_->open(run_).value()->append(std::span(results).subspan(2)));
    EXPECT_EQ(stored(run_), results);
}

TEST_P(JournalContract, a_second_writer_is_refused) {
    const auto first = store_->open(run_).value();
    const auto second = store_->open(run_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(store_->open(RunId{"other"}));
}

TEST_P(JournalContract, a_reader_sees_what_was_there_when_it_began) {
    const auto results = example_results(3);
    auto journal = store_->open(run_).value();
    ASSERT_TRUE(journal->append(std::span(results).first(1)));
    const auto source = store_->read(run_).value();
    ASSERT_TRUE(journal->append(std::span(results).subspan(1)));
    EXPECT_EQ(drain(source).size(), 1U);
}

TEST_P(JournalContract, removal_forgets_the_run) {
    const auto results = example_results(3);
    ASSERT_TRUE(store_->open(run_).value()->append(results));
    ASSERT_TRUE(store_->remove(run_));
    EXPECT_TRUE(stored(run_).empty());
    EXPECT_TRUE(store_->remove(run_));
}

TEST_P(JournalContract, readers_run_beside_the_writer) {
    constexpr std::uint64_t count = 400;
    auto journal = store_->open(run_).value();
    std::thread writer([&] {
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto result = example_result(i);
            ASSERT_TRUE(journal->append(std::span(&result, 1)));
        }
    });
    std::size_t seen = 0;
    while (seen < count) {
        const auto results = stored(run_);
        ASSERT_GE(results.size(), seen);
        seen = results.size();
        for (std::size_t i = 0; i < seen; ++i) ASSERT_EQ(results[i].sample_index, i);
    }
    writer.join();
}

}  // namespace assay::store
