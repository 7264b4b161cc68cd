#pragma once
// What goes over the wire: requests, responses and their headers. Plain values.

#include "async/deadline.hpp"
#include "core/result.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::net {

enum class Method { get, post };

struct Header {
    std::string name;
    std::string value;

    bool operator==(const Header&) const = default;
};

/// Request headers in the form the library sends; made once, shared by every request that sends
/// them.
class PreparedHeaders;
using HeaderList = std::shared_ptr<const PreparedHeaders>;

/// Errors: invalid_input for a header with a line break or an empty name; the value, which may be a
/// key, is not in the message.
Result<HeaderList> prepare_headers(std::span<const Header> headers);

struct HttpRequest {
    Method method = Method::get;
    std::string url;     ///< http:// or https://; redirects are not followed
    HeaderList headers;  ///< null: none
    std::string body;    ///< of a post
    async::Deadline deadline = async::Deadline::never();
    std::optional<std::size_t> response_bytes_max;  ///< unset: the client's
    /// Set to true, from any thread, the request soon ends with `cancelled`; may be null.
    std::shared_ptr<const std::atomic<bool>> is_given_up = nullptr;
};

struct HttpResponse {
    int status = 0;
    std::vector<Header> headers;  ///< names in lower case; those of `is_kept_header` only
    std::string body;             ///< decompressed
    double latency_ms = 0;        ///< from the first byte sent to the last received

    /// The value of the last header of this lower-case name.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

/// Responses keep content-type, location, retry-after… and every rate-limit header; the rest is
/// dropped.
bool is_kept_header(std::string_view lower_case_name);

/// `scheme://host[:port]` of a URL, without user information; for messages and for counting
/// connections. Errors: invalid_input for anything but http and https with a host.
Result<std::string> url_origin(std::string_view url);

/// Whether the URL's host is this machine's loopback (localhost, 127.0.0.0/8, ::1).
bool is_loopback_url(std::string_view url);

}  // namespace assay::net
