#include "net/circuit_breaker.hpp"

#include <gtest/gtest.h>

namespace assay::net {
namespace {

using std::chrono_literals::operator""ms;

class Breaker : public ::testing::Test {
  protected:
    void fail_times(int count) {
        for (int i = 0; i < count; ++i) {
            ASSERT_TRUE(breaker_.try_pass());
            breaker_.failed();
        }
    }
    ManualClock clock_;
    CircuitBreaker breaker_{{.failure_count = 5, .open_time = 100ms}, clock_};
};

TEST_F(Breaker, opens_after_five_failures_in_a_row) {
    fail_times(4);
    EXPECT_EQ(breaker_.state(), BreakerState::closed);
    fail_times(1);
    EXPECT_EQ(breaker_.state(), BreakerState::open);
    EXPECT_FALSE(breaker_.try_pass());
    EXPECT_EQ(breaker_.time_to_probe(), 100ms);
}

TEST_F(Breaker, a_success_in_between_starts_the_count_again) {
    fail_times(4);
    breaker_.succeeded();
    fail_times(4);
    EXPECT_EQ(breaker_.state(), BreakerState::closed);
}

TEST_F(Breaker, lets_one_probe_pass_when_its_time_is_up) {
    fail_times(5);
    clock_.advance(100ms);
    EXPECT_TRUE(breaker_.try_pass());
    EXPECT_EQ(breaker_.state(), BreakerState::half_open);
    EXPECT_FALSE(breaker_.try_pass());
    breaker_.succeeded();
    EXPECT_EQ(breaker_.state(), BreakerState::closed);
    EXPECT_TRUE(breaker_.try_pass());
}

TEST_F(Breaker, a_failed_probe_opens_it_for_the_whole_time_again) {
    fail_times(5);
    clock_.advance(100ms);
    ASSERT_TRUE(breaker_.try_pass());
    breaker_.failed();
    EXPECT_EQ(breaker_.state(), BreakerState::open);
    clock_.advance(99ms);
    EXPECT_FALSE(breaker_.try_pass());
    clock_.advance(1ms);
    EXPECT_TRUE(breaker_.try_pass());
    EXPECT_EQ(breaker_.open_count(), 2U);
}

TEST_F(Breaker, calls_that_were_under_way_do_not_prolong_the_pause) {
    for (int i = 0; i < 8; ++i) ASSERT_TRUE(breaker_.try_pass());
    for (int i = 0; i < 5; ++i) breaker_.failed();
    clock_.advance(60ms);
    for (int i = 0; i < 3; ++i) breaker_.failed();
    EXPECT_EQ(breaker_.time_to_probe(), 40ms);
    EXPECT_EQ(breaker_.open_count(), 1U);
}

TEST_F(Breaker, an_abandoned_probe_leaves_room_for_the_next) {
    fail_times(5);
    clock_.advance(100ms);
    ASSERT_TRUE(breaker_.try_pass());
    breaker_.abandoned();
    EXPECT_TRUE(breaker_.try_pass());
}

TEST_F(Breaker, a_late_success_of_an_earlier_call_closes_it) {
    for (int i = 0; i < 6; ++i) ASSERT_TRUE(breaker_.try_pass());
    for (int i = 0; i < 5; ++i) breaker_.failed();
    breaker_.succeeded();
    EXPECT_EQ(breaker_.state(), BreakerState::closed);
    EXPECT_TRUE(breaker_.has_ever_succeeded());
}

}  // namespace
}  // namespace assay::net
