// One turn of the thread: wait → tell libcurl which sockets are ready → start what may start → let
// libcurl's timers fire → collect what has ended → post it back.
#include "net/http_loop.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

namespace assay::net {
namespace {

constexpr std::chrono::milliseconds sweep_interval{20};

bool is_given_up(const Transfer& transfer) {
    return transfer.request.is_given_up && transfer.request.is_given_up->load();
}

Error given_up(const Transfer& transfer) {
    return make_error(ErrorKind::cancelled, "{}: the request was given up", transfer.origin);
}

/// Sockets, plus what else the program has open.
void raise_open_file_limit(std::size_t socket_count) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    const rlim_t wanted = std::min<rlim_t>(limit.rlim_max, socket_count + 1024);
    if (limit.rlim_cur >= wanted) return;
    limit.rlim_cur = wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
}

void ring(int bell) {
    const std::uint64_t one = 1;
    const auto written = write(bell, &one, sizeof one);
    ASSAY_ASSERT(written == sizeof one, "an eventfd takes a small count");
}

}  // namespace

HttpClient::Loop::Loop(HttpClientOptions options)
    : options_(std::move(options)), epoll_(epoll_create1(EPOLL_CLOEXEC)), sockets_(epoll_) {
    ASSAY_ASSERT(options_.connection_count_max >= 1, "a client needs a connection");
    ASSAY_ASSERT(options_.connection_count_max <= 4096, "connections are bounded");
    raise_open_file_limit(options_.connection_count_max);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    share_ = curl_share_init();
    bell_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (share_ == nullptr || epoll_ < 0 || bell_ < 0) throw std::bad_alloc();
    // One thread uses the share, so it needs no locks.
    curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    epoll_event event{.events = EPOLLIN, .data = {.fd = bell_}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, bell_, &event);
    thread_ = std::thread([this] { run(); });
}

HttpClient::Loop::~Loop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    ring(bell_);
    thread_.join();
    handles_.clear();
    groups_.clear();
    curl_share_cleanup(share_);
    close(bell_);
    close(epoll_);
}

void HttpClient::Loop::submit(Transfer& transfer) {
    bool was_empty = false;
    {
        const std::lock_guard lock(mutex_);
        was_empty = submitted_.empty();
        submitted_.push_back(&transfer);
    }
    if (was_empty) ring(bell_);
}

HttpClientStatistics HttpClient::Loop::statistics() const {
    return {.request_count = request_count_.load(),
            .connection_count = connection_count_.load(),
            .in_flight_count_max = in_flight_count_max_.load()};
}

int HttpClient::Loop::on_close(void* data, curl_socket_t socket) {
    auto& loop = *static_cast<Loop*>(data);
    loop.sockets_.closed(socket);
    return close(socket);  // which also takes it out of epoll
}

int HttpClient::Loop::wait_ms() const {
    const bool must_sweep = waiting_count_ > 0 || !active_.empty();
    std::chrono::nanoseconds wait =
        must_sweep ? std::chrono::nanoseconds(sweep_interval) : std::chrono::hours(1);
    const MonotonicTime now = std::chrono::steady_clock::now();
    for (const auto& group : groups_) {
        if (const auto timer_at = group->timer_at()) wait = std::min(wait, *timer_at - now);
    }
    if (wait <= std::chrono::nanoseconds::zero()) return 0;
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count());
}

void HttpClient::Loop::run() {
    while (true) {
        handle_events();
        {
            const std::lock_guard lock(mutex_);
            if (is_stopping_) break;
            taken_.swap(submitted_);
        }
        take_submissions();
        start_waiting();
        const MonotonicTime now = std::chrono::steady_clock::now();
        for (const auto& group : groups_) group->on_time(now);
        reap();
        if (now - swept_at_ >= sweep_interval) sweep(now);
        deliver();
    }
    end_all();
    deliver();
}

void HttpClient::Loop::handle_events() {
    std::array<epoll_event, 512> events{};
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms());
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        if (event.data.fd == bell_) {
            std::uint64_t ring_count = 0;
            const auto size = read(bell_, &ring_count, sizeof ring_count);
            ASSAY_ASSERT(size > 0 || errno == EAGAIN, "an eventfd can be read");
        } else if (ConnectionGroup* group = sockets_.group_of(event.data.fd)) {
            group->on_ready(event.data.fd, event.events);
        }
    }
}

void HttpClient::Loop::take_submissions() {
    for (Transfer* transfer : taken_) {
        auto host = hosts_.find(transfer->origin);
        if (host == hosts_.end()) host = hosts_.emplace(transfer->origin, Host{}).first;
        host->second.waiting.push_back(transfer);
        ++waiting_count_;
    }
    taken_.clear();
}

void HttpClient::Loop::start_waiting() {
    if (waiting_count_ == 0) return;
    for (auto& [origin, host] : hosts_) {
        while (!host.waiting.empty() && active_.size() < options_.connection_count_max &&
               host.active_count < options_.host_connection_count_max) {
            Transfer* transfer = host.waiting.front();
            host.waiting.pop_front();
            --waiting_count_;
            start(host, *transfer);
        }
    }
}

void HttpClient::Loop::start(Host& host, Transfer& transfer) {
    const MonotonicTime now = std::chrono::steady_clock::now();
    if (transfer.request.deadline.has_passed(now)) {
        transfer.result = make_error(ErrorKind::timed_out,
                                     "{}: the deadline passed before a connection was free",
                                     transfer.origin);
        ended_.push_back(&transfer);
        return;
    }
    if (free_handles_.empty()) {
        handles_.push_back(std::make_unique<EasyHandle>(options_, share_, &Loop::on_close, this));
        free_handles_.push_back(handles_.back().get());
    }
    EasyHandle* handle = free_handles_.back();
    free_handles_.pop_back();
    handle->prepare(transfer, now);
    ++host.active_count;
    transfer.active_index = active_.size();
    active_.push_back(&transfer);
    if (active_.size() > in_flight_count_max_.load()) in_flight_count_max_.store(active_.size());
    transfer.group = &group_with_room();
    transfer.group->add(*handle);
}

/// The first one, so that few requests at a time use few connections.
ConnectionGroup& HttpClient::Loop::group_with_room() {
    const auto found = std::ranges::find_if(
        groups_, &ConnectionGroup::has_room, [](const auto& group) -> const ConnectionGroup& {
            return *group;
        });
    if (found != groups_.end()) return **found;
    return *groups_.emplace_back(std::make_unique<ConnectionGroup>(sockets_));
}

void HttpClient::Loop::reap() {
    for (const auto& group : groups_) {
        CURLcode code = CURLE_OK;
        while (EasyHandle* handle = group->next_ended(code)) release(*handle->transfer(), code);
    }
}

void HttpClient::Loop::release(Transfer& transfer, CURLcode code) {
    EasyHandle& handle = *transfer.handle;
    connection_count_ += handle.finish(code);
    ++request_count_;
    transfer.group->remove(handle);
    free_handles_.push_back(&handle);
    --hosts_.find(transfer.origin)->second.active_count;
    active_.back()->active_index = transfer.active_index;
    std::swap(active_[transfer.active_index], active_.back());
    active_.pop_back();
    ended_.push_back(&transfer);
}

void HttpClient::Loop::sweep(MonotonicTime now) {
    swept_at_ = now;
    for (std::size_t i = active_.size(); i > 0; --i) {
        Transfer& transfer = *active_[i - 1];
        if (is_given_up(transfer)) {
            release(transfer, CURLE_ABORTED_BY_CALLBACK);
            transfer.result = given_up(transfer);
            continue;
        }
        if (transfer.last_byte_at == MonotonicTime{} ||
            now - transfer.last_byte_at < options_.stall_timeout)
            continue;
        const std::size_t received_bytes = transfer.response.body.size();
        release(transfer, CURLE_ABORTED_BY_CALLBACK);
        transfer.result = make_error(ErrorKind::unavailable,
                                     "{}: the response stalled: no byte for {} ms after {} bytes",
                                     transfer.origin,
                                     options_.stall_timeout.count(),
                                     received_bytes);
    }
    for (auto& [origin, host] : hosts_) {
        waiting_count_ -= std::erase_if(host.waiting, [&](Transfer* transfer) {
            const bool is_late = transfer->request.deadline.has_passed(now);
            if (!is_late && !is_given_up(*transfer)) return false;
            transfer->result =
                is_late ? make_error(ErrorKind::timed_out,
                                     "{}: the deadline passed before a connection was free",
                                     origin)
                        : given_up(*transfer);
            ended_.push_back(transfer);
            return true;
        });
    }
}

void HttpClient::Loop::end_all() {
    const auto end = [this](Transfer& transfer) {
        transfer.result =
            make_error(ErrorKind::cancelled, "{}: the client is going away", transfer.origin);
        ended_.push_back(&transfer);
    };
    for (Transfer* transfer : active_) {
        transfer->group->remove(*transfer->handle);
        end(*transfer);
    }
    active_.clear();
    for (auto& [origin, host] : hosts_)
        for (Transfer* transfer : host.waiting) end(*transfer);
    const std::lock_guard lock(mutex_);
    for (Transfer* transfer : submitted_) end(*transfer);
    submitted_.clear();
}

void HttpClient::Loop::deliver() {
    // Usually one event loop waits; a batch per loop costs one wake-up instead of one per request.
    while (!ended_.empty()) {
        const boost::asio::any_io_executor executor = ended_.back()->executor;
        std::vector<std::move_only_function<void()>> batch;
        std::vector<Transfer*> others;
        for (Transfer* transfer : ended_) {
            if (transfer->executor == executor)
                batch.push_back(std::move(transfer->resume));
            else
                others.push_back(transfer);
        }
        ended_.swap(others);
        boost::asio::post(executor, [batch = std::move(batch)]() mutable {
            for (auto& resume : batch) resume();
        });
    }
}

}  // namespace assay::net
