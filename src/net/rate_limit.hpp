#pragma once
// Pacing of calls to one API: a token bucket for requests and one for model tokens. A call reserves
// its share at once and then waits until its share is due, so that callers are served in order
// without a queue. One event loop.

#include "async/task.hpp"
#include "net/timeline.hpp"

#include <cstdint>
#include <optional>

namespace assay::net {

struct RateLimits {
    std::optional<double> requests_per_minute;  ///< unset: no limit; else > 0
    std::optional<double> tokens_per_minute;
};

/// A bucket that holds one second's worth (at least one unit) and may go into debt.
class TokenBucket {
  public:
    TokenBucket(double units_per_minute, MonotonicTime now);

    /// Takes `units` and returns how long the taker must wait for them.
    std::chrono::nanoseconds take(double units, MonotonicTime now);
    /// Gives back what an estimate took too much; negative: takes what it took too little.
    void give_back(double units);

  private:
    double units_per_second_;
    double capacity_;
    double level_;
    MonotonicTime at_;
};

class RateLimiter {
  public:
    RateLimiter(RateLimits limits, Timeline& timeline);

    /// Waits until one request with about this many tokens may be sent. Errors: cancelled.
    async::Task<void> acquire(std::int64_t estimated_tokens);
    /// Once the usage is known. Without it the estimate stands.
    void correct(std::int64_t estimated_tokens, std::int64_t used_tokens);
    /// Nobody is served before `time` from now has passed: the server asked for a pause.
    void pause(std::chrono::nanoseconds time);

  private:
    Timeline& timeline_;
    std::optional<TokenBucket> requests_;
    std::optional<TokenBucket> tokens_;
    MonotonicTime paused_until_{};
};

}  // namespace assay::net
