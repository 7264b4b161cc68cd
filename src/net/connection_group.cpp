#include "net/connection_group.hpp"

#include "core/assert.hpp"
#include "net/transfer.hpp"

#include <new>
#include <sys/epoll.h>

namespace assay::net {

void SocketWatch::want(int socket, std::uint32_t events, ConnectionGroup& group) {
    const auto index = static_cast<std::size_t>(socket);
    if (index >= watches_.size()) watches_.resize(index + 64);
    Watch& watch = watches_[index];
    watch.wanted = events;
    watch.group = &group;
    if (watch.wanted == 0 || watch.wanted == watch.watched) return;
    epoll_event event{.events = watch.wanted, .data = {.fd = socket}};
    epoll_ctl(epoll_, watch.watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
    watch.watched = watch.wanted;
}

ConnectionGroup* SocketWatch::group_of(int socket) {
    Watch& watch = watches_[static_cast<std::size_t>(socket)];
    if (watch.wanted != 0) return watch.group;
    if (watch.watched != 0) epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr);
    watch.watched = 0;
    return nullptr;
}

void SocketWatch::closed(int socket) {
    const auto index = static_cast<std::size_t>(socket);
    if (index < watches_.size()) watches_[index] = {};
}

ConnectionGroup::ConnectionGroup(SocketWatch& sockets)
    : sockets_(sockets), multi_(curl_multi_init()) {
    if (multi_ == nullptr) throw std::bad_alloc();
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &ConnectionGroup::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &ConnectionGroup::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(transfer_count_max));
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
}

ConnectionGroup::~ConnectionGroup() { curl_multi_cleanup(multi_); }

void ConnectionGroup::add(EasyHandle& handle) {
    const CURLMcode code = curl_multi_add_handle(multi_, handle.get());
    ASSAY_ASSERT(code == CURLM_OK, "a free handle can be added");
    ++active_count_;
}

void ConnectionGroup::remove(EasyHandle& handle) {
    curl_multi_remove_handle(multi_, handle.get());
    --active_count_;
}

void ConnectionGroup::on_ready(int socket, std::uint32_t events) {
    int mask = 0;
    if ((events & EPOLLIN) != 0) mask |= CURL_CSELECT_IN;
    if ((events & EPOLLOUT) != 0) mask |= CURL_CSELECT_OUT;
    if ((events & (EPOLLERR | EPOLLHUP)) != 0) mask |= CURL_CSELECT_IN | CURL_CSELECT_ERR;
    int running_count = 0;
    curl_multi_socket_action(multi_, socket, mask, &running_count);
}

void ConnectionGroup::on_time(MonotonicTime now) {
    if (!timer_at_ || *timer_at_ > now) return;
    timer_at_.reset();
    int running_count = 0;
    curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running_count);
}

EasyHandle* ConnectionGroup::next_ended(CURLcode& code) {
    int left_count = 0;
    const CURLMsg* message = curl_multi_info_read(multi_, &left_count);
    if (message == nullptr) return nullptr;
    EasyHandle* handle = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &handle);
    code = message->data.result;
    return handle;
}

int ConnectionGroup::on_socket(CURL*, curl_socket_t socket, int what, void* data, void*) {
    auto& group = *static_cast<ConnectionGroup*>(data);
    std::uint32_t events = 0;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) events |= EPOLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) events |= EPOLLOUT;
    group.sockets_.want(socket, events, group);
    return 0;
}

int ConnectionGroup::on_timer(CURLM*, long timeout_ms, void* data) {
    auto& group = *static_cast<ConnectionGroup*>(data);
    if (timeout_ms < 0)
        group.timer_at_.reset();
    else
        group.timer_at_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    return 0;
}

}  // namespace assay::net
