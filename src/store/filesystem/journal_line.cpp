#include "store/filesystem/journal_line.hpp"

#include "core/hash.hpp"
#include "core/json.hpp"

namespace assay::store {
namespace {

constexpr std::string_view checksum_key = R"(,"xxh3":")";
constexpr std::size_t checksum_digits = 16;
constexpr std::size_t seal_bytes = checksum_key.size() + checksum_digits + 2;

constexpr std::string_view format_name = "assay-journal";
constexpr std::int64_t format_version = 1;

void append_seal(std::string& out, std::uint64_t hash) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += checksum_key;
    for (int shift = 60; shift >= 0; shift -= 4) out += hex[(hash >> shift) & 15U];
    out += "\"}";
}

}  // namespace

void seal_line(std::string& out, std::size_t from) {
    ASSAY_ASSERT(out.size() >= from + 2 && out.back() == '}',
                 "a JSON object with a member ends here");
    out.pop_back();
    append_seal(out, hash64(std::string_view(out).substr(from)));
    out += '\n';
}

bool is_sealed(std::string_view line) {
    if (line.size() <= seal_bytes) return false;
    const std::string_view body = line.substr(0, line.size() - seal_bytes);
    std::string seal;
    append_seal(seal, hash64(body));
    return line.substr(body.size()) == seal;
}

std::string header_line(const RunId& run) {
    std::string line =
        fmt::format(R"({{"format":"{}","version":{},"run":)", format_name, format_version);
    append_json_string(line, run.view());
    line += '}';
    seal_line(line, 0);
    return line;
}

Result<void> check_header(std::string_view line, const RunId& run) {
    const auto value = parse_json(line);
    if (!is_sealed(line) || !value || !value->is_object())
        return fail(ErrorKind::corrupt, "the first line is no journal header");
    const JsonFields fields(value->get_object(), "header");
    const auto format = fields.string("format");
    const auto version = fields.integer("version");
    const auto owner = fields.string("run");
    if (!format || *format != format_name || !version || !owner)
        return fail(ErrorKind::corrupt, "the first line is no journal header");
    if (*version > format_version) {
        return fail(ErrorKind::invalid_input,
                    "the journal has format version {}, this program reads up to {}; upgrade it",
                    *version,
                    format_version);
    }
    if (*owner != run.view())
        return fail(ErrorKind::corrupt, "the journal belongs to run '{}', not '{}'", *owner, run);
    return {};
}

}  // namespace assay::store
