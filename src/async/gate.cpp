#include "async/gate.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <utility>

namespace assay::async {

struct Gate::State {
    bool is_open = false;
    std::move_only_function<void()> waiter;
};

Gate::Gate() : state_(std::make_unique<State>()) {}
Gate::~Gate() = default;
Gate::Gate(Gate&&) noexcept = default;
Gate& Gate::operator=(Gate&&) noexcept = default;

bool Gate::is_open() const { return state_->is_open; }

void Gate::open() {
    state_->is_open = true;
    if (auto waiter = std::exchange(state_->waiter, nullptr)) waiter();
}

Task<void> Gate::wait() {
    if (!state_->is_open) {
        ASSAY_ASSERT(!state_->waiter, "a gate has at most one waiter");
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
            [](auto handler, State* state) {
                state->waiter = [handler = std::move(handler)]() mutable {
                    auto executor = boost::asio::get_associated_executor(handler);
                    boost::asio::post(executor, std::move(handler));
                };
            },
            boost::asio::use_awaitable,
            state_.get());
    }
    co_return Result<void>{};
}

}  // namespace assay::async
