#include "async/event_loop.hpp"
#include "net/http_client.hpp"
#include "providers/factory.hpp"
#include "providers/mock/mock_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::providers {
namespace {

using mock::MockOptions;
using mock::MockServer;
using std::chrono::milliseconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A provider over loopback whose waits take no time.
struct Bench {
    explicit Bench(MockOptions mock_options,
                   ProviderOptions provider_options = {},
                   std::string name = "openai")
        : server(MockServer::start(std::move(mock_options)).value()) {
        provider_options.base_url = server.url() + (name == "openai" ? "/v1" : "");
        provider_options.timeline = &timeline;
        if (!provider_options.key) provider_options.key = "sk-test-0123456789";
        provider = make_provider(name, std::move(provider_options), client).value();
    }

    Result<Completion> ask(std::string text, Settings settings = {}) {
        return loop.run(
            provider->complete({.model = "gpt-4o-mini",
                                .messages = {{.role = Role::user, .content = std::move(text)}},
                                .settings = std::move(settings)}));
    }

    MockServer server;
    async::EventLoop loop;
    net::VirtualTimeline timeline;
    net::HttpClient client;
    std::unique_ptr<Provider> provider;
};

TEST(OpenAi, completes_a_chat_with_usage_and_cost) {
    Bench bench({});
    const auto completion = bench.ask("hello there");
    ASSERT_TRUE(completion.has_value()) << completion.error().message;
    EXPECT_EQ(completion->text, "hello there");
    EXPECT_EQ(completion->finish_reason, "stop");
    EXPECT_EQ(completion->served_model, "gpt-4o-mini");
    EXPECT_EQ(completion->usage, (Usage{.prompt_tokens = 3, .completion_tokens = 3}));
    EXPECT_EQ(completion->cost, Usd::from_dollars(3 * 0.15e-6 + 3 * 0.6e-6));
    EXPECT_EQ(completion->attempt_count, 1U);
}

TEST(OpenAi, completes_a_prompt) {
    Bench bench({});
    const auto completion = bench.loop.run(
        bench.provider->complete({.model = "davinci-002", .prompt = "once upon a time"}));
    ASSERT_TRUE(completion.has_value()) << completion.error().message;
    EXPECT_EQ(completion->text, "once upon a time");
}

TEST(OpenAi, reads_logprobs_with_alternatives) {
    Bench bench({});
    const auto completion = bench.ask("abcdefgh", {.wants_logprobs = true, .top_logprob_count = 2});
    ASSERT_TRUE(completion.has_value()) << completion.error().message;
    ASSERT_EQ(completion->logprobs.size(), 2U);
    EXPECT_EQ(completion->logprobs[0].token, "abcd");
    EXPECT_LT(completion->logprobs[0].log_probability, 0);
    EXPECT_EQ(completion->logprobs[0].top.size(), 2U);
}

TEST(OpenAi, leaves_the_cost_unknown_without_a_price) {
    Bench bench({});
    const auto completion = bench.loop.run(bench.provider->complete(
        {.model = "my-own-model", .messages = {{.role = Role::user, .content = "hello"}}}));
    EXPECT_EQ(completion.value().cost, std::nullopt);
}

TEST(Anthropic, completes_a_chat) {
    Bench bench({}, {}, "anthropic");
    const auto completion = bench.loop.run(
        bench.provider->complete({.model = "claude-sonnet-4-5-20250929",
                                  .messages = {{.role = Role::system, .content = "Be brief."},
                                               {.role = Role::user, .content = "hello"}}}));
    ASSERT_TRUE(completion.has_value()) << completion.error().message;
    EXPECT_EQ(completion->text, "hello");
    EXPECT_EQ(completion->finish_reason, "stop");
    EXPECT_TRUE(completion->cost.has_value());
}

TEST(HttpProvider, tries_again_after_server_errors) {
    Bench bench({.error_first = 3});
    const auto completion = bench.ask("hello");
    ASSERT_TRUE(completion.has_value()) << completion.error().message;
    EXPECT_EQ(completion->attempt_count, 4U);
    EXPECT_GT(bench.timeline.slept().count(), 0);
}

TEST(HttpProvider, gives_up_on_a_429_without_end) {
    Bench bench({.rate_429 = 1, .retry_after_s = 2});
    const auto error = bench.ask("hello").error();
    EXPECT_EQ(error.kind, ErrorKind::rate_limited);
    EXPECT_THAT(error.message,
                AllOf(HasSubstr("HTTP 429"), HasSubstr("Rate limit"), HasSubstr("5 attempts")));
    EXPECT_EQ(bench.server.statistics().request_count, 5U);
    EXPECT_GE(bench.timeline.slept(), std::chrono::seconds(8));
}

TEST(HttpProvider, does_not_wait_longer_than_its_bound) {
    Bench bench({.rate_429 = 1, .retry_after_s = 3600});
    const auto error = bench.ask("hello").error();
    EXPECT_EQ(error.kind, ErrorKind::rate_limited);
    EXPECT_THAT(error.message, HasSubstr("asks to wait 3600 s"));
    EXPECT_EQ(bench.server.statistics().request_count, 1U);
}

TEST(HttpProvider, does_not_repeat_a_refused_key_or_show_it) {
    Bench bench({.required_key = "right"}, {.key = "sk-very-secret-key"});
    const auto error = bench.ask("hello").error();
    EXPECT_EQ(error.kind, ErrorKind::denied);
    EXPECT_THAT(error.message,
                AllOf(HasSubstr("HTTP 401"),
                      HasSubstr("OPENAI_API_KEY"),
                      HasSubstr("[key]"),
                      Not(HasSubstr("secret"))));
    EXPECT_EQ(bench.server.statistics().request_count, 1U);
}

TEST(HttpProvider, names_the_model_that_does_not_exist) {
    Bench bench({.known_model = "other"});
    const auto error = bench.ask("hello").error();
    EXPECT_EQ(error.kind, ErrorKind::not_found);
    EXPECT_THAT(error.message, HasSubstr("gpt-4o-mini"));
    EXPECT_EQ(bench.server.statistics().request_count, 1U);
}

TEST(HttpProvider, shows_the_start_of_a_web_page) {
    Bench bench({.garbage_rate = 1});
    const auto error = bench.ask("hello").error();
    EXPECT_EQ(error.kind, ErrorKind::corrupt);
    EXPECT_THAT(error.message, AllOf(HasSubstr("web page"), HasSubstr("502 Bad Gateway")));
}

TEST(HttpProvider, tries_again_after_a_truncated_body) {
    Bench bench({.truncate_rate = 1});
    const auto error = bench.ask("hello").error();
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
    EXPECT_THAT(error.message, AllOf(HasSubstr("cut off"), HasSubstr("5 attempts")));
}

TEST(HttpProvider, stops_at_the_time_of_one_request) {
    Bench bench({.latency_ms = 60'000}, {.request_timeout = milliseconds(5)});
    EXPECT_EQ(bench.ask("hello").error().kind, ErrorKind::timed_out);
}

TEST(HttpProvider, paces_requests) {
    Bench bench({}, {.limits = {.requests_per_minute = 60}});
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(bench.ask("hello").has_value());
    EXPECT_NEAR(std::chrono::duration<double>(bench.timeline.slept()).count(), 3, 1e-6);
}

TEST(HttpProvider, counts_a_late_request_twice_in_requests_and_cost) {
    // The answer to the first request comes only when the second one has long been sent.
    Bench bench({.latency_ms = 100}, {.hedge = net::HedgePolicy{.after = milliseconds(5)}});
    EXPECT_EQ(bench.provider->cost_factor_max(), 2);
    const auto completion = bench.ask("hello there");
    ASSERT_TRUE(completion.has_value()) << completion.error().message;
    EXPECT_EQ(completion->attempt_count, 2U);
    EXPECT_EQ(completion->cost, Usd::from_dollars(2 * (3 * 0.15e-6 + 3 * 0.6e-6)));
}

TEST(MakeProvider, suggests_the_nearest_name) {
    net::HttpClient client;
    const auto error = make_provider("opena", {}, client).error();
    EXPECT_EQ(error.kind, ErrorKind::not_found);
    EXPECT_THAT(error.message, HasSubstr("did you mean 'openai'?"));
}

TEST(MakeProvider, names_the_variable_of_a_missing_key) {
    net::HttpClient client;
    const auto error = make_provider("openai", {.base_url = "https://api.example.com"}, client);
    EXPECT_EQ(error.error().kind, ErrorKind::denied);
    EXPECT_THAT(error.error().message, HasSubstr("OPENAI_API_KEY"));
}

TEST(MakeProvider, needs_no_key_on_loopback) {
    net::HttpClient client;
    EXPECT_TRUE(make_provider("openai", {.base_url = "http://localhost:1/v1"}, client).has_value());
}

TEST(MakeProvider, refuses_a_base_url_that_is_none) {
    net::HttpClient client;
    const auto error = make_provider("openai", {.base_url = "api.example.com"}, client).error();
    EXPECT_EQ(error.kind, ErrorKind::invalid_input);
}

TEST(ModelName, splits_at_the_first_slash) {
    EXPECT_EQ(parse_model_name("openai/org/model"),
              (ModelName{.provider = "openai", .model = "org/model"}));
    for (const char* text : {"", "gpt-4o", "/x", "openai/"})
        EXPECT_EQ(parse_model_name(text).error().kind, ErrorKind::invalid_input) << text;
}

TEST(RequestKey, differs_in_every_part) {
    const Request request{.model = "m", .messages = {{.role = Role::user, .content = "hi"}}};
    const std::string key = request_key({{"provider", "openai"}}, request);
    EXPECT_EQ(key.size(), 64U);
    EXPECT_EQ(key, request_key({{"provider", "openai"}}, request));
    EXPECT_NE(key, request_key({{"provider", "anthropic"}}, request));
    Request other = request;
    other.repeat_index = 1;
    EXPECT_NE(key, request_key({{"provider", "openai"}}, other));
    other = request;
    other.settings.temperature = 0;
    EXPECT_NE(key, request_key({{"provider", "openai"}}, other));
    other = request;
    other.settings.extra["top_k"] = 1;
    EXPECT_NE(key, request_key({{"provider", "openai"}}, other));
}

}  // namespace
}  // namespace assay::providers
