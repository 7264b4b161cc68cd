#include "async/alarm.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace assay::async {

struct Alarm::State {
    bool has_rung = false;
    boost::asio::steady_timer* timer = nullptr;  ///< of the wait under way
};

Alarm::Alarm() : state_(std::make_unique<State>()) {}
Alarm::~Alarm() = default;
Alarm::Alarm(Alarm&&) noexcept = default;
Alarm& Alarm::operator=(Alarm&&) noexcept = default;

bool Alarm::has_rung() const { return state_->has_rung; }

void Alarm::ring() {
    state_->has_rung = true;
    if (state_->timer != nullptr) state_->timer->cancel();
}

Task<bool> Alarm::wait(std::chrono::nanoseconds time) {
    if (state_->has_rung) co_return true;
    ASSAY_ASSERT(state_->timer == nullptr, "an alarm has at most one waiter");
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    timer.expires_after(time);
    state_->timer = &timer;
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    state_->timer = nullptr;
    co_return state_->has_rung;
}

}  // namespace assay::async
