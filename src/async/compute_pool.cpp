#include "async/compute_pool.hpp"

#include "async/task_group.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <thread>

namespace assay::async {

struct ComputePool::State {
    explicit State(std::size_t thread_count) : pool(thread_count) {}
    boost::asio::thread_pool pool;
};

ComputePool::ComputePool(std::size_t thread_count)
    : thread_count_(thread_count > 0 ? thread_count
                                     : std::max(1U, std::thread::hardware_concurrency())) {
    state_ = std::make_unique<State>(thread_count_);
}

ComputePool::~ComputePool() { state_->pool.join(); }

Task<void> ComputePool::run_erased(std::function<void()> work) {
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
        [](auto handler, boost::asio::thread_pool* pool, std::function<void()> job) {
            auto guard =
                boost::asio::make_work_guard(boost::asio::get_associated_executor(handler));
            boost::asio::post(*pool,
                              [handler = std::move(handler),
                               guard = std::move(guard),
                               job = std::move(job)]() mutable {
                                  job();
                                  boost::asio::post(guard.get_executor(), std::move(handler));
                              });
        },
        boost::asio::use_awaitable,
        &state_->pool,
        std::move(work));
    co_return Result<void>{};
}

Task<void> ComputePool::for_each_chunk(std::size_t count,
                                       std::size_t chunk_size,
                                       std::function<Result<void>(std::size_t, std::size_t)> fn) {
    ASSAY_ASSERT(chunk_size > 0, "a chunk holds at least one item");
    const std::size_t chunk_count = (count + chunk_size - 1) / chunk_size;
    std::function<Task<void>(std::size_t)> one = [this, count, chunk_size, &fn](std::size_t chunk) {
        const std::size_t begin = chunk * chunk_size;
        const std::size_t end = std::min(count, begin + chunk_size);
        return run([&fn, begin, end] { return fn(begin, end); });
    };
    co_return co_await for_each_bounded(chunk_count, thread_count_ * 2, std::move(one));
}

}  // namespace assay::async
