#include "net/adaptive_limit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

namespace assay::net {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds latency{100};
constexpr milliseconds retry_after{1000};

/// A server that answers at once what it bears, and refuses what is beyond with Retry-After; its
/// caller always has more to ask.
class Simulation {
  public:
    Simulation(std::size_t most, std::size_t capacity)
        : limit_({.most = most}), capacity_(capacity) {}

    void run(milliseconds time) {
        for (const auto end = now_ + time; now_ < end; now_ += milliseconds(1)) {
            while (!calls_.empty() && calls_.front().ends_at <= now_) {
                const Call call = calls_.front();
                calls_.pop_front();
                if (call.is_refused) {
                    ++refused_count;
                    limit_.overloaded(call.in_flight, call.sent_at, now_);
                    paused_until_ = now_ + retry_after;
                } else {
                    ++answered_count;
                    limit_.succeeded(call.in_flight, now_);
                }
            }
            while (now_ >= paused_until_ && calls_.size() < limit_.limit())
                calls_.push_back({.in_flight = calls_.size() + 1,
                                  .sent_at = now_,
                                  .ends_at = now_ + latency,
                                  .is_refused = calls_.size() >= capacity_});
            lowest = std::min(lowest, limit_.limit());
        }
    }
    void bear(std::size_t capacity) { capacity_ = capacity; }
    [[nodiscard]] std::size_t limit() const { return limit_.limit(); }

    std::uint64_t answered_count = 0;
    std::uint64_t refused_count = 0;
    std::size_t lowest = SIZE_MAX;

  private:
    struct Call {
        std::size_t in_flight;
        MonotonicTime sent_at;
        MonotonicTime ends_at;
        bool is_refused;
    };
    AdaptiveLimit limit_;
    std::size_t capacity_;
    MonotonicTime now_{std::chrono::seconds(1)};
    MonotonicTime paused_until_{};
    std::deque<Call> calls_;
};

TEST(AdaptiveLimit, a_healthy_server_is_asked_as_often_as_may_be) {
    Simulation simulation(50, 1000);
    simulation.run(milliseconds(60'000));
    EXPECT_EQ(simulation.lowest, 50U);
    EXPECT_GE(simulation.answered_count, 50U * 595);
}

TEST(AdaptiveLimit, finds_what_a_server_bears_and_uses_nine_tenths_of_it) {
    for (const std::size_t capacity : {3U, 20U, 100U}) {
        Simulation simulation(500, capacity);
        simulation.run(milliseconds(20'000));  // to find it
        const std::uint64_t answered = simulation.answered_count;
        const std::uint64_t refused = simulation.refused_count;
        simulation.run(milliseconds(300'000));
        const double used = static_cast<double>(simulation.answered_count - answered) /
                            (static_cast<double>(capacity) * 3000);
        if (capacity > 3) EXPECT_GE(used, 0.9) << capacity;
        EXPECT_GE(used, 0.6) << "one less than three is two thirds";
        EXPECT_LE(static_cast<double>(simulation.refused_count - refused),
                  0.01 * static_cast<double>(simulation.answered_count - answered))
            << capacity;
    }
}

TEST(AdaptiveLimit, grows_again_when_the_server_recovers) {
    Simulation simulation(200, 10);
    simulation.run(milliseconds(60'000));
    EXPECT_LE(simulation.limit(), 11U);
    simulation.bear(1000);
    simulation.run(milliseconds(60'000));
    EXPECT_EQ(simulation.limit(), 200U);
}

TEST(AdaptiveLimit, refusals_of_one_burst_count_once) {
    AdaptiveLimit limit({.most = 100});
    const MonotonicTime start{std::chrono::seconds(5)};
    for (int i = 0; i < 40; ++i) limit.overloaded(100, start, start + milliseconds(100 + i));
    EXPECT_EQ(limit.decrease_count(), 1U);
    EXPECT_EQ(limit.limit(), 85U);
    limit.overloaded(85, start + milliseconds(200), start + milliseconds(300));
    EXPECT_EQ(limit.limit(), 42U) << "without a good round in between it is far too high";
}

TEST(AdaptiveLimit, never_falls_below_one) {
    AdaptiveLimit limit({.most = 4});
    MonotonicTime now{std::chrono::seconds(5)};
    for (int i = 0; i < 20; ++i) {
        limit.overloaded(limit.limit(), now, now + milliseconds(100));
        now += milliseconds(200);
    }
    EXPECT_EQ(limit.limit(), 1U);
}

TEST(AdaptiveLimit, a_limit_that_nobody_reaches_does_not_grow) {
    AdaptiveLimit limit({.most = 100, .hold = std::chrono::seconds(0)});
    const MonotonicTime now{std::chrono::seconds(5)};
    limit.overloaded(100, now, now);
    for (int i = 0; i < 1000; ++i) limit.succeeded(10, now + milliseconds(i));
    EXPECT_EQ(limit.limit(), 85U);
}

}  // namespace
}  // namespace assay::net
