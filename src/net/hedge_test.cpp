#include "net/hedge.hpp"

#include "async/event_loop.hpp"
#include "async/task_group.hpp"
#include "providers/mock/mock_server.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace assay::net {
namespace {

using providers::mock::MockOptions;
using providers::mock::MockServer;
using std::chrono::milliseconds;

/// What one test's requests share.
struct Bench {
    explicit Bench(std::string server_url) : url(std::move(server_url)) {}

    std::string url;
    HttpClient client;
    std::vector<HedgedResponse> responses;
    std::uint64_t admit_count = 0;
};

async::Task<void> admit(Bench& bench) {
    ++bench.admit_count;
    co_return Result<void>{};
}

async::Task<void> send_one(Bench& bench, Hedge& hedge, std::size_t index) {
    HttpRequest request{.method = Method::post,
                        .url = bench.url + "/v1/completions",
                        .body = fmt::format(R"({{"model":"m","prompt":"{}"}})", index)};
    CO_TRY(HedgedResponse sent,
           co_await hedge.send(std::move(request), [&bench] { return admit(bench); }));
    bench.responses.push_back(std::move(sent));
    co_return Result<void>{};
}

class HedgeTest : public testing::Test {
  protected:
    /// `count` requests, `at_once` at a time.
    static std::vector<HedgedResponse> send(const MockOptions& mock,
                                            const HedgePolicy& policy,
                                            std::size_t count,
                                            std::size_t at_once = 8) {
        auto server = MockServer::start(mock).value();
        async::EventLoop loop;
        Bench bench(server.url());
        Hedge hedge(policy, bench.client);
        const auto all = loop.run(async::for_each_bounded(
            count, at_once, [&](std::size_t index) { return send_one(bench, hedge, index); }));
        EXPECT_TRUE(all.has_value());
        EXPECT_EQ(hedge.second_count(), bench.admit_count);
        return std::move(bench.responses);
    }
    static std::size_t twice_count(const std::vector<HedgedResponse>& responses) {
        return static_cast<std::size_t>(
            std::ranges::count(responses, 2U, &HedgedResponse::request_count));
    }
};

constexpr double slow_ms = 2000;

TEST_F(HedgeTest, gives_the_answer_of_the_second_request_when_the_first_is_late) {
    const auto responses = send({.latency_ms = 10, .slow_rate = 0.1, .slow_factor = 200, .seed = 3},
                                {.after = milliseconds(100)},
                                60);
    const bool has_second_won = std::ranges::any_of(responses, [](const HedgedResponse& sent) {
        return sent.request_count == 2 && sent.response && sent.response->latency_ms < slow_ms;
    });
    EXPECT_TRUE(has_second_won);
    for (const HedgedResponse& sent : responses) {
        ASSERT_TRUE(sent.response.has_value()) << sent.response.error().message;
        EXPECT_EQ(sent.response->status, 200);
    }
}

TEST_F(HedgeTest, sends_few_requests_twice_when_the_server_is_slow_for_everybody) {
    const auto responses = send({.latency_ms = 50}, {.after = milliseconds(1)}, 50);
    EXPECT_LE(twice_count(responses), 10U);
    EXPECT_GE(twice_count(responses), 1U);
}

TEST_F(HedgeTest, knows_what_is_late_only_after_some_answers) {
    const auto responses = send({.latency_ms = 10, .slow_rate = 0.5}, {}, 20, 1);
    EXPECT_EQ(twice_count(responses), 0U);
}

TEST_F(HedgeTest, gives_a_failure_to_the_caller_who_knows_when_to_ask_again) {
    const auto responses = send({.latency_ms = 1, .rate_429 = 1}, {.after = milliseconds(500)}, 5);
    for (const HedgedResponse& sent : responses) {
        ASSERT_TRUE(sent.response.has_value());
        EXPECT_EQ(sent.response->status, 429);
        EXPECT_EQ(sent.request_count, 1U);
    }
}

TEST(HttpClient, ends_a_request_that_is_given_up) {
    auto server = MockServer::start({.latency_ms = 60'000}).value();
    async::EventLoop loop;
    HttpClient client;
    const auto given_up = std::make_shared<std::atomic<bool>>(true);
    const auto response = loop.run(client.send({.method = Method::post,
                                                .url = server.url() + "/v1/completions",
                                                .body = R"({"model":"m","prompt":"hello"})",
                                                .is_given_up = given_up}));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, ErrorKind::cancelled);
}

}  // namespace
}  // namespace assay::net
