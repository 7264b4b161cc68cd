// Runs that end early, and what resuming them does.
#include "engine/run_fixture.hpp"

#include <atomic>

namespace assay::engine {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Calls `after_append` with the number of results written so far; its error is append's.
class WatchedJournals final : public store::JournalStore {
  public:
    using AfterAppend = std::function<Result<void>(std::size_t count)>;

    WatchedJournals(store::JournalStore& journals, AfterAppend after_append)
        : journals_(journals), after_append_(std::move(after_append)) {}

    Result<std::unique_ptr<store::Journal>> open(const RunId& run) override {
        TRY(auto journal, journals_.open(run));
        return std::unique_ptr<store::Journal>(
            std::make_unique<Watched>(std::move(journal), after_append_));
    }
    Result<store::SampleResultSource> read(const RunId& run) override {
        return journals_.read(run);
    }
    Result<std::unique_ptr<store::JournalCursor>> cursor(const RunId& run) override {
        return journals_.cursor(run);
    }
    Result<void> remove(const RunId& run) override { return journals_.remove(run); }

  private:
    class Watched final : public store::Journal {
      public:
        Watched(std::unique_ptr<store::Journal> journal, AfterAppend after_append)
            : journal_(std::move(journal)), after_append_(std::move(after_append)) {}
        Result<void> append(std::span<const SampleResult> results) override {
            CHECK_OK(after_append_(count_ + results.size()));
            count_ += results.size();
            return journal_->append(results);
        }
        Result<void> sync() override { return journal_->sync(); }

      private:
        std::unique_ptr<store::Journal> journal_;
        AfterAppend after_append_;
        std::size_t count_ = 0;
    };

    store::JournalStore& journals_;
    AfterAppend after_append_;
};

class ResumeTest : public RunFixture {};

TEST_F(ResumeTest, asks_again_only_what_had_no_answer) {
    serve({.error_first = 3});
    const RunSpec asked = asking(write_questions(10), "max_connections: 1\n");
    const assay::Run run = start(asked);
    const auto first = execute(run, asked, stores(), {});
    ASSERT_TRUE(first.has_value()) << first.error().message;
    EXPECT_EQ(first->samples.errors, 3U);
    const auto second = execute(run, asked, stores(), {});
    ASSERT_TRUE(second.has_value()) << second.error().message;
    EXPECT_EQ(call_count(), 13U);
    EXPECT_EQ(second->samples.errors, 0U);
    EXPECT_EQ(second->samples.total, 10U);
    EXPECT_EQ(second->evaluators[0].estimate.count, 10U);
}

TEST_F(ResumeTest, continues_a_stopped_run_to_the_report_of_an_undisturbed_one) {
    serve();
    const RunSpec asked =
        asking(write_questions(60), "max_connections: 4\nepochs: 2\ncache: false\n");
    std::atomic<bool> stop{false};
    WatchedJournals watched(*journals_, [&stop](std::size_t count) -> Result<void> {
        if (count >= 30) stop = true;
        return {};
    });
    Stores stopping{.meta = *meta_, .results = *results_, .journals = watched, .cache = *cache_};
    const assay::Run run = start(asked);
    const auto stopped = execute(run, asked, stopping, {.stop_requested = &stop});
    ASSERT_TRUE(stopped.has_value()) << stopped.error().message;
    EXPECT_EQ(stopped->state, "interrupted");
    EXPECT_GE(stopped->samples.total, 30U);
    EXPECT_LT(stopped->samples.total, 120U);
    EXPECT_EQ(call_count(), stopped->samples.total) << "what was asked is kept";
    const auto resumed = execute(run, asked, stores(), {});
    ASSERT_TRUE(resumed.has_value()) << resumed.error().message;
    EXPECT_EQ(call_count(), 120U) << "nothing is asked twice";
    const auto undisturbed = evaluate(asked);
    EXPECT_EQ(essence(*resumed), essence(*undisturbed));
}

TEST_F(ResumeTest, loses_nothing_when_the_disk_was_full) {
    serve();
    const RunSpec asked = asking(write_questions(60), "max_connections: 4\ncache: false\n");
    WatchedJournals watched(*journals_, [](std::size_t count) -> Result<void> {
        if (count > 20) return fail(ErrorKind::exhausted, "no space left on the device");
        return {};
    });
    Stores full{.meta = *meta_, .results = *results_, .journals = watched, .cache = *cache_};
    const assay::Run run = start(asked);
    const auto ended = execute(run, asked, full, {});
    ASSERT_FALSE(ended.has_value());
    EXPECT_EQ(ended.error().kind, ErrorKind::exhausted);
    EXPECT_EQ(meta_->resolve_run(run.id.view())->state, RunState::failed);
    const std::uint64_t asked_before = call_count();
    const auto resumed = execute(run, asked, stores(), {});
    ASSERT_TRUE(resumed.has_value()) << resumed.error().message;
    EXPECT_EQ(resumed->samples.answered, 60U);
    EXPECT_LE(call_count(), asked_before + 60 - 17) << "at most a batch is lost";
    EXPECT_GE(asked_before, 17U);
}

TEST_F(ResumeTest, does_nothing_to_a_finished_run) {
    serve();
    const RunSpec asked = asking(write_questions(5));
    const assay::Run run = start(asked);
    const auto first = execute(run, asked, stores(), {});
    const auto again = execute(run, asked, stores(), {});
    ASSERT_TRUE(again.has_value()) << again.error().message;
    EXPECT_EQ(call_count(), 5U);
    EXPECT_EQ(essence(*first), essence(*again));
}

TEST_F(ResumeTest, refuses_a_dataset_that_changed_meanwhile) {
    serve();
    const RunSpec asked = asking(write_questions(5));
    const assay::Run run = start(asked);
    ASSERT_TRUE(execute(run, asked, stores(), {}).has_value());
    write("questions.jsonl", "{\"id\":\"q0\",\"question\":\"other\",\"target\":\"word 0\"}\n");
    const auto again = execute(run, asked, stores(), {});
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(again.error().message,
                AllOf(HasSubstr("questions.jsonl:1"), HasSubstr("'q0'"), HasSubstr("new run")));
}

TEST_F(ResumeTest, needs_nothing_but_the_stored_run) {
    serve();
    const RunSpec asked = asking(write_questions(5), "epochs: 2\nmax_connections: 3\n");
    const assay::Run run = start(asked);
    const auto stored = meta_->resolve_run(run.id.view());
    const auto read = run_spec_from_json(stored->config);
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(to_json(*read), to_json(asked));
}

}  // namespace
}  // namespace assay::engine
