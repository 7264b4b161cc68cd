#pragma once
// The thread behind HttpClient. Other threads leave transfers in a queue and ring an eventfd; this
// thread gives them to libcurl, waits with epoll and posts finished ones back, one batch per event
// loop and turn.

#include "net/connection_group.hpp"
#include "net/http_client.hpp"
#include "net/transfer.hpp"

#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace assay::net {

class HttpClient::Loop {
  public:
    explicit Loop(HttpClientOptions options);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// From any thread. The transfer stays in place until its `resume` runs.
    void submit(Transfer& transfer);
    [[nodiscard]] HttpClientStatistics statistics() const;

  private:
    /// Requests to one host: those waiting for a connection, in order, and how many have one.
    struct Host {
        std::deque<Transfer*> waiting;
        std::size_t active_count = 0;
    };
    static int on_close(void* loop, curl_socket_t socket);

    void run();
    void handle_events();
    void take_submissions();
    void start_waiting();
    void start(Host& host, Transfer& transfer);
    ConnectionGroup& group_with_room();
    void reap();
    void release(Transfer& transfer, CURLcode code);
    void sweep(MonotonicTime now);
    void end_all();
    void deliver();
    [[nodiscard]] int wait_ms() const;

    const HttpClientOptions options_;
    CURLSH* share_;
    int epoll_;
    int bell_;  // eventfd

    std::mutex mutex_;  // guards submitted_ and is_stopping_
    std::vector<Transfer*> submitted_;
    bool is_stopping_ = false;

    // Everything below belongs to the thread.
    std::vector<Transfer*> taken_;
    std::map<std::string, Host, std::less<>> hosts_;
    std::size_t waiting_count_ = 0;
    std::vector<Transfer*> active_;
    std::vector<Transfer*> ended_;
    std::vector<std::unique_ptr<EasyHandle>> handles_;
    std::vector<EasyHandle*> free_handles_;
    SocketWatch sockets_;
    std::vector<std::unique_ptr<ConnectionGroup>> groups_;
    MonotonicTime swept_at_{};

    std::atomic<std::uint64_t> request_count_{0};
    std::atomic<std::uint64_t> connection_count_{0};
    std::atomic<std::uint64_t> in_flight_count_max_{0};

    std::thread thread_;
};

}  // namespace assay::net
