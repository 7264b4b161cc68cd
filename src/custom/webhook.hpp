#pragma once
// For tests: a web server that answers each request as a function says. One thread, one connection
// at a time, one request per connection.

#include "core/assert.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <functional>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace assay::custom {

class Webhook {
  public:
    struct Answer {
        int status = 200;
        std::string body;
        std::string headers;  ///< each with its line end
        bool is_silent = false;
    };
    using Handler = std::function<Answer(const std::string& head, const std::string& body)>;

    explicit Webhook(Handler handler)
        : handler_(std::move(handler)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
        socklen_t size = sizeof address;
        auto* name = reinterpret_cast<sockaddr*>(&address);
        ASSAY_ASSERT(bind(listener_, name, size) == 0, "a free port");
        ASSAY_ASSERT(listen(listener_, 64) == 0, "a listening socket");
        getsockname(listener_, name, &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { run(); });
    }
    ~Webhook() {
        is_stopping_ = true;
        shutdown(listener_, SHUT_RDWR);
        thread_.join();
        close(listener_);
    }
    Webhook(const Webhook&) = delete;
    Webhook& operator=(const Webhook&) = delete;

    [[nodiscard]] std::string url(const std::string& host = "127.0.0.1") const {
        return fmt::format("http://{}:{}/score", host, port_);
    }
    [[nodiscard]] std::size_t request_count() const { return request_count_; }

  private:
    void run() {
        while (!is_stopping_) {
            const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection < 0) continue;
            serve(connection);
            close(connection);
        }
    }

    void serve(int connection) {
        std::string text;
        std::size_t head_bytes = 0;
        std::size_t body_bytes = 0;
        std::array<char, 1U << 16U> buffer{};
        while (head_bytes == 0 || text.size() < head_bytes + body_bytes) {
            const auto count = recv(connection, buffer.data(), buffer.size(), 0);
            if (count <= 0) return;
            text.append(buffer.data(), static_cast<std::size_t>(count));
            const std::size_t blank = text.find("\r\n\r\n");
            if (head_bytes > 0 || blank == std::string::npos) continue;
            head_bytes = blank + 4;
            const std::size_t length = text.find("Content-Length: ");
            if (length < blank) body_bytes = std::stoul(text.substr(length + 16));
        }
        ++request_count_;
        const Answer answer = handler_(text.substr(0, head_bytes), text.substr(head_bytes));
        if (answer.is_silent) {
            while (!is_stopping_ && recv(connection, buffer.data(), buffer.size(), 0) > 0) {
            }
            return;
        }
        const std::string out =
            fmt::format("HTTP/1.1 {} X\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n{}",
                        answer.status,
                        answer.body.size(),
                        answer.headers,
                        answer.body);
        std::size_t sent = 0;
        while (sent < out.size()) {
            const auto count = send(connection, &out[sent], out.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) return;
            sent += static_cast<std::size_t>(count);
        }
    }

    Handler handler_;
    int listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> is_stopping_{false};
    std::atomic<std::size_t> request_count_{0};
    std::thread thread_;
};

}  // namespace assay::custom
