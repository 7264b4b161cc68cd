#pragma once
// Threads for work that computes or blocks, so that the event loop only moves bytes. Thread-safe. A
// pool is declared after the event loops that use it: its threads may still be leaving a loop when
// the loop's task has its result.

#include "async/task.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

namespace assay::async {

class ComputePool {
  public:
    /// thread_count 0: one per core.
    explicit ComputePool(std::size_t thread_count = 0);
    /// Waits for work in progress.
    ~ComputePool();
    ComputePool(const ComputePool&) = delete;
    ComputePool& operator=(const ComputePool&) = delete;

    [[nodiscard]] std::size_t thread_count() const { return thread_count_; }

    /// Runs fn on a pool thread and continues on the caller's event loop. fn returns Result<T>.
    template <typename Fn>
    auto run(Fn fn) -> boost::asio::awaitable<std::invoke_result_t<Fn&>>;

    /// Cuts 0 … count-1 into runs of at most `chunk_size` and calls fn(begin, end) for each, in
    /// parallel. Errors: the first failure.
    Task<void> for_each_chunk(std::size_t count,
                              std::size_t chunk_size,
                              std::function<Result<void>(std::size_t, std::size_t)> fn);

  private:
    Task<void> run_erased(std::function<void()> work);

    struct State;
    std::unique_ptr<State> state_;
    std::size_t thread_count_;
};

template <typename Fn>
auto ComputePool::run(Fn fn) -> boost::asio::awaitable<std::invoke_result_t<Fn&>> {
    std::optional<std::invoke_result_t<Fn&>> result;
    // The frame outlives the work: the coroutine continues only after the work has ended.
    std::function<void()> work = [&fn, &result] { result = fn(); };
    CO_CHECK_OK(co_await run_erased(std::move(work)));
    co_return *std::move(result);
}

}  // namespace assay::async
