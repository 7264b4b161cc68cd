#include "async/alarm.hpp"

#include "async/event_loop.hpp"
#include "async/task_group.hpp"

#include <gtest/gtest.h>

namespace assay::async {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

Task<void> wait_into(Alarm& alarm, std::chrono::nanoseconds time, bool& rang) {
    CO_TRY(rang, co_await alarm.wait(time));
    co_return Result<void>{};
}

Task<void> ring(Alarm& alarm) {
    alarm.ring();
    co_return Result<void>{};
}

Task<void> wait_and_ring(Alarm& alarm, bool& rang) {
    TaskGroup group;
    CO_CHECK_OK(co_await group.start(wait_into(alarm, hours(1), rang)));
    CO_CHECK_OK(co_await group.start(ring(alarm)));
    co_return co_await group.join();
}

TEST(Alarm, ends_the_wait_under_way) {
    EventLoop loop;
    Alarm alarm;
    bool rang = false;
    ASSERT_TRUE(loop.run(wait_and_ring(alarm, rang)).has_value());
    EXPECT_TRUE(rang);
}

TEST(Alarm, that_has_rung_is_not_waited_for) {
    EventLoop loop;
    Alarm alarm;
    alarm.ring();
    EXPECT_TRUE(loop.run(alarm.wait(hours(1))).value());
}

TEST(Alarm, that_nobody_rings_lets_the_time_pass) {
    EventLoop loop;
    Alarm alarm;
    EXPECT_FALSE(loop.run(alarm.wait(milliseconds(1))).value());
    EXPECT_FALSE(alarm.has_rung());
}

}  // namespace
}  // namespace assay::async
