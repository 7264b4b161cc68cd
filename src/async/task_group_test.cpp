#include "async/task_group.hpp"

#include "async/event_loop.hpp"
#include "async/sleep.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace assay::async {
namespace {

struct Load {
    int now = 0;
    int most = 0;
    std::vector<std::size_t> seen;
};

Task<void> carry(Load& load, std::size_t index) {
    load.most = std::max(load.most, ++load.now);
    CO_CHECK_OK(co_await sleep(std::chrono::microseconds{10}));
    --load.now;
    load.seen.push_back(index);
    co_return Result<void>{};
}

TEST(ForEachBounded, never_exceeds_its_limit_and_visits_all) {
    EventLoop loop;
    Load load;
    const auto fn = [&load](std::size_t i) { return carry(load, i); };
    ASSERT_TRUE(loop.run(for_each_bounded(100, 7, fn)).has_value());
    EXPECT_EQ(load.most, 7);
    std::ranges::sort(load.seen);
    for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(load.seen[i], i);
}

Task<void> fail_at_three(std::vector<std::size_t>& started, std::size_t index) {
    started.push_back(index);
    CO_CHECK_OK(co_await sleep(std::chrono::microseconds{10}));
    if (index == 3) co_return fail(ErrorKind::corrupt, "item {}", index);
    co_return Result<void>{};
}

TEST(ForEachBounded, reports_the_first_failure_and_starts_no_more) {
    EventLoop loop;
    std::vector<std::size_t> started;
    const auto fn = [&started](std::size_t i) { return fail_at_three(started, i); };
    EXPECT_EQ(loop.run(for_each_bounded(1000, 2, fn)).error().message, "item 3");
    EXPECT_LT(started.size(), 10U);
}

TEST(ForEachBounded, ends_at_once_without_items) {
    EventLoop loop;
    const auto fn = [](std::size_t) { return sleep(std::chrono::hours{1}); };
    EXPECT_TRUE(loop.run(for_each_bounded(0, 4, fn)).has_value());
}

}  // namespace
}  // namespace assay::async
