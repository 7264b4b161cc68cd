#pragma once
// The thread that moves bytes: runs one task, and whatever it starts, to its end. Everything
// awaited inside runs on this one thread, so coroutines need no locks among themselves.

#include "async/task.hpp"

#include <memory>
#include <optional>

namespace boost::asio {
class io_context;
}

namespace assay::async {

class EventLoop {
  public:
    EventLoop();
    ~EventLoop();

    /// Runs `task` on the calling thread until it ends, and returns its result. Not reentrant.
    template <typename T>
    Result<T> run(Task<T> task);

    boost::asio::io_context& context() { return *context_; }

  private:
    void run_until_idle(boost::asio::awaitable<void> root);

    std::unique_ptr<boost::asio::io_context> context_;
};

namespace detail {

template <typename T>
boost::asio::awaitable<void> store_result(Task<T> task, std::optional<Result<T>>& result) {
    result = co_await std::move(task);
}

}  // namespace detail

template <typename T>
Result<T> EventLoop::run(Task<T> task) {
    std::optional<Result<T>> result;
    run_until_idle(detail::store_result<T>(std::move(task), result));
    ASSAY_ASSERT(result.has_value(), "the loop runs until its task has ended");
    return *std::move(result);
}

}  // namespace assay::async
