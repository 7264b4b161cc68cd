// Callbacks rather than coroutines: this is the program that must be faster than what it measures.
// Beast parses requests; answers are written as text.
#include "providers/mock/mock_session.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include <memory>
#include <optional>

namespace assay::providers::mock {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(asio::ip::tcp::socket socket, MockApi& api, std::size_t body_bytes_max)
        : socket_(std::move(socket)),
          timer_(socket_.get_executor()),
          api_(api),
          body_bytes_max_(body_bytes_max) {
        api_.connection_opened();
    }

    void next_request() {
        parser_.emplace();
        parser_->body_limit(body_bytes_max_);
        parser_->eager(true);
        parse();
    }

  private:
    void read() {
        socket_.async_read_some(
            buffer_.prepare(16U << 10U),
            [self = shared_from_this()](error_code error, std::size_t byte_count) {
                if (error) return;
                self->buffer_.commit(byte_count);
                self->parse();
            });
    }

    void parse() {
        while (!parser_->is_done()) {
            if (buffer_.size() == 0) return read();
            error_code error;
            buffer_.consume(parser_->put(buffer_.data(), error));
            if (error == http::error::need_more) return read();
            if (error) return refuse(error);
        }
        answer();
    }

    void refuse(const error_code& error) {
        keep_alive_ = false;
        is_counted_ = false;
        answer_ = {.status = error == http::error::body_limit ? 413 : 400,
                   .body = R"({"error":{"message":"not an HTTP request the mock reads"}})"};
        write();
    }

    void answer() {
        const auto& request = parser_->get();
        std::string_view key = view(request[http::field::authorization]);
        constexpr std::string_view bearer = "Bearer ";
        if (key.starts_with(bearer)) key.remove_prefix(bearer.size());
        if (key.empty()) key = view(request["x-api-key"]);
        keep_alive_ = request.keep_alive();
        std::string_view path = view(request.target());
        path = path.substr(0, path.find('?'));
        is_counted_ = MockApi::is_counted(path);
        const auto now = std::chrono::steady_clock::now();
        answer_ = api_.handle({.method = view(request.method_string()),
                               .path = path,
                               .key = key,
                               .body = request.body()},
                              now);
        if (answer_.latency <= std::chrono::nanoseconds::zero()) return write();
        timer_.expires_at(now + answer_.latency);
        timer_.async_wait([self = shared_from_this()](error_code error) {
            if (!error) self->write();
        });
    }

    void write() {
        const std::string_view reason = view(http::obsolete_reason(
            static_cast<http::status>(static_cast<unsigned>(answer_.status))));
        out_.clear();
        auto end = std::back_inserter(out_);
        fmt::format_to(end,
                       "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n",
                       answer_.status,
                       reason,
                       answer_.content_type,
                       answer_.body.size());
        if (answer_.retry_after_s)
            fmt::format_to(end, "Retry-After: {}\r\n", *answer_.retry_after_s);
        if (!keep_alive_) out_ += "Connection: close\r\n";
        out_ += "\r\n";
        const bool is_whole = answer_.delivery == Delivery::whole;
        out_.append(answer_.body, 0, is_whole ? answer_.body.size() : answer_.body.size() / 2);
        asio::async_write(
            socket_,
            asio::buffer(out_),
            [self = shared_from_this()](error_code error, std::size_t) { self->written(error); });
    }

    void written(const error_code& error) {
        if (is_counted_) api_.request_ended();
        if (answer_.delivery == Delivery::stalled && !error) return wait_for_close();
        if (error || !keep_alive_ || answer_.delivery == Delivery::truncated) return close();
        next_request();
    }

    /// Silence until the client has had enough.
    void wait_for_close() {
        buffer_.clear();
        socket_.async_read_some(buffer_.prepare(1),
                                [self = shared_from_this()](error_code, std::size_t) {});
    }

    void close() {
        error_code ignored;
        socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
        socket_.close(ignored);
    }

    asio::ip::tcp::socket socket_;
    asio::steady_timer timer_;
    MockApi& api_;
    std::size_t body_bytes_max_;
    boost::beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    MockAnswer answer_;
    std::string out_;
    bool keep_alive_ = true;
    bool is_counted_ = false;
};

}  // namespace

void serve_connection(asio::ip::tcp::socket socket, MockApi& api, std::size_t body_bytes_max) {
    std::make_shared<Session>(std::move(socket), api, body_bytes_max)->next_request();
}

}  // namespace assay::providers::mock
