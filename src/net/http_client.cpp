#include "net/http_client.hpp"

#include "net/http_loop.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace assay::net {

std::string default_user_agent() { return "assay/" ASSAY_VERSION; }

HttpClient::HttpClient(HttpClientOptions options)
    : loop_(std::make_unique<Loop>(std::move(options))) {}
HttpClient::~HttpClient() = default;

HttpClientStatistics HttpClient::statistics() const { return loop_->statistics(); }

async::Task<HttpResponse> HttpClient::send(HttpRequest request) {
    // The transfer lives in this coroutine's frame, which stays until `resume` has run.
    Transfer transfer;
    CO_TRY(transfer.origin, url_origin(request.url));
    transfer.request = std::move(request);
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
        [](auto handler, Loop* loop, Transfer* waiting) {
            waiting->executor = boost::asio::get_associated_executor(handler);
            waiting->resume = [handler = std::move(handler)]() mutable { std::move(handler)(); };
            loop->submit(*waiting);
        },
        boost::asio::use_awaitable,
        loop_.get(),
        &transfer);
    co_return *std::move(transfer.result);
}

}  // namespace assay::net
