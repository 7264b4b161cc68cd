#pragma once
// A stand-in for a model API on loopback: both wire formats, settable latency and faults, counts of
// what arrived. It simulates the interface, not a model. One thread per server.

#include "core/result.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace assay::providers::mock {

struct MockOptions {
    std::uint16_t port = 0;  ///< 0: any free one
    double latency_ms = 0;   ///< from the last byte of the request to the first of the answer
    double jitter_ms = 0;    ///< added to it, uniform in 0 … this
    // Shares of requests, 0 … 1, that meet a fault; drawn in this order.
    double error_rate = 0;     ///< status 500
    double rate_429 = 0;       ///< status 429 with Retry-After
    double truncate_rate = 0;  ///< the connection closes within the body
    double garbage_rate = 0;   ///< status 200 with a web page
    double stall_rate = 0;     ///< half a body, then silence
    double slow_rate = 0;      ///< slow_factor times the latency
    double slow_factor = 10;
    double retry_after_s = 1;
    std::optional<std::uint64_t> requests_per_minute;  ///< beyond them: status 429
    std::uint64_t error_first = 0;                     ///< the first n requests get status 500
    std::string required_key;                          ///< set: other keys get status 401
    std::string known_model;                           ///< set: other models get status 404
    std::string answer;            ///< fixed text; empty: echo of the last user message
    std::string rules_file;        ///< rules as of the scripted provider; wins over `answer`
    double batch_ms = 0;           ///< how long a batch takes
    double batch_expire_rate = 0;  ///< share of a batch's requests that expire unanswered, 0 … 1
    bool fails_batches = false;    ///< every batch is refused as a whole
    std::size_t request_bytes_max = 64U << 20U;
    std::uint64_t seed = 0;
};

struct MockStatistics {
    std::uint64_t request_count = 0;    ///< of the API; /stats and /reset do not count
    std::uint64_t in_flight_count = 0;  ///< read but not yet answered
    std::uint64_t in_flight_count_max = 0;
    std::uint64_t connection_count = 0;  ///< accepted
    std::uint64_t error_count = 0;       ///< answers other than 2xx, and broken ones
    std::uint64_t prompt_tokens = 0;
    std::uint64_t completion_tokens = 0;
    std::uint64_t batch_count = 0;
    std::uint64_t batch_request_count = 0;  ///< answered in batches
};

/// Serves on 127.0.0.1 until `stop` is requested. `on_ready` gets the port once connections are
/// accepted. Errors: invalid_input (options, rules file), unavailable (the port is taken).
Result<void> run_mock_server(const MockOptions& options,
                             std::stop_token stop,
                             const std::function<void(std::uint16_t port)>& on_ready);

/// A server on a thread of its own, for tests.
class MockServer {
  public:
    static Result<MockServer> start(MockOptions options);
    MockServer(MockServer&&) noexcept;
    MockServer& operator=(MockServer&&) noexcept;
    ~MockServer();

    [[nodiscard]] std::uint16_t port() const;
    /// `http://127.0.0.1:PORT`; the OpenAI base URL is this plus `/v1`.
    [[nodiscard]] std::string url() const;
    [[nodiscard]] MockStatistics statistics() const;

  private:
    struct State;
    explicit MockServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace assay::providers::mock
