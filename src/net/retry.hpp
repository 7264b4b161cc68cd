#pragma once
// When to call again: by kind of failure, with exponential backoff and full jitter, honouring what
// the server asks for, and never for ever.

#include "core/clock.hpp"
#include "core/error.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string_view>

namespace assay::net {

struct RetryPolicy {
    std::uint32_t attempt_count_max = 5;  ///< requests, the first included; 1: no retry
    std::chrono::milliseconds base_delay{500};
    std::chrono::milliseconds delay_max{30'000};  ///< of the backoff; Retry-After may ask more
    std::chrono::milliseconds total_wait_max{120'000};  ///< sum of all waits of one call
};

/// 408, 409, 429 and 5xx pass; every other status stays what it is.
bool is_retryable_status(int status);
/// Passing faults: unavailable, rate_limited. A deadline that passed does not come back.
bool is_retryable(ErrorKind kind);

/// A Retry-After value (RFC 9110, section 10.2.3): seconds, also with a fraction, or an HTTP date.
/// Never negative. Nothing for other text.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value, WallTime now);

/// The waits between the attempts of one call.
class Backoff {
  public:
    Backoff(const RetryPolicy& policy, std::uint64_t seed);

    /// How long to wait before the next attempt, or nothing: give up. The n-th wait is uniform in
    /// 0 … base * 2^(n-1), capped (full jitter: Brooker, Exponential Backoff And Jitter, 2015);
    /// what the server asks for is waited in full instead.
    std::optional<std::chrono::milliseconds> next(
        std::optional<std::chrono::milliseconds> asked_for);
    /// Attempts counted so far, the one under way included.
    [[nodiscard]] std::uint32_t attempt_count() const { return attempt_count_; }

  private:
    RetryPolicy policy_;
    std::minstd_rand random_;
    std::uint32_t attempt_count_ = 1;
    std::chrono::milliseconds waited_{0};
};

}  // namespace assay::net
