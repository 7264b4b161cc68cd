#pragma once
// What every MetaStore does. A test program names its adapters with INSTANTIATE_TEST_SUITE_P.

#include "store/contract/scratch_folder.hpp"
#include "store/meta_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <thread>

namespace assay::store {

/// Opens the store of a folder; opening the same folder again shows the same content when the
/// adapter is durable.
using OpenMetaStore = std::function<std::unique_ptr<MetaStore>(const std::filesystem::path&)>;

class MetaStoreContract : public ::testing::TestWithParam<OpenMetaStore> {
  protected:
    static assay::Run example_run(std::string id, int minute) {
        return assay::Run{.id = RunId{std::move(id)},
                          .name = "capitals \xE2\x9C\x93 'quoted'",
                          .state = RunState::running,
                          .created_at = WallTime(std::chrono::minutes(minute)),
                          .ended_at = std::nullopt,
                          .dataset = "data/capitals.jsonl",
                          .dataset_version = "",
                          .model = "openai/example",
                          .config = {{"name", "capitals"}, {"limit", 5}},
                          .report = nullptr};
    }

    ScratchFolder folder_;
    std::unique_ptr<MetaStore> store_ = GetParam()(folder_.path());
};

TEST_P(MetaStoreContract, a_document_is_read_back_replaced_and_listed_by_kind) {
    EXPECT_EQ(store_->document("card", "a").value(), std::nullopt);
    ASSERT_TRUE(store_->put_document("card", "b", {{"n", 2}}));
    ASSERT_TRUE(store_->put_document("card", "a", {{"n", 1}, {"text", "caf\xC3\xA9"}}));
    ASSERT_TRUE(store_->put_document("other", "a", JsonArray{1, 2}));
    ASSERT_TRUE(store_->put_document("card", "b", {{"n", 3}}));
    EXPECT_EQ(store_->document("card", "b").value(), Json({{"n", 3}}));
    const auto cards = store_->documents("card").value();
    ASSERT_EQ(cards.size(), 2U);
    EXPECT_EQ(cards[0].at("n").as_int64(), 1);
    EXPECT_TRUE(store_->documents("none")->empty());
}

TEST_P(MetaStoreContract, a_run_is_read_back_as_it_was_put) {
    assay::Run run = example_run("aa11", 1);
    ASSERT_TRUE(store_->put_run(run));
    EXPECT_EQ(store_->run(run.id).value(), run);
    run.state = RunState::finished;
    run.ended_at = WallTime(std::chrono::microseconds(61'000'001));
    run.report = {{"accuracy", 0.5}};
    ASSERT_TRUE(store_->put_run(run));
    EXPECT_EQ(store_->run(run.id).value(), run);
    EXPECT_EQ(store_->runs(10).value().size(), 1U);
}

TEST_P(MetaStoreContract, runs_come_newest_first_up_to_the_count) {
    for (const int minute : {2, 3, 1})
        ASSERT_TRUE(store_->put_run(example_run(fmt::format("run{}", minute), minute)));
    const auto runs = store_->runs(2).value();
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].id.view(), "run3");
    EXPECT_EQ(runs[1].id.view(), "run2");
    EXPECT_EQ(store_->runs(static_cast<std::size_t>(-1)).value().size(), 3U);
    EXPECT_TRUE(store_->runs(0).value().empty());
}

TEST_P(MetaStoreContract, an_unknown_run_is_not_found_and_names_the_newest) {
    EXPECT_THAT(store_->run(RunId{"x"}).error().message, ::testing::HasSubstr("there are no runs"));
    ASSERT_TRUE(store_->put_run(example_run("aa11", 1)));
    const auto missing = store_->run(RunId{"zz"});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
    EXPECT_THAT(missing.error().message, ::testing::HasSubstr("aa11"));
}

TEST_P(MetaStoreContract, a_prefix_resolves_to_the_one_run_it_fits) {
    for (const char* id : {"aa11", "aa22", "bb%_", "aa"})
        ASSERT_TRUE(store_->put_run(example_run(id, id[0] == 'b' ? 9 : 1)));
    EXPECT_EQ(store_->resolve_run("aa1").value().id.view(), "aa11");
    EXPECT_EQ(store_->resolve_run("aa").value().id.view(), "aa");
    EXPECT_EQ(store_->resolve_run("latest").value().id.view(), "bb%_");
    const auto ambiguous = store_->resolve_run("a");
    ASSERT_FALSE(ambiguous);
    EXPECT_EQ(ambiguous.error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(ambiguous.error().message, ::testing::HasSubstr("aa22"));
    EXPECT_EQ(store_->resolve_run("b_").error().kind, ErrorKind::not_found);
}

TEST_P(MetaStoreContract, threads_may_share_the_store) {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([this, thread] {
            for (int i = 0; i < 5; ++i) {
                const std::string id = fmt::format("run-{}-{}", thread, i);
                EXPECT_TRUE(store_->put_run(example_run(id, i)));
                EXPECT_TRUE(store_->run(RunId{id}));
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(store_->runs(100).value().size(), 20U);
}

}  // namespace assay::store
