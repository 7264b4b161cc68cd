#include "async/event_loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>

namespace assay::async {

EventLoop::EventLoop() : context_(std::make_unique<boost::asio::io_context>(1)) {}
EventLoop::~EventLoop() = default;

void EventLoop::run_until_idle(boost::asio::awaitable<void> root) {
    std::exception_ptr thrown;
    bool has_ended = false;
    boost::asio::co_spawn(*context_, std::move(root), [&](std::exception_ptr exception) {
        thrown = exception;
        has_ended = true;
    });
    context_->restart();
    while (!has_ended && context_->run_one() > 0) {
    }
    // Only what a library threw through a coroutine (out of memory) arrives here.
    if (thrown) std::rethrow_exception(thrown);
}

}  // namespace assay::async
