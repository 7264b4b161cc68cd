#include "net/rate_limit.hpp"

#include "async/event_loop.hpp"

#include <gtest/gtest.h>

namespace assay::net {
namespace {

async::Task<void> acquire_many(RateLimiter& limiter, int count, std::int64_t tokens) {
    for (int i = 0; i < count; ++i) CO_CHECK_OK(co_await limiter.acquire(tokens));
    co_return Result<void>{};
}

double seconds_for(RateLimits limits, int count, std::int64_t tokens) {
    async::EventLoop loop;
    VirtualTimeline timeline;
    RateLimiter limiter(limits, timeline);
    EXPECT_TRUE(loop.run(acquire_many(limiter, count, tokens)).has_value());
    return std::chrono::duration<double>(timeline.slept()).count();
}

TEST(RateLimiter, does_not_wait_without_limits) { EXPECT_EQ(seconds_for({}, 1000, 1000), 0); }

TEST(RateLimiter, spreads_requests_over_the_minute) {
    // The first of a full bucket is free, each further one takes a second.
    EXPECT_NEAR(seconds_for({.requests_per_minute = 60}, 11, 0), 10, 1e-6);
}

TEST(RateLimiter, spreads_tokens_over_the_minute) {
    EXPECT_NEAR(seconds_for({.tokens_per_minute = 6000}, 101, 10), 9.1, 1e-6);
}

TEST(RateLimiter, lets_a_call_larger_than_the_bucket_through) {
    // 1,000 tokens at 100 a second: the second call waits until the first one's debt is gone.
    EXPECT_NEAR(seconds_for({.tokens_per_minute = 6000}, 2, 1000), 10, 1e-6);
}

TEST(RateLimiter, gives_back_what_was_estimated_too_high) {
    async::EventLoop loop;
    VirtualTimeline timeline;
    RateLimiter limiter({.tokens_per_minute = 6000}, timeline);
    ASSERT_TRUE(loop.run(limiter.acquire(100)).has_value());
    limiter.correct(100, 20);
    ASSERT_TRUE(loop.run(limiter.acquire(80)).has_value());
    EXPECT_EQ(timeline.slept().count(), 0);
}

TEST(RateLimiter, holds_everyone_during_a_pause) {
    async::EventLoop loop;
    VirtualTimeline timeline;
    RateLimiter limiter({}, timeline);
    limiter.pause(std::chrono::seconds(3));
    ASSERT_TRUE(loop.run(limiter.acquire(1)).has_value());
    EXPECT_EQ(timeline.slept(), std::chrono::seconds(3));
}

}  // namespace
}  // namespace assay::net
