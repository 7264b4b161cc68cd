#include "net/http_client.hpp"

#include "async/event_loop.hpp"
#include "async/task_group.hpp"
#include "net/faulty/faulty_server.hpp"
#include "providers/mock/mock_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::net {
namespace {

using providers::mock::MockOptions;
using providers::mock::MockServer;
using std::chrono::milliseconds;
using testing::HasSubstr;

Result<HttpResponse> get(const std::string& url,
                         HttpClientOptions options = {},
                         async::Deadline deadline = async::Deadline::never()) {
    async::EventLoop loop;
    HttpClient client(std::move(options));
    return loop.run(client.send({.url = url, .deadline = deadline}));
}

async::Task<void> get_once(HttpClient& client, const std::string& url) {
    HttpRequest request{.url = url};
    CO_TRY(const HttpResponse response, co_await client.send(std::move(request)));
    if (response.status != 200) co_return fail(ErrorKind::internal, "HTTP {}", response.status);
    co_return Result<void>{};
}

Result<void> get_many(async::EventLoop& loop,
                      HttpClient& client,
                      const std::string& url,
                      std::size_t count,
                      std::size_t at_once) {
    const auto fn = [&](std::size_t) { return get_once(client, url); };
    return loop.run(async::for_each_bounded(count, at_once, fn));
}

TEST(HttpClient, gives_status_kept_headers_and_body) {
    auto server = MockServer::start({.rate_429 = 1, .retry_after_s = 7}).value();
    async::EventLoop loop;
    HttpClient client;
    const auto response = loop.run(client.send({.method = Method::post,
                                                .url = server.url() + "/v1/completions",
                                                .body = R"({"model":"m","prompt":"hello"})"}));
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->status, 429);
    EXPECT_EQ(response->header("retry-after"), "7");
    EXPECT_EQ(response->header("content-type"), "application/json");
    EXPECT_EQ(response->header("content-length"), std::nullopt);
    EXPECT_THAT(response->body, HasSubstr("Rate limit"));
    EXPECT_GT(response->latency_ms, 0);
}

TEST(HttpClient, names_itself_and_its_version) {
    FaultyServer server(FaultyServer::Fault::echo_request);
    const auto response = get(server.url());
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_THAT(response->body, HasSubstr("User-Agent: assay/0."));
}

TEST(HttpClient, reuses_connections) {
    auto server = MockServer::start({}).value();
    async::EventLoop loop;
    HttpClient client;
    ASSERT_TRUE(get_many(loop, client, server.url() + "/v1/models", 200, 4).has_value());
    EXPECT_LE(server.statistics().connection_count, 4U);
    EXPECT_EQ(client.statistics().connection_count, server.statistics().connection_count);
    EXPECT_EQ(client.statistics().request_count, 200U);
}

TEST(HttpClient, bounds_requests_in_flight_to_a_host) {
    auto server = MockServer::start({}).value();
    async::EventLoop loop;
    HttpClient client({.host_connection_count_max = 3});
    ASSERT_TRUE(get_many(loop, client, server.url() + "/v1/models", 100, 50).has_value());
    EXPECT_LE(server.statistics().in_flight_count_max, 3U);
    EXPECT_EQ(client.statistics().in_flight_count_max, 3U);
}

TEST(HttpClient, says_when_nothing_listens) {
    std::string url;
    {
        auto server = MockServer::start({}).value();
        url = server.url();
    }
    const auto error = get(url).error();
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
    EXPECT_THAT(error.message, testing::AllOf(HasSubstr(url), HasSubstr("cannot connect")));
}

TEST(HttpClient, says_when_a_host_name_does_not_exist) {
    const auto error = get("http://no-such-host.invalid/").error();
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
    EXPECT_THAT(error.message, HasSubstr("no-such-host.invalid"));
}

TEST(HttpClient, refuses_a_malformed_url) {
    EXPECT_EQ(get("localhost:80").error().kind, ErrorKind::invalid_input);
}

TEST(HttpClient, refuses_a_certificate_it_does_not_trust) {
    FaultyServer server(FaultyServer::Fault::self_signed_tls);
    const auto error = get(server.url()).error();
    EXPECT_EQ(error.kind, ErrorKind::denied);
    EXPECT_THAT(error.message, HasSubstr("certificate"));
}

TEST(HttpClient, reports_a_body_that_is_cut_off) {
    FaultyServer server(FaultyServer::Fault::truncated_body);
    const auto error = get(server.url()).error();
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
    EXPECT_THAT(error.message, HasSubstr("cut off after 4 bytes"));
}

TEST(HttpClient, reports_a_response_that_stalls) {
    FaultyServer server(FaultyServer::Fault::stalled_body);
    const auto error = get(server.url(), {.stall_timeout = milliseconds(5)}).error();
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
    EXPECT_THAT(error.message, HasSubstr("stalled"));
}

TEST(HttpClient, stops_at_the_deadline) {
    FaultyServer server(FaultyServer::Fault::silence);
    const auto error = get(server.url(), {}, async::Deadline::after(milliseconds(5))).error();
    EXPECT_EQ(error.kind, ErrorKind::timed_out);
}

TEST(HttpClient, stops_at_the_deadline_while_it_waits_for_a_connection) {
    FaultyServer server(FaultyServer::Fault::silence);
    async::EventLoop loop;
    HttpClient client({.host_connection_count_max = 1});
    const auto send = [&](std::size_t) -> async::Task<void> {
        return [](HttpClient& one, std::string url) -> async::Task<void> {
            HttpRequest request{.url = std::move(url),
                                .deadline = async::Deadline::after(milliseconds(10))};
            const auto response = co_await one.send(std::move(request));
            EXPECT_EQ(response.error().kind, ErrorKind::timed_out);
            co_return Result<void>{};
        }(client, server.url());
    };
    ASSERT_TRUE(loop.run(async::for_each_bounded(3, 3, send)).has_value());
}

TEST(HttpClient, refuses_a_response_that_is_too_large) {
    FaultyServer server(FaultyServer::Fault::endless_body);
    const auto error = get(server.url(), {.response_bytes_max = 1000}).error();
    EXPECT_EQ(error.kind, ErrorKind::corrupt);
    EXPECT_THAT(error.message, HasSubstr("larger than 1000 bytes"));
}

TEST(HttpClient, reports_a_server_that_does_not_speak_http) {
    FaultyServer server(FaultyServer::Fault::not_http);
    EXPECT_EQ(get(server.url()).error().kind, ErrorKind::corrupt);
}

TEST(HttpClient, reports_a_connection_that_closes_without_an_answer) {
    FaultyServer server(FaultyServer::Fault::close_at_once);
    EXPECT_EQ(get(server.url()).error().kind, ErrorKind::unavailable);
}

TEST(HttpClient, does_not_follow_redirects) {
    FaultyServer server(FaultyServer::Fault::redirect);
    const auto response = get(server.url());
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->status, 302);
    EXPECT_EQ(response->header("location"), "http://127.0.0.1:1/");
}

TEST(HttpClient, unpacks_gzip) {
    FaultyServer server(FaultyServer::Fault::gzip);
    const auto response = get(server.url());
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->body, "hello");
}

TEST(HttpClient, reaches_no_address_that_is_not_public_when_told_so) {
    auto server = MockServer::start({}).value();
    const HttpClientOptions guarded{.reach = Reach::public_addresses};
    const auto by_address = get(server.url() + "/v1/models", guarded).error();
    EXPECT_EQ(by_address.kind, ErrorKind::denied);
    EXPECT_THAT(by_address.message, HasSubstr("127.0.0.1, loopback"));
    const std::string port = server.url().substr(server.url().rfind(':'));
    const auto by_name = get("http://localhost" + port + "/v1/models", guarded).error();
    EXPECT_EQ(by_name.kind, ErrorKind::denied);
    EXPECT_THAT(by_name.message, HasSubstr("loopback"));
    for (const char* host : {"[::ffff:127.0.0.1]", "0", "2130706433", "0x7f.1", "127.1"})
        EXPECT_EQ(get(fmt::format("http://{}{}/", host, port), guarded).error().kind,
                  ErrorKind::denied)
            << host;
    EXPECT_EQ(server.statistics().connection_count, 0U) << "nothing was even connected";
}

TEST(HttpClient, uses_no_proxy_when_told_so) {
    auto proxy = MockServer::start({}).value();
    ::setenv("http_proxy", proxy.url().c_str(), 1);
    const auto direct = get("http://no-such-host.invalid/", {.uses_proxies = false});
    const auto proxied = get("http://no-such-host.invalid/");
    ::unsetenv("http_proxy");
    EXPECT_EQ(direct.error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(proxied.has_value());
    EXPECT_EQ(proxy.statistics().connection_count, 1U);
}

}  // namespace
}  // namespace assay::net
