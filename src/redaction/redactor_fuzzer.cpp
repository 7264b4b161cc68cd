// Whatever is redacted comes back byte for byte, also through JSON, and the spans are in order.

#include "redaction/redactor.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

void expect(bool holds) {
    if (!holds) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace assay;
    using namespace assay::redaction;
    static const Redactor redactor =
        Redactor::make(
            {.kinds =
                 {Kind::email, Kind::phone, Kind::card, Kind::iban, Kind::ssn, Kind::ip, Kind::url},
             .names = {"Ann", "Jean-Luc Renard", "Jürgen Groß", "李雷"}})
            .value();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::size_t end = 0;
    for (const Span& span : redactor.find(text)) {
        expect(span.begin_byte >= end && span.end_byte > span.begin_byte);
        end = span.end_byte;
    }
    expect(end <= text.size());

    Redactions memory;
    const std::string first = redactor.redact(text.substr(0, size / 2), memory);
    const std::string whole = redactor.redact(text, memory);
    expect(restore(first, memory) == text.substr(0, size / 2));
    expect(restore(whole, memory) == text);
    const auto stored = parse_json(to_json_text(memory.to_json()));
    expect(stored.has_value());
    const auto read = Redactions::from_json(*stored);
    expect(read.has_value() && *read == memory);
    expect(restore(whole, *read) == text);
    return 0;
}
