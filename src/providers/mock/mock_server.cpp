#include "providers/mock/mock_server.hpp"

#include "core/log.hpp"
#include "providers/mock/mock_session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <future>
#include <sys/resource.h>
#include <thread>

namespace assay::providers::mock {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

void raise_open_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 65536);
    setrlimit(RLIMIT_NOFILE, &limit);
}

class Server {
  public:
    Server(const MockOptions& options, MockApi api)
        : options_(options), api_(std::move(api)), context_(1), acceptor_(context_) {}

    Result<void> listen() {
        raise_open_file_limit();
        const asio::ip::tcp::endpoint address(asio::ip::address_v4::loopback(), options_.port);
        error_code error;
        acceptor_.open(address.protocol(), error);
        if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
        if (!error) acceptor_.bind(address, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error)
            return fail(ErrorKind::unavailable,
                        "cannot listen on 127.0.0.1:{}: {}",
                        options_.port,
                        error.message());
        return {};
    }

    [[nodiscard]] std::uint16_t port() const {
        error_code ignored;
        return acceptor_.local_endpoint(ignored).port();
    }

    void run(const std::stop_token& stop) {
        accept();
        const std::stop_callback stop_context(stop, [this] { context_.stop(); });
        context_.run();
    }

    /// From another thread, while run() runs.
    MockStatistics statistics() {
        std::promise<MockStatistics> promise;
        auto future = promise.get_future();
        asio::post(context_, [&] { promise.set_value(api_.statistics()); });
        return future.get();
    }

  private:
    void accept() {
        acceptor_.async_accept([this](error_code error, asio::ip::tcp::socket socket) {
            if (!error) {
                socket.set_option(asio::ip::tcp::no_delay(true), error);
                serve_connection(std::move(socket), api_, options_.request_bytes_max);
            } else {
                log_warning("mock server: cannot accept: {}", error.message());
            }
            accept();
        });
    }

    MockOptions options_;
    MockApi api_;  // outlives the connections that the context holds
    asio::io_context context_;
    asio::ip::tcp::acceptor acceptor_;
};

Result<std::unique_ptr<Server>> make_server(const MockOptions& options) {
    TRY(MockApi api, MockApi::make(options));
    auto server = std::make_unique<Server>(options, std::move(api));
    CHECK_OK(server->listen());
    return server;
}

}  // namespace

Result<void> run_mock_server(const MockOptions& options,
                             std::stop_token stop,
                             const std::function<void(std::uint16_t)>& on_ready) {
    TRY(const auto server, make_server(options));
    if (on_ready) on_ready(server->port());
    server->run(stop);
    return {};
}

struct MockServer::State {
    std::unique_ptr<Server> server;
    std::uint16_t port;
    std::jthread thread;  // last: it stops before the server goes
};

MockServer::MockServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
MockServer::MockServer(MockServer&&) noexcept = default;
MockServer& MockServer::operator=(MockServer&&) noexcept = default;
MockServer::~MockServer() = default;

Result<MockServer> MockServer::start(MockOptions options) {
    TRY(auto server, make_server(options));
    auto state = std::make_unique<State>();
    state->port = server->port();
    state->server = std::move(server);
    state->thread = std::jthread(
        [running = state->server.get()](const std::stop_token& stop) { running->run(stop); });
    return MockServer(std::move(state));
}

std::uint16_t MockServer::port() const { return state_->port; }

std::string MockServer::url() const { return fmt::format("http://127.0.0.1:{}", state_->port); }

MockStatistics MockServer::statistics() const { return state_->server->statistics(); }

}  // namespace assay::providers::mock
