#include "async/gate.hpp"

#include "async/event_loop.hpp"
#include "async/task_group.hpp"

#include <gtest/gtest.h>

#include <string>

namespace assay::async {
namespace {

Task<void> wait_then_log(Gate& gate, std::string& log) {
    CO_CHECK_OK(co_await gate.wait());
    log += "through ";
    co_return Result<void>{};
}

Task<void> log_then_open(Gate& gate, std::string& log) {
    log += "open ";
    gate.open();
    co_return Result<void>{};
}

Task<void> both(Gate& gate, std::string& log) {
    TaskGroup group;
    CO_CHECK_OK(co_await group.start(wait_then_log(gate, log)));
    CO_CHECK_OK(co_await group.start(log_then_open(gate, log)));
    co_return co_await group.join();
}

TEST(Gate, holds_the_waiter_until_it_opens) {
    EventLoop loop;
    Gate gate;
    std::string log;
    ASSERT_TRUE(loop.run(both(gate, log)).has_value());
    EXPECT_EQ(log, "open through ");
}

TEST(Gate, does_not_hold_at_an_open_gate) {
    EventLoop loop;
    Gate gate;
    gate.open();
    std::string log;
    ASSERT_TRUE(loop.run(wait_then_log(gate, log)).has_value());
    EXPECT_EQ(log, "through ");
}

}  // namespace
}  // namespace assay::async
