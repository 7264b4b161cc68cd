#include "core/error.hpp"

#include "core/assert.hpp"

namespace assay {

std::string_view to_string(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid_input:
            return "invalid_input";
        case ErrorKind::not_found:
            return "not_found";
        case ErrorKind::denied:
            return "denied";
        case ErrorKind::rate_limited:
            return "rate_limited";
        case ErrorKind::unavailable:
            return "unavailable";
        case ErrorKind::timed_out:
            return "timed_out";
        case ErrorKind::cancelled:
            return "cancelled";
        case ErrorKind::exhausted:
            return "exhausted";
        case ErrorKind::corrupt:
            return "corrupt";
        case ErrorKind::internal:
            return "internal";
    }
    ASSAY_ASSERT(false, "an ErrorKind outside its enumerators");
}

Error Error::in(std::string_view where) && {
    message.insert(0, fmt::format("{}: ", where));
    return std::move(*this);
}

}  // namespace assay
