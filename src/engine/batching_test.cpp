// Runs whose model or judge is asked in batches.
#include "engine/run_fixture.hpp"
#include "net/http_client.hpp"

#include <atomic>

namespace assay::engine {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class BatchingTest : public RunFixture {
  protected:
    /// A run that asks in batches of `requests_max`; `api` is openai or anthropic.
    RunSpec batched(std::size_t sample_count,
                    std::size_t requests_max,
                    const std::string& more = "",
                    const std::string& api = "openai") {
        ::setenv("ANTHROPIC_API_KEY", "test-key", 1);
        return spec(fmt::format(
            "dataset: {}\nmodel: {}/mock\nprompt: '{{{{ question }}}}'\nevaluators: [exact_match]\n"
            "provider:\n  base_url: '{}{}'\n  attempts: 2\n  prices: '{}'\n"
            "  batch: {{requests_max: {}, poll_s: 0.02}}\n{}",
            write_questions(sample_count),
            api,
            server_->url(),
            api == "openai" ? "/v1" : "",
            write("prices.json",
                  R"({"prices": [{"model": "openai/*", "input": 100, "output": 300},
                                 {"model": "anthropic/*", "input": 100, "output": 300}]})"),
            requests_max,
            more));
    }

    static RunSpec one_by_one(RunSpec spec) {
        spec.provider.batch.reset();
        return spec;
    }

    std::uint64_t batch_count() { return server_->statistics().batch_count; }
    std::uint64_t batched_call_count() { return server_->statistics().batch_request_count; }
};

class BatchingApiTest : public BatchingTest, public testing::WithParamInterface<std::string> {};

TEST_P(BatchingApiTest, reports_what_calls_one_by_one_would_at_half_the_cost) {
    serve();
    const RunSpec asked = batched(25, 10, "", GetParam());
    const auto batched_report = evaluate(asked);
    ASSERT_TRUE(batched_report.has_value()) << batched_report.error().message;
    EXPECT_EQ(batched_call_count(), 25U);
    EXPECT_GE(batch_count(), 3U);
    ASSERT_TRUE(cache_->clear().has_value());
    const auto single_report = evaluate(one_by_one(asked));
    ASSERT_TRUE(single_report.has_value()) << single_report.error().message;
    EXPECT_EQ(essence(*batched_report), essence(*single_report));
    ASSERT_TRUE(batched_report->spending.has_value());
    EXPECT_EQ(batched_report->spending->cost->nanos * 2, single_report->spending->cost->nanos);
}

TEST_P(BatchingApiTest, asks_again_what_expired) {
    serve({.batch_expire_rate = 0.3, .seed = 5});
    const auto report = evaluate(batched(40, 40, "", GetParam()));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_GT(batch_count(), 1U);
    EXPECT_LE(batch_count(), 3U);
    EXPECT_EQ(batched_call_count(), report->samples.answered) << "no answer is paid twice";
}

TEST_P(BatchingApiTest, gives_up_on_what_always_expires_until_it_is_resumed) {
    serve({.batch_expire_rate = 1});
    const RunSpec asked = batched(4, 10, "", GetParam());
    const assay::Run run = start(asked);
    const auto report = execute(run, asked, stores(), {});
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(report->samples.errors, 4U);
    EXPECT_EQ(batch_count(), 3U);
    RunSpec single = one_by_one(asked);
    const auto resumed = execute(run, single, stores(), {});
    ASSERT_TRUE(resumed.has_value()) << resumed.error().message;
    EXPECT_EQ(resumed->samples.answered, 4U);
}

TEST_P(BatchingApiTest, ends_with_the_reason_when_a_batch_is_refused) {
    serve({.fails_batches = true});
    const auto report = evaluate(batched(30, 10, "", GetParam()));
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().kind, ErrorKind::denied);
    EXPECT_THAT(report.error().message, AllOf(HasSubstr("refused as a whole"), HasSubstr("mock")));
    EXPECT_LE(batch_count(), 2U) << "those that were under way";
}

TEST_P(BatchingApiTest, collects_after_a_stop_what_it_handed_over) {
    serve({.batch_ms = 300});
    const RunSpec asked = batched(20, 50, "", GetParam());
    const assay::Run run = start(asked);
    std::atomic<bool> stop{false};
    const auto stopped = execute(run,
                                 asked,
                                 stores(),
                                 {.on_progress =
                                      [&stop](const Progress& progress) {
                                          if (progress.batch) stop = true;
                                      },
                                  .stop_requested = &stop});
    ASSERT_TRUE(stopped.has_value()) << stopped.error().message;
    EXPECT_EQ(stopped->state, "interrupted");
    EXPECT_EQ(stopped->samples.total, 0U);
    EXPECT_EQ(batch_count(), 1U);
    const auto resumed = execute(run, asked, stores(), {});
    ASSERT_TRUE(resumed.has_value()) << resumed.error().message;
    EXPECT_EQ(resumed->samples.answered, 20U);
    EXPECT_EQ(batch_count(), 1U) << "nothing is handed over twice";
    EXPECT_EQ(resumed->samples.cached, 0U) << "this run has paid for them";
    const auto undisturbed = evaluate(asked);
    ASSERT_TRUE(undisturbed.has_value());
    EXPECT_EQ(essence(*resumed), essence(*undisturbed));
}

INSTANTIATE_TEST_SUITE_P(All,
                         BatchingApiTest,
                         testing::Values("openai", "anthropic"),
                         [](const auto& info) { return info.param; });

/// Forgets what it is told after a while, as if the process had died there.
class DyingMeta final : public store::MetaStore {
  public:
    explicit DyingMeta(store::MetaStore& meta) : meta_(meta) {}
    Result<void> put_run(const assay::Run& run) override { return meta_.put_run(run); }
    Result<assay::Run> run(const RunId& id) override { return meta_.run(id); }
    Result<assay::Run> resolve_run(std::string_view prefix) override {
        return meta_.resolve_run(prefix);
    }
    Result<std::vector<assay::Run>> runs(std::size_t count_max) override {
        return meta_.runs(count_max);
    }
    Result<void> put_document(std::string_view kind,
                              std::string_view key,
                              const Json& document) override {
        if (document.is_object() && document.get_object().contains("tag") &&
            !document.at("id").as_string().empty())
            return fail(ErrorKind::exhausted, "no space left on the device");
        return meta_.put_document(kind, key, document);
    }
    Result<std::optional<Json>> document(std::string_view kind, std::string_view key) override {
        return meta_.document(kind, key);
    }
    Result<std::vector<Json>> documents(std::string_view kind) override {
        return meta_.documents(kind);
    }

  private:
    store::MetaStore& meta_;
};

TEST_P(BatchingApiTest, finds_a_batch_whose_id_was_never_written_down) {
    serve();
    const RunSpec asked = batched(6, 50, "", GetParam());
    const assay::Run run = start(asked);
    DyingMeta dying(*meta_);
    const auto died =
        execute(run,
                asked,
                {.meta = dying, .results = *results_, .journals = *journals_, .cache = *cache_},
                {});
    ASSERT_FALSE(died.has_value());
    EXPECT_EQ(batch_count(), 1U);
    const auto resumed = execute(run, asked, stores(), {});
    ASSERT_TRUE(resumed.has_value()) << resumed.error().message;
    EXPECT_EQ(resumed->samples.answered, 6U);
    EXPECT_EQ(batch_count(), 1U);
}

TEST_F(BatchingTest, settles_half_the_price_against_the_budget) {
    serve();
    RunSpec asked = batched(8, 50, "settings: {max_tokens: 10}\nbudget: {usd: 0.05}\n");
    const auto report = evaluate(asked);
    ASSERT_TRUE(report.has_value()) << report.error().message;
    // A question may cost (23 bytes / 2.5 × 100 + 10 × 300) / 2 millionths of a dollar.
    EXPECT_EQ(report->samples.answered, 8U);
    asked.judging.budget = Usd::from_dollars(0.006);
    ASSERT_TRUE(cache_->clear().has_value());
    const auto limited = evaluate(asked);
    ASSERT_TRUE(limited.has_value()) << limited.error().message;
    EXPECT_GT(limited->samples.answered, 0U);
    EXPECT_LT(limited->samples.answered, 8U);
}

TEST_F(BatchingTest, ends_when_somebody_cancels_the_batch) {
    serve({.batch_ms = 3'600'000});
    const RunSpec asked = batched(5, 50);
    const assay::Run run = start(asked);
    std::atomic<bool> was_cancelled{false};
    const auto report =
        execute(run, asked, stores(), {.on_progress = [&](const Progress& progress) {
                    if (!progress.batch || was_cancelled.exchange(true)) return;
                    async::EventLoop loop;
                    net::HttpClient client;
                    const auto answer = loop.run(client.send(
                        {.method = net::Method::post,
                         .url = server_->url() + "/v1/batches/" + progress.batch->id + "/cancel"}));
                    EXPECT_EQ(answer.value().status, 200);
                }});
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().kind, ErrorKind::cancelled);
    EXPECT_THAT(report.error().message, AllOf(HasSubstr("cancelled"), HasSubstr("resume")));
}

TEST_F(BatchingTest, needs_the_cache_and_an_api_with_batches) {
    serve();
    const auto uncached = evaluate(batched(2, 10, "cache: false\n"));
    ASSERT_FALSE(uncached.has_value());
    EXPECT_THAT(uncached.error().message, HasSubstr("cache"));
    RunSpec scripted = batched(2, 10);
    scripted.model = "scripted/echo";
    const auto none = evaluate(scripted);
    ASSERT_FALSE(none.has_value());
    EXPECT_THAT(none.error().message, HasSubstr("no batches"));
}

TEST_F(BatchingTest, asks_alike_questions_once) {
    serve();
    RunSpec asked = batched(1, 50);
    asked.dataset = write("alike.jsonl",
                          "{\"id\":\"a\",\"question\":\"x\",\"target\":\"x\"}\n"
                          "{\"id\":\"b\",\"question\":\"x\",\"target\":\"x\"}\n");
    const auto report = evaluate(asked);
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(report->samples.answered, 2U);
    EXPECT_EQ(batched_call_count(), 1U);
}

TEST_F(BatchingTest, judges_in_batches) {
    serve({.answer = "4"});
    const RunSpec judged = spec(fmt::format(
        "dataset: {}\noutput: '{{{{ question }}}}'\nprompt: '{{{{ question }}}}'\n"
        "models:\n  grader: {{model: openai/mock, provider: {{base_url: '{}/v1', "
        "batch: {{poll_s: 0.02}}}}}}\n"
        "evaluators: [exact_match, {{name: j, judge: g_eval, criteria: fluency, model: grader}}]\n",
        write_questions(12),
        server_->url()));
    const auto report = evaluate(judged);
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(batched_call_count(), 12U);
    EXPECT_EQ(batch_count(), 1U);
    EXPECT_EQ(report->evaluators.back().judge->tiers[0].mode, "logprobs");
}

TEST_F(BatchingTest, keeps_the_setting_with_the_run) {
    serve();
    const RunSpec asked = batched(2, 7);
    const auto read = run_spec_from_json(to_json(asked));
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(read->provider.batch, (BatchSpec{.request_count_max = 7, .poll_s = 0.02}));
    const auto off = spec(
        "dataset: d\nmodel: openai/m\nprompt: p\nevaluators: [exact_match]\n"
        "provider: {batch: false}\n");
    EXPECT_FALSE(off.provider.batch.has_value());
    const auto on = spec(
        "dataset: d\nmodel: openai/m\nprompt: p\nevaluators: [exact_match]\n"
        "provider: {batch: true}\n");
    EXPECT_EQ(on.provider.batch, BatchSpec{});
}

}  // namespace
}  // namespace assay::engine
