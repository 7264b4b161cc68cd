#pragma once
// What every ResultStore does.

#include "store/contract/example_results.hpp"
#include "store/contract/scratch_folder.hpp"
#include "store/result_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <ranges>
#include <thread>

namespace assay::store {

using OpenResultStore = std::function<std::unique_ptr<ResultStore>(const std::filesystem::path&)>;

class ResultStoreContract : public ::testing::TestWithParam<OpenResultStore> {
  protected:
    std::vector<SampleResult> all(const RunId& run) {
        return store_->page(run, {.count_max = 1'000'000}).value();
    }

    ScratchFolder folder_;
    std::unique_ptr<ResultStore> store_ = GetParam()(folder_.path());
    RunId run_{"run-1"};
};

TEST_P(ResultStoreContract, results_are_read_back_in_order_of_index_and_epoch) {
    std::vector<SampleResult> results;
    for (std::uint64_t i = 0; i < 60; ++i) {
        results.push_back(example_result(i, 0));
        results.push_back(example_result(i, 1));
    }
    std::vector<SampleResult> mixed = results;
    std::ranges::reverse(mixed);
    std::swap(mixed[3], mixed[70]);
    ASSERT_TRUE(store_->replace_run(run_, source_of(mixed)));
    EXPECT_EQ(all(run_), results);
    EXPECT_EQ(store_->count(run_).value(), 120U);
}

TEST_P(ResultStoreContract, replacing_leaves_nothing_of_the_old_and_other_runs_alone) {
    ASSERT_TRUE(store_->replace_run(RunId{"other"}, source_of(example_results(5))));
    ASSERT_TRUE(store_->replace_run(run_, source_of(example_results(30))));
    ASSERT_TRUE(store_->replace_run(run_, source_of(example_results(3))));
    ASSERT_TRUE(store_->replace_run(run_, source_of(example_results(3))));
    EXPECT_EQ(all(run_), example_results(3));
    EXPECT_EQ(all(RunId{"other"}), example_results(5));
    EXPECT_EQ(store_->count(RunId{"none"}).value(), 0U);
    EXPECT_TRUE(all(RunId{"none"}).empty());
}

TEST_P(ResultStoreContract, an_error_of_the_source_keeps_the_old) {
    ASSERT_TRUE(store_->replace_run(run_, source_of(example_results(4))));
    std::uint64_t given = 0;
    const auto outcome = store_->replace_run(run_, [&]() -> Result<std::optional<SampleResult>> {
        if (given == 3000) return fail(ErrorKind::corrupt, "line 3001");
        return std::optional(example_result(given++));
    });
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), (Error{ErrorKind::corrupt, "line 3001"}));
    EXPECT_EQ(all(run_), example_results(4));
    EXPECT_TRUE(store_->replace_run(run_, source_of(example_results(2))));
}

TEST_P(ResultStoreContract, the_later_of_two_results_with_one_key_counts) {
    auto results = example_results(8);
    auto retried = example_result(6);
    retried.error.reset();
    retried.scores = {{.evaluator = "exact_match", .value = 1.0, .reason = ""}};
    results.push_back(retried);
    ASSERT_TRUE(store_->replace_run(run_, source_of(results)));
    results.pop_back();
    results[6] = retried;
    EXPECT_EQ(all(run_), results);
    EXPECT_EQ(store_->count(run_).value(), 8U);
}

TEST_P(ResultStoreContract, pages_follow_each_other) {
    const auto results = example_results(25);
    ASSERT_TRUE(store_->replace_run(run_, source_of(results)));
    std::vector<SampleResult> seen;
    while (true) {
        const auto page = store_->page(run_, {.skip_count = seen.size(), .count_max = 7}).value();
        if (page.empty()) break;
        seen.insert(seen.end(), page.begin(), page.end());
    }
    EXPECT_EQ(seen, results);
    EXPECT_TRUE(store_->page(run_, {.count_max = 0}).value().empty());
    EXPECT_TRUE(store_->page(run_, {.skip_count = 99}).value().empty());
}

TEST_P(ResultStoreContract, only_failed_gives_errors_unscored_and_scores_below_one) {
    auto results = example_results(40);
    for (SampleResult& result : results) {
        if (result.scores.size() == 2) result.scores[1].value = 1.0;
    }
    ASSERT_TRUE(store_->replace_run(run_, source_of(results)));
    std::vector<SampleResult> expected;
    for (std::uint64_t i = 0; i < 40; ++i) {
        if (i % 7 == 6 || i % 5 == 4 || i % 2 == 1) expected.push_back(results[i]);
    }
    EXPECT_EQ(store_->page(run_, {.only_failed = true}).value(), expected);
    const auto second = store_->page(run_, {.only_failed = true, .skip_count = 1, .count_max = 1});
    EXPECT_EQ(second.value(), std::vector{expected[1]});
}

TEST_P(ResultStoreContract, one_sample_is_found_by_its_id_in_every_epoch) {
    std::vector<SampleResult> results = example_results(10);
    results.push_back(example_result(4, 1));
    ASSERT_TRUE(store_->replace_run(run_, source_of(results)));
    const auto found = store_->page(run_, {.sample_id = SampleId{"sample-4"}}).value();
    EXPECT_EQ(found, (std::vector{example_result(4, 0), example_result(4, 1)}));
    EXPECT_TRUE(store_->page(run_, {.sample_id = SampleId{"x'--"}}).value().empty());
}

TEST_P(ResultStoreContract, bytes_that_are_not_utf8_are_stored_as_replacements) {
    auto result = example_result(0);
    result.answer =
        "a\xFF"
        "b";
    result.input = std::string("nul \0 inside", 12);
    ASSERT_TRUE(store_->replace_run(run_, source_of({result})));
    EXPECT_EQ(all(run_)[0].answer,
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(all(run_)[0].input, result.input);
}

TEST_P(ResultStoreContract, scores_are_read_without_the_texts) {
    const auto results = example_results(50);
    ASSERT_TRUE(store_->replace_run(run_, source_of(results)));
    const ScoreTable table = store_->scores(run_, {.slice_fields = {"topic", "year"}}).value();
    ASSERT_EQ(table.row_count(), 50U);
    ASSERT_EQ(table.columns.size(), 4U);
    EXPECT_EQ(table.columns[1].evaluator.name, "chrf++");
    EXPECT_EQ(table.columns[2].tier, "fast");
    EXPECT_EQ(table.columns[3].evaluator.name, "helpfulness");
    for (std::size_t row = 0; row < 50; ++row) {
        const std::string id(table.sample_ids[row]);
        const SampleResult& result = results[std::stoul(id.substr(id.find('-') + 1))];
        EXPECT_EQ(table.has_error[row] != 0, result.error.has_value());
        EXPECT_EQ(table.clusters[row] != ScoreTable::no_cluster, result.cluster.has_value());
        for (std::size_t i = 0; i < result.scores.size(); ++i)
            EXPECT_EQ(table.columns[i].values[row], result.scores[i].value);
        for (std::size_t i = 0; i < result.judgements.size(); ++i)
            EXPECT_EQ(table.columns[i + 2].values[row], result.judgements[i].value);
        const bool has_metadata = result.metadata.is_object();
        EXPECT_EQ(table.slices[0].values[row], has_metadata ? "history" : "");
        EXPECT_EQ(table.slices[1].values[row],
                  has_metadata ? std::to_string(result.sample_index) : "");
    }
    EXPECT_EQ(table.cluster_count, 2U);
    EXPECT_EQ(store_->scores(RunId{"none"}, {}).value().row_count(), 0U);
}

TEST_P(ResultStoreContract, scores_tell_questions_apart_by_prompt_and_targets) {
    auto results = example_results(5000);
    const RunId again{"again"};
    ASSERT_TRUE(store_->replace_run(run_, source_of(results)));
    for (SampleResult& result : results) result.answer = "another";
    results[1].input += "?";
    results[4500].targets.emplace_back("more");
    ASSERT_TRUE(store_->replace_run(again, source_of(results)));
    const ScoreTable first = store_->scores(run_, {.wants_questions = true}).value();
    const ScoreTable second = store_->scores(again, {.wants_questions = true}).value();
    ASSERT_EQ(first.questions.size(), 5000U);
    ASSERT_EQ(second.questions.size(), 5000U);
    EXPECT_TRUE(store_->scores(run_, {}).value().questions.empty());
    for (std::size_t row = 0; row < 5000; ++row) {
        ASSERT_EQ(first.sample_ids[row], second.sample_ids[row]);
        const std::string_view id = first.sample_ids[row];
        const bool is_same =
            id != results[1].sample_id.view() && id != results[4500].sample_id.view();
        EXPECT_EQ(first.questions[row] == second.questions[row], is_same) << id;
    }
}

TEST_P(ResultStoreContract, readers_see_a_run_whole_while_it_is_replaced) {
    ASSERT_TRUE(store_->replace_run(run_, source_of(example_results(50))));
    std::thread writer([&] {
        for (int i = 0; i < 5; ++i)
            EXPECT_TRUE(store_->replace_run(run_, source_of(example_results(50))));
    });
    for (int i = 0; i < 20; ++i) EXPECT_EQ(store_->count(run_).value(), 50U);
    writer.join();
    EXPECT_EQ(all(run_), example_results(50));
}

}  // namespace assay::store
