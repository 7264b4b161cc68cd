#pragma once
// Some of a client's transfers, in one libcurl multi handle. libcurl looks for an idle connection
// by walking all it has to the host, so that a request costs more the more connections share a
// handle; a client with many therefore spreads them over groups. Used by the client's thread only.

#include "core/clock.hpp"

#include <curl/curl.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace assay::net {

class EasyHandle;
class ConnectionGroup;

/// The sockets of all groups in one epoll instance.
///
/// A socket stays registered between requests although libcurl deregisters it each time:
/// registration is undone only when an event arrives that nobody wants. That saves two system calls
/// a request.
class SocketWatch {
  public:
    explicit SocketWatch(int epoll) : epoll_(epoll) {}

    void want(int socket, std::uint32_t events, ConnectionGroup& group);
    /// Whose socket it is; null when nobody wants its events now.
    [[nodiscard]] ConnectionGroup* group_of(int socket);
    void closed(int socket);

  private:
    struct Watch {
        std::uint32_t watched = 0;  ///< what epoll watches for
        std::uint32_t wanted = 0;   ///< what libcurl wants to know
        ConnectionGroup* group = nullptr;
    };

    int epoll_;
    std::vector<Watch> watches_;  ///< by socket number
};

class ConnectionGroup {
  public:
    static constexpr std::size_t transfer_count_max = 64;

    explicit ConnectionGroup(SocketWatch& sockets);
    ~ConnectionGroup();
    ConnectionGroup(const ConnectionGroup&) = delete;
    ConnectionGroup& operator=(const ConnectionGroup&) = delete;

    [[nodiscard]] bool has_room() const { return active_count_ < transfer_count_max; }
    void add(EasyHandle& handle);
    void remove(EasyHandle& handle);

    void on_ready(int socket, std::uint32_t events);
    void on_time(MonotonicTime now);
    /// A transfer that has ended and is still in the group; null when there is none.
    [[nodiscard]] EasyHandle* next_ended(CURLcode& code);
    /// When on_time() has work; empty for never.
    [[nodiscard]] std::optional<MonotonicTime> timer_at() const { return timer_at_; }

  private:
    static int on_socket(CURL*, curl_socket_t socket, int what, void* group, void*);
    static int on_timer(CURLM*, long timeout_ms, void* group);

    SocketWatch& sockets_;
    CURLM* multi_;
    std::optional<MonotonicTime> timer_at_;
    std::size_t active_count_ = 0;
};

}  // namespace assay::net
