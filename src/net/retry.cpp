#include "net/retry.hpp"

#include "core/assert.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace assay::net {

using std::chrono::milliseconds;

bool is_retryable_status(int status) {
    return status == 408 || status == 409 || status == 429 || status >= 500;
}

bool is_retryable(ErrorKind kind) {
    return kind == ErrorKind::unavailable || kind == ErrorKind::rate_limited;
}

std::optional<milliseconds> parse_retry_after(std::string_view value, WallTime now) {
    double seconds = 0;
    const auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (code == std::errc{} && end == value.data() + value.size()) {
        // A year is longer than any caller waits, and keeps the count within its type.
        constexpr double seconds_max = 365.0 * 24 * 3600;
        if (!(seconds >= 0)) return std::nullopt;
        return milliseconds(static_cast<std::int64_t>(std::min(seconds, seconds_max) * 1000));
    }
    const std::time_t date = curl_getdate(std::string(value).c_str(), nullptr);
    if (date < 0) return std::nullopt;
    const auto wait = std::chrono::duration_cast<milliseconds>(
        std::chrono::system_clock::from_time_t(date) - now);
    return std::max(milliseconds(0), wait);
}

Backoff::Backoff(const RetryPolicy& policy, std::uint64_t seed)
    : policy_(policy), random_(static_cast<std::minstd_rand::result_type>(seed ^ (seed >> 32U))) {
    ASSAY_ASSERT(policy.attempt_count_max >= 1, "a call has at least one attempt");
    // Neighbouring seeds give neighbouring first values.
    random_.discard(3);
}

std::optional<milliseconds> Backoff::next(std::optional<milliseconds> asked_for) {
    if (attempt_count_ >= policy_.attempt_count_max) return std::nullopt;
    const std::uint32_t doublings = std::min(attempt_count_ - 1, 20U);
    const milliseconds bound = std::min(policy_.delay_max, policy_.base_delay * (1U << doublings));
    std::uniform_int_distribution<std::int64_t> jitter(0, bound.count());
    const milliseconds wait = asked_for.value_or(milliseconds(jitter(random_)));
    if (waited_ + wait > policy_.total_wait_max) return std::nullopt;
    waited_ += wait;
    ++attempt_count_;
    return wait;
}

}  // namespace assay::net
