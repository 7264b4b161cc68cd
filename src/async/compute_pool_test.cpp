#include "async/compute_pool.hpp"

#include "async/event_loop.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace assay::async {
namespace {

Task<std::thread::id> where_work_runs(ComputePool& pool) {
    co_return co_await pool.run(
        []() -> Result<std::thread::id> { return std::this_thread::get_id(); });
}

TEST(ComputePool, runs_work_on_another_thread) {
    EventLoop loop;
    ComputePool pool(2);
    EXPECT_NE(loop.run(where_work_runs(pool)), std::this_thread::get_id());
}

TEST(ComputePool, gives_back_the_error_of_the_work) {
    EventLoop loop;
    ComputePool pool(1);
    const auto result =
        loop.run(pool.run([]() -> Result<int> { return fail(ErrorKind::corrupt, "torn"); }));
    EXPECT_EQ(result.error(), (Error{ErrorKind::corrupt, "torn"}));
}

TEST(ComputePool, visits_every_index_once_in_chunks) {
    EventLoop loop;
    ComputePool pool(2);
    std::vector<std::atomic<int>> visits(1001);
    const auto visit = [&visits](std::size_t begin, std::size_t end) -> Result<void> {
        for (std::size_t i = begin; i < end; ++i) ++visits[i];
        return {};
    };
    ASSERT_TRUE(loop.run(pool.for_each_chunk(visits.size(), 10, visit)).has_value());
    for (const auto& count : visits) EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace assay::async
