#pragma once
// For tests: a server that misbehaves on each connection in one chosen way, below what the mock
// server can do. One thread, one connection at a time.

#include <atomic>
#include <string>
#include <thread>

using SSL_CTX = struct ssl_ctx_st;

namespace assay::net {

class FaultyServer {
  public:
    enum class Fault {
        silence,          ///< reads the request and says nothing
        close_at_once,    ///< reads the request and closes
        truncated_body,   ///< 4 of 100 bytes, then closes
        stalled_body,     ///< 4 of 100 bytes, then silence
        endless_body,     ///< more than anyone wants
        not_http,         ///< a greeting of another protocol
        redirect,         ///< status 302
        gzip,             ///< "hello", compressed
        echo_request,     ///< the request itself as the body
        self_signed_tls,  ///< a certificate nobody trusts
    };

    explicit FaultyServer(Fault fault);
    ~FaultyServer();
    FaultyServer(const FaultyServer&) = delete;
    FaultyServer& operator=(const FaultyServer&) = delete;

    [[nodiscard]] std::string url() const;

  private:
    void run();
    void serve(int connection);
    void serve_tls(int connection);
    void wait_for_close(int connection) const;

    Fault fault_;
    int listener_;
    std::uint16_t port_ = 0;
    SSL_CTX* tls_ = nullptr;
    std::atomic<bool> is_stopping_{false};
    std::thread thread_;
};

}  // namespace assay::net
