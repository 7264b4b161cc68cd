#pragma once
// Many HTTP requests at once over few connections: libcurl's multi interface on one thread of its
// own (docs/decisions/0004-libcurl-multi.md). Thread-safe. Declare it after the event loops whose
// coroutines wait for it: its destructor ends the requests in flight with `cancelled`.

#include "async/task.hpp"
#include "net/http.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace assay::net {

/// The user agent sent unless an option says otherwise: `assay/VERSION`.
std::string default_user_agent();

/// Where a client may connect to.
enum class Reach {
    anywhere,
    /// Each address is checked when its connection is opened, after the name was resolved, so that
    /// no name leads to a machine of this network (see address.hpp).
    public_addresses,
};

struct HttpClientOptions {
    std::size_t connection_count_max = 1024;            ///< requests in flight, all hosts; 1 … 4096
    std::size_t host_connection_count_max = 1024;       ///< requests in flight to one host
    std::chrono::milliseconds connect_timeout{10'000};  ///< TCP and TLS together
    /// Longest pause inside a response; waiting for its first byte is bounded by the deadline only.
    std::chrono::milliseconds stall_timeout{60'000};
    std::size_t response_bytes_max = 64U << 20U;  ///< after decompression
    std::string user_agent = default_user_agent();
    std::string
        ca_file;  ///< PEM certificates to trust instead of the system's; empty: the system's
    Reach reach = Reach::anywhere;
    bool uses_proxies = true;  ///< of the environment; never for loopback
};

struct HttpClientStatistics {
    std::uint64_t request_count;        ///< ended, whatever the end
    std::uint64_t connection_count;     ///< opened since the start
    std::uint64_t in_flight_count_max;  ///< most requests at one time
};

class HttpClient {
  public:
    explicit HttpClient(HttpClientOptions options = {});
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// One exchange; any status is a response, not an error. Waits for a free connection first.
    /// Errors: invalid_input (the URL), unavailable (host not found or not reachable, connection
    /// broken, body truncated, response stalled), denied (certificate not trusted,
    /// address out of reach), timed_out
    /// (deadline or connect timeout), corrupt (not HTTP, or more than response_bytes_max),
    /// cancelled (the request was given up, or the client is going away).
    async::Task<HttpResponse> send(HttpRequest request);

    [[nodiscard]] HttpClientStatistics statistics() const;

  private:
    class Loop;
    friend class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace assay::net
