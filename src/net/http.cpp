#include "net/http.hpp"

#include "net/prepared_headers.hpp"

#include <boost/url/parse.hpp>

#include <algorithm>
#include <array>

namespace assay::net {

PreparedHeaders::~PreparedHeaders() { curl_slist_free_all(lines_); }

Result<HeaderList> prepare_headers(std::span<const Header> headers) {
    auto prepared = std::make_shared<PreparedHeaders>();
    for (const Header& header : headers) {
        const bool has_break =
            header.value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
        if (header.name.empty() || has_break ||
            header.name.find_first_of(" \r\n:") != std::string::npos)
            return fail(ErrorKind::invalid_input,
                        "the header '{}' has a name or a value that cannot be sent",
                        header.name);
        prepared->add(header.name + ": " + header.value);
    }
    return HeaderList(std::move(prepared));
}

std::optional<std::string_view> HttpResponse::header(std::string_view name) const {
    const auto found = std::ranges::find(headers.rbegin(), headers.rend(), name, &Header::name);
    if (found == headers.rend()) return std::nullopt;
    return found->value;
}

bool is_kept_header(std::string_view name) {
    constexpr std::array<std::string_view, 5> kept = {
        "content-type", "location", "retry-after", "retry-after-ms", "etag"};
    return std::ranges::find(kept, name) != kept.end() ||
           name.find("ratelimit") != std::string_view::npos || name.ends_with("request-id");
}

Result<std::string> url_origin(std::string_view url) {
    const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
    if (!parsed) return fail(ErrorKind::invalid_input, "not a URL ({})", parsed.error().message());
    const auto scheme = parsed->scheme();
    if ((scheme != "http" && scheme != "https") || parsed->host().empty())
        return fail(ErrorKind::invalid_input, "a URL starts with http:// or https:// and a host");
    std::string origin = std::string(scheme.data(), scheme.size()) + "://";
    const auto host_and_port = parsed->encoded_host_and_port();
    return origin.append(host_and_port.data(), host_and_port.size());
}

bool is_loopback_url(std::string_view url) {
    const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
    if (!parsed) return false;
    const auto host = parsed->host();
    if (host == "localhost") return true;
    if (parsed->host_type() == boost::urls::host_type::ipv4)
        return parsed->host_ipv4_address().is_loopback();
    return parsed->host_type() == boost::urls::host_type::ipv6 &&
           parsed->host_ipv6_address().is_loopback();
}

}  // namespace assay::net
