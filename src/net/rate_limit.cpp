#include "net/rate_limit.hpp"

#include <algorithm>

namespace assay::net {
namespace {

using Seconds = std::chrono::duration<double>;

}  // namespace

TokenBucket::TokenBucket(double units_per_minute, MonotonicTime now)
    : units_per_second_(units_per_minute / 60),
      capacity_(std::max(1.0, units_per_second_)),
      level_(capacity_),
      at_(now) {
    ASSAY_ASSERT(units_per_minute > 0, "a rate limit lets something through");
}

std::chrono::nanoseconds TokenBucket::take(double units, MonotonicTime now) {
    level_ = std::min(capacity_, level_ + Seconds(now - at_).count() * units_per_second_);
    at_ = now;
    level_ -= units;
    // A call larger than the bucket must not wait for a level that is never reached: what counts
    // is that its debt is worked off before the next call is served.
    const double debt = units > capacity_ ? -level_ - (units - capacity_) : -level_;
    if (debt <= 0) return std::chrono::nanoseconds::zero();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds(debt / units_per_second_));
}

void TokenBucket::give_back(double units) { level_ = std::min(capacity_, level_ + units); }

RateLimiter::RateLimiter(RateLimits limits, Timeline& timeline) : timeline_(timeline) {
    const MonotonicTime now = timeline.clock().monotonic();
    if (limits.requests_per_minute) requests_.emplace(*limits.requests_per_minute, now);
    if (limits.tokens_per_minute) tokens_.emplace(*limits.tokens_per_minute, now);
}

async::Task<void> RateLimiter::acquire(std::int64_t estimated_tokens) {
    const MonotonicTime now = timeline_.clock().monotonic();
    std::chrono::nanoseconds wait{0};
    if (requests_) wait = std::max(wait, requests_->take(1, now));
    if (tokens_) wait = std::max(wait, tokens_->take(static_cast<double>(estimated_tokens), now));
    wait = std::max<std::chrono::nanoseconds>(wait, paused_until_ - now);
    if (wait > std::chrono::nanoseconds::zero()) CO_CHECK_OK(co_await timeline_.sleep(wait));
    co_return Result<void>{};
}

void RateLimiter::correct(std::int64_t estimated_tokens, std::int64_t used_tokens) {
    if (tokens_) tokens_->give_back(static_cast<double>(estimated_tokens - used_tokens));
}

void RateLimiter::pause(std::chrono::nanoseconds time) {
    paused_until_ = std::max(paused_until_, timeline_.clock().monotonic() + time);
}

}  // namespace assay::net
