#pragma once
// The tail of slow answers, cut: a request whose answer is late is sent once more, and the first
// good answer counts. Source: Dean & Barroso, The Tail at Scale, CACM 56(2), 2013. One event loop.

#include "net/http_client.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace assay::net {

struct HedgePolicy {
    /// How late an answer is before the request goes out again. Unset: later than 95 % of the
    /// newest answers, once there are 20 of them.
    std::optional<std::chrono::milliseconds> after;

    bool operator==(const HedgePolicy&) const = default;
};

struct HedgedResponse {
    Result<HttpResponse> response;
    std::uint32_t request_count;  ///< 1 or 2
};

class Hedge {
  public:
    /// The client must outlive the hedge.
    Hedge(const HedgePolicy& policy, HttpClient& client) : policy_(policy), client_(client) {}

    /// Sends the request; `admit` is awaited before it is sent once more. At most one request in
    /// ten, beyond the first few, goes out twice, so that a server that is slow for everybody is
    /// not asked twice as much. The request that lost is given up.
    async::Task<HedgedResponse> send(HttpRequest request, std::function<async::Task<void>()> admit);

    /// Requests that went out twice.
    [[nodiscard]] std::uint64_t second_count() const { return second_count_; }

  private:
    struct Race;

    [[nodiscard]] std::optional<std::chrono::nanoseconds> lateness() const;
    [[nodiscard]] bool may_send_again() const;
    async::Task<void> run_first(Race& race, HttpRequest request);
    async::Task<void> run_second(Race& race,
                                 HttpRequest request,
                                 std::chrono::nanoseconds after,
                                 std::function<async::Task<void>()> admit);
    void learn(std::chrono::nanoseconds latency);

    HedgePolicy policy_;
    HttpClient& client_;
    std::vector<std::chrono::nanoseconds> latencies_;  ///< the newest, as a ring
    std::size_t next_latency_index_ = 0;
    std::uint64_t first_count_ = 0;
    std::uint64_t second_count_ = 0;
};

}  // namespace assay::net
