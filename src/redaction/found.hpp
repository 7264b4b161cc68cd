#pragma once
// For tests: what is found in a text, as text.

#include "redaction/redactor.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace assay::redaction {

/// The spans of one kind, found with every kind switched on.
inline std::vector<std::string> found_of(Kind kind, std::string_view text) {
    static const Redactor redactor =
        Redactor::make(
            {.kinds =
                 {Kind::email, Kind::phone, Kind::card, Kind::iban, Kind::ssn, Kind::ip, Kind::url},
             .names = {}})
            .value();
    std::vector<std::string> found;
    for (const Span& span : redactor.find(text))
        if (span.kind == kind)
            found.emplace_back(text.substr(span.begin_byte, span.end_byte - span.begin_byte));
    return found;
}

}  // namespace assay::redaction
