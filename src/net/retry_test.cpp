#include "net/retry.hpp"

#include <gtest/gtest.h>

namespace assay::net {
namespace {

using std::chrono::milliseconds;

TEST(Retry, passes_only_statuses_that_may_change) {
    for (const int status : {408, 409, 429, 500, 502, 503, 504, 529})
        EXPECT_TRUE(is_retryable_status(status)) << status;
    for (const int status : {200, 301, 400, 401, 403, 404, 413, 422})
        EXPECT_FALSE(is_retryable_status(status)) << status;
}

TEST(RetryAfter, reads_seconds) {
    EXPECT_EQ(parse_retry_after("7", {}), milliseconds(7000));
    EXPECT_EQ(parse_retry_after("0.25", {}), milliseconds(250));
    EXPECT_EQ(parse_retry_after("0", {}), milliseconds(0));
}

TEST(RetryAfter, reads_an_http_date) {
    const WallTime now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};
    EXPECT_EQ(parse_retry_after("Sun, 01 Mar 2026 00:00:30 GMT", now), milliseconds(30'000));
}

TEST(RetryAfter, takes_a_date_in_the_past_as_now) {
    const WallTime now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};
    EXPECT_EQ(parse_retry_after("Sun, 01 Mar 2020 00:00:30 GMT", now), milliseconds(0));
}

TEST(RetryAfter, ignores_what_it_cannot_read) {
    for (const char* text : {"", "soon", "-1", "nan", "1e999x"})
        EXPECT_EQ(parse_retry_after(text, {}), std::nullopt) << text;
}

TEST(Backoff, stays_below_a_bound_that_doubles) {
    const RetryPolicy policy{.attempt_count_max = 7,
                             .base_delay = milliseconds(100),
                             .delay_max = milliseconds(1000),
                             .total_wait_max = milliseconds(100'000)};
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Backoff backoff(policy, seed);
        for (const int bound_ms : {100, 200, 400, 800, 1000, 1000}) {
            const auto wait = backoff.next({});
            ASSERT_TRUE(wait.has_value());
            EXPECT_LE(*wait, milliseconds(bound_ms));
        }
        EXPECT_FALSE(backoff.next({}).has_value());
    }
}

TEST(Backoff, repeats_with_its_seed) {
    Backoff first({}, 42);
    Backoff second({}, 42);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(first.next({}), second.next({}));
}

TEST(Backoff, waits_what_the_server_asks_for) {
    Backoff backoff({}, 1);
    EXPECT_EQ(backoff.next(milliseconds(40'000)), milliseconds(40'000));
}

TEST(Backoff, gives_up_when_the_waits_add_up_to_too_much) {
    Backoff backoff({.total_wait_max = milliseconds(50'000)}, 1);
    EXPECT_TRUE(backoff.next(milliseconds(40'000)).has_value());
    EXPECT_FALSE(backoff.next(milliseconds(20'000)).has_value());
    EXPECT_EQ(backoff.attempt_count(), 2U);
}

}  // namespace
}  // namespace assay::net
