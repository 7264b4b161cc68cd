#include "net/transfer.hpp"

#include "net/address.hpp"
#include "net/prepared_headers.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <netinet/in.h>
#include <sys/socket.h>

namespace assay::net {
namespace {

std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* data) {
    auto& transfer = *static_cast<Transfer*>(data);
    transfer.last_byte_at = std::chrono::steady_clock::now();
    if (transfer.response.body.size() + count > transfer.response_bytes_max) {
        transfer.is_too_large = true;
        return 0;
    }
    transfer.response.body.append(bytes, count);
    return count;
}

std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* data) {
    auto& transfer = *static_cast<Transfer*>(data);
    transfer.last_byte_at = std::chrono::steady_clock::now();
    const std::string_view line(bytes, count);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon > 64) return count;
    std::string name(line.substr(0, colon));
    for (char& letter : name)
        letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    if (!is_kept_header(name)) return count;
    std::string_view value = line.substr(colon + 1);
    const std::size_t begin = std::min(value.find_first_not_of(" \t\r\n"), value.size());
    value.remove_prefix(begin);
    value = value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
    transfer.response.headers.push_back({.name = std::move(name), .value = std::string(value)});
    return count;
}

long to_milliseconds(std::chrono::nanoseconds time) {
    return static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

}  // namespace

template <typename Value>
void EasyHandle::set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy_, option, value);
    ASSAY_ASSERT(code == CURLE_OK, "libcurl accepts the options this file sets");
}

EasyHandle::EasyHandle(const HttpClientOptions& options,
                       CURLSH* share,
                       curl_closesocket_callback close_socket,
                       void* close_socket_data)
    : easy_(curl_easy_init()), options_(options) {
    if (easy_ == nullptr) throw std::bad_alloc();
    set(CURLOPT_SHARE, share);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TCP_NODELAY, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    // Requests do not wait to see whether a connection in the making can be shared (PIPEWAIT): this
    // library wakes one of those that wait per finished transfer, so that they would start one by
    // one.
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_ACCEPT_ENCODING, "gzip");
    set(CURLOPT_USERAGENT, options.user_agent.c_str());
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
    if (options.reach == Reach::public_addresses) {
        set(CURLOPT_OPENSOCKETFUNCTION, &EasyHandle::open_socket);
        set(CURLOPT_OPENSOCKETDATA, this);
    }
    set(CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    set(CURLOPT_CLOSESOCKETDATA, close_socket_data);
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_ERRORBUFFER, error_text_.data());
    set(CURLOPT_PRIVATE, this);
}

EasyHandle::~EasyHandle() { curl_easy_cleanup(easy_); }

/// Sees the very address that will be connected to: what the name resolves to later is no matter.
curl_socket_t EasyHandle::open_socket(void* handle, curlsocktype, curl_sockaddr* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = nullptr;
    std::size_t byte_count = 0;
    if (address->family == AF_INET) {
        bytes = &reinterpret_cast<const sockaddr_in*>(&address->addr)->sin_addr;
        byte_count = sizeof(in_addr);
    } else if (address->family == AF_INET6) {
        bytes = &reinterpret_cast<const sockaddr_in6*>(&address->addr)->sin6_addr;
        byte_count = sizeof(in6_addr);
    }
    const auto kind = special_address({static_cast<const std::uint8_t*>(bytes), byte_count});
    if (!kind) return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (bytes != nullptr) inet_ntop(address->family, bytes, text.data(), text.size());
    static_cast<EasyHandle*>(handle)->refused_ = fmt::format("{}, {}", text.data(), *kind);
    return CURL_SOCKET_BAD;
}

void EasyHandle::prepare(Transfer& transfer, MonotonicTime now) {
    transfer_ = &transfer;
    transfer.handle = this;
    transfer.started_at = now;
    const HttpRequest& request = transfer.request;
    transfer.response_bytes_max = request.response_bytes_max.value_or(options_.response_bytes_max);
    error_text_[0] = '\0';
    refused_.clear();
    set(CURLOPT_WRITEDATA, &transfer);
    set(CURLOPT_HEADERDATA, &transfer);
    if (url_ != request.url) {
        url_ = request.url;
        set(CURLOPT_URL, url_.c_str());
        // A proxy of the environment is for the world outside this machine.
        const bool is_direct = !options_.uses_proxies || is_loopback_url(url_);
        set(CURLOPT_NOPROXY, is_direct ? "*" : static_cast<const char*>(nullptr));
    }
    if (method_ != request.method) {
        method_ = request.method;
        set(request.method == Method::post ? CURLOPT_POST : CURLOPT_HTTPGET, 1L);
    }
    if (request.method == Method::post) {
        set(CURLOPT_POSTFIELDS, request.body.data());
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    if (headers_ != request.headers) {
        headers_ = request.headers;
        set(CURLOPT_HTTPHEADER, headers_ ? headers_->lines() : nullptr);
    }
    const bool has_deadline = !request.deadline.is_never();
    // A time-out of 0 means none to the library.
    set(CURLOPT_TIMEOUT_MS,
        has_deadline ? std::max(1L, to_milliseconds(request.deadline.time() - now)) : 0L);
}

std::uint64_t EasyHandle::finish(CURLcode code) {
    long opened = 0;
    curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &opened);
    if (code == CURLE_OK) {
        long status = 0;
        curl_off_t total_us = 0;
        curl_off_t before_us = 0;
        curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(easy_, CURLINFO_TOTAL_TIME_T, &total_us);
        curl_easy_getinfo(easy_, CURLINFO_PRETRANSFER_TIME_T, &before_us);
        transfer_->response.status = static_cast<int>(status);
        transfer_->response.latency_ms = static_cast<double>(total_us - before_us) / 1000.0;
        transfer_->result = std::move(transfer_->response);
    } else {
        transfer_->result = transport_error(code);
    }
    transfer_->handle = nullptr;
    transfer_ = nullptr;
    return static_cast<std::uint64_t>(std::max(0L, opened));
}

Error EasyHandle::transport_error(CURLcode code) {
    const std::string& origin = transfer_->origin;
    const std::string_view detail =
        error_text_[0] != '\0' ? std::string_view(error_text_.data()) : curl_easy_strerror(code);
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
            return make_error(
                ErrorKind::unavailable, "{}: host name not found ({})", origin, detail);
        case CURLE_COULDNT_CONNECT:
            if (!refused_.empty())
                return make_error(ErrorKind::denied,
                                  "{}: its address is not on the public internet ({})",
                                  origin,
                                  refused_);
            return make_error(ErrorKind::unavailable, "{}: cannot connect ({})", origin, detail);
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
            return make_error(
                ErrorKind::denied, "{}: TLS certificate not trusted ({})", origin, detail);
        case CURLE_SSL_CACERT_BADFILE:
            return make_error(ErrorKind::invalid_input,
                              "cannot read the certificates of '{}' ({})",
                              options_.ca_file,
                              detail);
        case CURLE_SSL_CONNECT_ERROR:
            return make_error(ErrorKind::unavailable, "{}: TLS failed ({})", origin, detail);
        case CURLE_OPERATION_TIMEDOUT:
            return make_error(
                ErrorKind::timed_out,
                "{}: no complete response within {} ms",
                origin,
                to_milliseconds(std::chrono::steady_clock::now() - transfer_->started_at));
        case CURLE_PARTIAL_FILE:
            return make_error(ErrorKind::unavailable,
                              "{}: the response body was cut off after {} bytes ({})",
                              origin,
                              transfer_->response.body.size(),
                              detail);
        case CURLE_WRITE_ERROR:
            if (transfer_->is_too_large)
                return make_error(ErrorKind::corrupt,
                                  "{}: the response is larger than {} bytes",
                                  origin,
                                  transfer_->response_bytes_max);
            [[fallthrough]];
        case CURLE_BAD_CONTENT_ENCODING:
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY:
            return make_error(ErrorKind::corrupt, "{}: not an HTTP response ({})", origin, detail);
        case CURLE_URL_MALFORMAT:
            return make_error(ErrorKind::invalid_input, "{}: malformed URL ({})", origin, detail);
        default:
            return make_error(ErrorKind::unavailable, "{}: connection broken ({})", origin, detail);
    }
}

}  // namespace assay::net
