#pragma once
// Stops calling what does not answer. Closed: calls pass. After `failure_count` failures without a
// success in between it opens: no call passes. After `open_time` one call passes as a probe
// (half-open): its success closes the breaker, its failure opens it again. One event loop.

#include "core/clock.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::net {

struct BreakerPolicy {
    std::uint32_t failure_count = 5;  ///< consecutive ones that open it
    std::chrono::milliseconds open_time{10'000};
};

enum class BreakerState { closed, open, half_open };
std::string_view to_string(BreakerState state);

class CircuitBreaker {
  public:
    CircuitBreaker(BreakerPolicy policy, const Clock& clock) : policy_(policy), clock_(clock) {}

    /// Whether a call may pass now. Whoever gets true must report how the call went.
    [[nodiscard]] bool try_pass();
    void succeeded();
    void failed();
    /// The call said nothing about the server's health (it was cancelled, or its own fault).
    void abandoned();

    [[nodiscard]] BreakerState state() const;
    /// Until the next probe may pass; nothing while closed.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> time_to_probe() const;
    /// How many times it has opened.
    [[nodiscard]] std::uint64_t open_count() const { return open_count_; }
    [[nodiscard]] bool has_ever_succeeded() const { return has_ever_succeeded_; }

  private:
    BreakerPolicy policy_;
    const Clock& clock_;
    std::uint32_t failure_count_ = 0;
    std::optional<MonotonicTime> opened_at_;
    bool is_probing_ = false;
    bool has_ever_succeeded_ = false;
    std::uint64_t open_count_ = 0;
};

}  // namespace assay::net
