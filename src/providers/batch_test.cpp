#include "providers/batch.hpp"

#include "async/event_loop.hpp"
#include "net/http_client.hpp"
#include "providers/anthropic/anthropic.hpp"
#include "providers/batch_format.hpp"
#include "providers/factory.hpp"
#include "providers/mock/mock_server.hpp"
#include "providers/openai/openai.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace assay::providers {
namespace {

using mock::MockOptions;
using mock::MockServer;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view key = "sk-test-0123456789";

Request question(std::string text) {
    return {.model = "gpt-4o-mini", .messages = {{.role = Role::user, .content = std::move(text)}}};
}

/// One API over loopback; both must do the same.
struct Bench {
    Bench(const std::string& name, MockOptions mock_options)
        : is_openai(name == "openai"),
          server(MockServer::start(std::move(mock_options)).value()),
          prices(PriceTable::parse(R"({"prices": [{"model": "openai/*", "input": 2, "output": 4},)"
                                   R"({"model": "anthropic/*", "input": 2, "output": 4}]})",
                                   "prices")
                     .value()) {
        provider = make_provider(name,
                                 {.base_url = server.url() + (is_openai ? "/v1" : ""),
                                  .key = std::string(key),
                                  .timeline = &timeline,
                                  .prices = &prices},
                                 client)
                       .value();
    }

    BatchApi& api() { return *provider->batch_api(); }

    Result<std::string> submit(const std::vector<Request>& requests) {
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < requests.size(); ++i)
            texts.push_back(api().write(fmt::format("r{}", i), requests[i]).value());
        return loop.run(api().submit(std::move(texts), batch_shape(requests[0]), "tag1"));
    }

    BatchReading fetch(const BatchStatus& status, BatchShape shape = {}) {
        answers.clear();
        return loop
            .run(api().fetch(status,
                             shape,
                             "gpt-4o-mini",
                             [this](BatchAnswer answer) {
                                 order.push_back(answer.custom_id);
                                 answers.emplace(answer.custom_id, std::move(answer.completion));
                             }))
            .value();
    }

    BatchStatus poll(const std::string& id) { return loop.run(api().poll(id)).value(); }

    bool is_openai;
    MockServer server;
    PriceTable prices;
    async::EventLoop loop;
    net::VirtualTimeline timeline;
    net::HttpClient client;
    std::unique_ptr<Provider> provider;
    std::map<std::string, Result<Completion>> answers;
    std::vector<std::string> order;
};

class BatchApiTest : public testing::TestWithParam<std::string> {};

std::vector<Request> questions(std::size_t count) {
    std::vector<Request> requests;
    for (std::size_t i = 0; i < count; ++i)
        requests.push_back(question(fmt::format("question \"{}\"\n", i)));
    return requests;
}

TEST_P(BatchApiTest, answers_as_a_call_does_at_half_the_price) {
    Bench bench(GetParam(), {});
    const auto requests = questions(20);
    const BatchStatus status = bench.poll(bench.submit(requests).value());
    EXPECT_EQ(status.state, BatchState::ended);
    EXPECT_EQ(status.request_count, 20U);
    EXPECT_EQ(status.done_count, 20U);
    EXPECT_EQ(bench.fetch(status).answer_count, 20U);
    for (std::size_t i = 0; i < requests.size(); ++i) {
        Completion called = bench.loop.run(bench.provider->complete(requests[i])).value();
        Completion batched = bench.answers.at(fmt::format("r{}", i)).value();
        EXPECT_EQ(batched.cost->nanos * 2, called.cost->nanos);
        called.cost = batched.cost;
        called.latency_ms = batched.latency_ms = 0;
        EXPECT_EQ(batched, called);
    }
    EXPECT_FALSE(std::ranges::is_sorted(bench.order)) << "the order must not matter";
}

TEST_P(BatchApiTest, says_how_far_a_batch_is) {
    Bench bench(GetParam(), {.batch_ms = 3'600'000});
    const BatchStatus status = bench.poll(bench.submit(questions(3)).value());
    EXPECT_EQ(status.state, BatchState::in_progress);
    EXPECT_EQ(status.request_count, 3U);
    EXPECT_EQ(status.done_count, 0U);
    EXPECT_TRUE(status.result_paths.empty());
}

TEST_P(BatchApiTest, keeps_what_was_answered_before_it_expired) {
    Bench bench(GetParam(), {.batch_expire_rate = 0.5, .seed = 3});
    const BatchStatus status = bench.poll(bench.submit(questions(40)).value());
    EXPECT_EQ(status.state, BatchState::ended);
    EXPECT_EQ(bench.fetch(status).answer_count, 40U);
    std::size_t expired_count = 0;
    for (const auto& [id, answer] : bench.answers) {
        if (answer) continue;
        EXPECT_EQ(answer.error().kind, ErrorKind::timed_out) << answer.error().message;
        ++expired_count;
    }
    EXPECT_GT(expired_count, 0U);
    EXPECT_LT(expired_count, 40U);
}

TEST_P(BatchApiTest, ends_when_it_is_cancelled) {
    Bench bench(GetParam(), {.batch_ms = 3'600'000});
    const std::string id = bench.submit(questions(4)).value();
    ASSERT_TRUE(bench.loop.run(bench.api().cancel(id)).has_value());
    const BatchStatus status = bench.poll(id);
    EXPECT_EQ(status.state, BatchState::ended);
    EXPECT_TRUE(status.was_cancelled);
    bench.fetch(status);
    for (const auto& [unused, answer] : bench.answers)
        EXPECT_EQ(answer.error().kind, ErrorKind::cancelled);
    EXPECT_EQ(bench.answers.size(), bench.is_openai ? 0U : 4U) << "OpenAI leaves them out";
}

TEST_P(BatchApiTest, tells_refused_requests_from_answered_ones) {
    Bench bench(GetParam(), {.known_model = "gpt-4o-mini"});
    auto requests = questions(2);
    for (Request& request : requests) request.model = "other";
    bench.fetch(bench.poll(bench.submit(requests).value()));
    const Error error = bench.answers.at("r1").error();
    EXPECT_EQ(error.kind, ErrorKind::not_found);
    EXPECT_THAT(error.message, AllOf(HasSubstr(GetParam() + ": HTTP 404"), HasSubstr("`other`")));
}

TEST_P(BatchApiTest, says_why_a_whole_batch_is_refused) {
    Bench bench(GetParam(), {.fails_batches = true});
    const auto id = bench.submit(questions(2));
    if (!bench.is_openai) {
        EXPECT_EQ(id.error().kind, ErrorKind::invalid_input);
        EXPECT_THAT(id.error().message, HasSubstr("requests.0"));
        return;
    }
    const BatchStatus status = bench.poll(id.value());
    EXPECT_EQ(status.state, BatchState::failed);
    EXPECT_THAT(status.detail, HasSubstr("line 1: The mock refuses batches."));
}

TEST_P(BatchApiTest, does_not_hand_over_again_what_may_have_arrived) {
    // Every answer breaks off, so that nobody knows what arrived.
    Bench bench(GetParam(), {.truncate_rate = 1});
    const auto create = bench.submit(questions(2));
    EXPECT_EQ(create.error().kind, ErrorKind::unavailable);
    const std::uint64_t attempts = bench.server.statistics().request_count;
    // An upload may be sent again; it costs nothing.
    EXPECT_EQ(attempts, bench.is_openai ? 5U : 1U);
    EXPECT_EQ(bench.server.statistics().batch_count, bench.is_openai ? 0U : 1U);
}

TEST_P(BatchApiTest, tries_again_what_was_surely_refused) {
    Bench bench(GetParam(), {.requests_per_minute = 0});
    EXPECT_EQ(bench.submit(questions(2)).error().kind, ErrorKind::rate_limited);
    EXPECT_EQ(bench.server.statistics().request_count, 5U);
}

TEST_P(BatchApiTest, finds_the_newest_batches) {
    Bench bench(GetParam(), {});
    (void)bench.submit(questions(2)).value();
    const std::string last = bench.submit(questions(3)).value();
    const auto batches = bench.loop.run(bench.api().newest()).value();
    ASSERT_EQ(batches.size(), 2U);
    EXPECT_EQ(batches[0].id, last);
    EXPECT_EQ(batches[0].request_count, 3U);
    EXPECT_EQ(batches[0].tag, bench.is_openai ? "tag1" : "");
}

TEST_P(BatchApiTest, counts_results_that_cannot_be_read) {
    Bench bench(GetParam(), {.garbage_rate = 1});
    const BatchReading reading =
        bench.fetch({.id = "b",
                     .state = BatchState::ended,
                     .result_paths = {bench.is_openai ? "/models" : "/v1/models"}});
    EXPECT_EQ(reading.answer_count, 0U);
    EXPECT_EQ(reading.corrupt_count, 1U);
    EXPECT_THAT(reading.corrupt_reason, HasSubstr("line 1"));
}

TEST_P(BatchApiTest, does_not_know_batches_of_others) {
    Bench bench(GetParam(), {});
    const auto status = bench.loop.run(bench.api().poll("unknown"));
    EXPECT_EQ(status.error().kind, ErrorKind::not_found);
    EXPECT_THAT(status.error().message, AllOf(HasSubstr("unknown"), Not(HasSubstr(key))));
}

INSTANTIATE_TEST_SUITE_P(All,
                         BatchApiTest,
                         testing::Values("openai", "anthropic"),
                         [](const auto& info) { return info.param; });

TEST(BatchLine, breaks_off_as_a_clear_error) {
    const std::string line = R"({"custom_id":"a","response":{"status_code":200,"body":{}}})";
    for (std::size_t length = 0; length < line.size(); ++length) {
        const auto answer = read_batch_line(openai_format, line.substr(0, length), {});
        EXPECT_EQ(answer.error().kind, ErrorKind::corrupt);
    }
}

TEST(BatchLine, carries_logprobs_when_they_were_asked_for) {
    const std::string_view line =
        R"({"custom_id":"a","response":{"status_code":200,"body":{"choices":[{"message":)"
        R"({"content":"4"},"logprobs":{"content":[{"token":"4","logprob":-0.5}]}}]}}})";
    EXPECT_EQ(read_batch_line(openai_format, line, {.wants_logprobs = true})
                  ->completion.value()
                  .logprobs.size(),
              1U);
    EXPECT_TRUE(read_batch_line(openai_format, line, {})->completion.value().logprobs.empty());
}

TEST(BatchStatus, takes_no_id_that_leads_elsewhere) {
    for (const std::string_view id : {"../files", "a/b", "a?b", ""}) {
        const std::string body = fmt::format(R"({{"id":"{}","status":"completed"}})", id);
        EXPECT_EQ(openai_format.batch->read_status(body).error().kind, ErrorKind::corrupt) << id;
    }
    EXPECT_EQ(openai_format.batch
                  ->read_status(R"({"id":"b","status":"completed","output_file_id":"../x"})")
                  .error()
                  .kind,
              ErrorKind::corrupt);
}

TEST(BatchStatus, counts_what_was_given_up_as_done) {
    const auto status =
        anthropic_format.batch
            ->read_status(R"({"id":"m","processing_status":"ended","request_counts":)"
                          R"({"processing":1,"succeeded":2,"errored":3,"canceled":4,"expired":5}})")
            .value();
    EXPECT_EQ(status.done_count, 14U);
    EXPECT_EQ(status.request_count, 15U);
    EXPECT_EQ(status.result_paths[0], "/v1/messages/batches/m/results");
}

TEST(BatchStatus, refuses_states_it_does_not_know) {
    EXPECT_EQ(openai_format.batch->read_status(R"({"id":"b","status":"odd"})").error().kind,
              ErrorKind::corrupt);
}

TEST(Provider, of_no_batch_api_says_so) {
    net::HttpClient client;
    EXPECT_EQ(make_provider("scripted", {.model = "echo"}, client).value()->batch_api(), nullptr);
}

}  // namespace
}  // namespace assay::providers
