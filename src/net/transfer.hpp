#pragma once
// One request in the hands of libcurl: the reused easy handle, and the transfer that fills a
// response. Used by the client's thread only, after the transfer was handed over.

#include "core/clock.hpp"
#include "net/http_client.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <curl/curl.h>

#include <array>
#include <functional>

namespace assay::net {

struct Transfer;
class ConnectionGroup;

/// A libcurl handle with the options that never change, and memory of those that seldom do.
/// Setting all options anew costs more than the request.
class EasyHandle {
  public:
    /// close_socket and its data are told of every socket the library closes.
    EasyHandle(const HttpClientOptions& options,
               CURLSH* share,
               curl_closesocket_callback close_socket,
               void* close_socket_data);
    ~EasyHandle();
    EasyHandle(const EasyHandle&) = delete;
    EasyHandle& operator=(const EasyHandle&) = delete;

    /// Sets what differs from the handle's last request. The transfer must stay in place until
    /// finish().
    void prepare(Transfer& transfer, MonotonicTime now);
    /// Reads the outcome into the transfer's result. Returns the number of connections it opened.
    std::uint64_t finish(CURLcode code);

    [[nodiscard]] CURL* get() const { return easy_; }
    [[nodiscard]] Transfer* transfer() const { return transfer_; }

  private:
    template <typename Value>
    void set(CURLoption option, Value value);
    static curl_socket_t open_socket(void* handle, curlsocktype, curl_sockaddr* address);
    Error transport_error(CURLcode code);

    CURL* easy_;
    const HttpClientOptions& options_;
    Transfer* transfer_ = nullptr;
    std::string url_;
    std::optional<Method> method_;
    HeaderList headers_;
    std::array<char, CURL_ERROR_SIZE> error_text_{};
    std::string refused_;  ///< the last address out of reach, and what it is
};

struct Transfer {
    HttpRequest request;
    std::string origin;
    std::size_t response_bytes_max = 0;
    std::optional<Result<HttpResponse>> result;

    boost::asio::any_io_executor executor;  ///< where `resume` runs
    std::move_only_function<void()> resume;

    HttpResponse response;
    EasyHandle* handle = nullptr;
    ConnectionGroup* group = nullptr;
    std::size_t active_index = 0;
    MonotonicTime last_byte_at{};  ///< of the response; the epoch before its first byte
    MonotonicTime started_at{};
    bool is_too_large = false;
};

}  // namespace assay::net
