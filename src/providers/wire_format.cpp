#include "providers/wire_format.hpp"

#include "net/retry.hpp"

#include <algorithm>

namespace assay::providers {

ErrorKind kind_of_status(int status) {
    if (status == 401 || status == 403) return ErrorKind::denied;
    if (status == 404) return ErrorKind::not_found;
    if (status == 429) return ErrorKind::rate_limited;
    if (net::is_retryable_status(status)) return ErrorKind::unavailable;
    return ErrorKind::invalid_input;
}

std::string excerpt(std::string_view body) {
    constexpr std::size_t excerpt_bytes = 200;
    std::size_t length = std::min(body.size(), excerpt_bytes);
    // Do not cut a UTF-8 character in two.
    while (length > 0 && length < body.size() &&
           (static_cast<unsigned char>(body[length]) & 0xC0U) == 0x80U)
        --length;
    std::string start(body.substr(0, length));
    for (char& letter : start)
        if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) letter = ' ';
    if (length < body.size()) start += "…";
    return start;
}

Error corrupt_answer(std::string_view reason, std::string_view body) {
    if (body.empty()) return make_error(ErrorKind::corrupt, "the answer is empty");
    return make_error(ErrorKind::corrupt, "{}; the answer starts with: {}", reason, excerpt(body));
}

}  // namespace assay::providers
