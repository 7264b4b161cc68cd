#include "async/sleep.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace assay::async {

Task<void> sleep(std::chrono::nanoseconds time) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    timer.expires_after(time);
    const auto [error] =
        co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    if (error) co_return fail(ErrorKind::cancelled, "the wait was cancelled");
    co_return Result<void>{};
}

}  // namespace assay::async
