// IP addresses. IPv4: four numbers up to 255 without leading zeros, not a part of a longer row of
// numbers and not announced as a version or a section. IPv6: the forms of RFC 4291 2.2, of which
// the shortened ones must look like addresses, as `a::b` is a name in some programming languages
// and `1::2` a slice in others. Ports, prefix lengths and zones stay in the text.

#include "redaction/scan.hpp"

#include <algorithm>
#include <optional>

namespace assay::redaction {
namespace {

constexpr std::size_t cue_bytes = 12;
constexpr std::size_t group_count = 8;

bool is_octet(std::string_view text, const DigitGroup& group) {
    const std::size_t size = group.size();
    if (size > 3 || (size > 1 && text[group.begin] == '0')) return false;
    return size < 3 || text.substr(group.begin, 3) <= "255";
}

bool is_dotted(std::string_view text, const DigitGroup& a, const DigitGroup& b) {
    return a.end + 1 == b.begin && text[a.end] == '.';
}

bool is_version(std::string_view text, std::size_t begin) {
    return holds_word_start(text,
                            begin - std::min(begin, cue_bytes),
                            begin,
                            {"version", "ver.", "v.", "release", "section", "chapter", "clause"});
}

bool is_hex(char byte) {
    return is_digit(byte) || (lower_byte(byte) >= 'a' && lower_byte(byte) <= 'f');
}

/// Where the IPv4 address at `begin` ends, if there is one.
std::optional<std::size_t> dotted_end(std::string_view text, std::size_t begin) {
    std::size_t index = begin;
    for (int i = 0; i < 4; ++i) {
        if (i > 0 && (index >= text.size() || text[index++] != '.')) return std::nullopt;
        DigitGroup group{index, index};
        while (is_digit_at(text, group.end) && group.size() < 4) ++group.end;
        if (group.size() == 0 || !is_octet(text, group)) return std::nullopt;
        index = group.end;
    }
    return index;
}

struct Groups {
    std::size_t count = 0;       ///< an embedded IPv4 address counts twice
    std::size_t digits_max = 0;  ///< of one group
    bool is_shortened = false;
    bool is_embedding = false;  ///< an IPv4 address
};

bool is_address(const Groups& groups, std::string_view written) {
    if (!groups.is_shortened) return groups.count == group_count;
    if (groups.count >= group_count) return false;
    if (groups.is_embedding || groups.digits_max >= 3 || groups.count >= 4) return true;
    return written == "::1";
}

/// Where the IPv6 address at `begin` ends, if there is one.
std::optional<std::size_t> ipv6_end(std::string_view text, std::size_t begin) {
    Groups groups;
    std::size_t index = begin;
    while (groups.count < group_count) {
        if (text.substr(index).starts_with("::")) {
            if (groups.is_shortened) return std::nullopt;
            groups.is_shortened = true;
            index += 2;
        } else if (groups.count > 0) {
            if (index + 1 >= text.size() || text[index] != ':' || !is_hex(text[index + 1])) break;
            ++index;
        }
        if (const auto end = dotted_end(text, index); end && groups.count <= group_count - 2) {
            groups.count += 2;
            groups.is_embedding = true;
            index = *end;
            break;
        }
        std::size_t end = index;
        while (end < text.size() && is_hex(text[end]) && end - index < 5) ++end;
        if (end == index) break;
        if (end - index > 4) return std::nullopt;
        ++groups.count;
        groups.digits_max = std::max(groups.digits_max, end - index);
        index = end;
    }
    if (text.substr(index).starts_with("::")) return std::nullopt;
    if (is_word_at(text, index)) return std::nullopt;
    if (index + 1 < text.size() && text[index] == ':' && is_hex(text[index + 1]))
        return std::nullopt;
    const std::string_view written = text.substr(begin, index - begin);
    return is_address(groups, written) ? std::optional(index) : std::nullopt;
}

/// Where an address could begin whose first colon is at `colon`.
std::optional<std::size_t> ipv6_begin(std::string_view text, std::size_t colon) {
    std::size_t begin = colon;
    while (begin > 0 && is_hex(text[begin - 1]) && colon - begin < 5) --begin;
    if (colon - begin > 4 || is_word_before(text, begin)) return std::nullopt;
    if (begin > 0 && (text[begin - 1] == ':' || text[begin - 1] == '_')) return std::nullopt;
    if (begin == colon && !text.substr(colon).starts_with("::")) return std::nullopt;
    return begin;
}

}  // namespace

std::vector<Span> find_ipv6(std::string_view text) {
    std::vector<Span> spans;
    for (std::size_t colon = text.find(':'); colon != std::string_view::npos;
         colon = text.find(':', colon + 1)) {
        const auto begin = ipv6_begin(text, colon);
        if (!begin || (!spans.empty() && *begin < spans.back().end_byte)) continue;
        const auto end = ipv6_end(text, *begin);
        if (!end) continue;
        spans.push_back({Kind::ip, *begin, *end});
        colon = *end - 1;
    }
    return spans;
}

std::vector<Span> find_ipv4(std::string_view text, const std::vector<DigitGroup>& groups) {
    std::vector<Span> spans;
    for (std::size_t i = 0; i < groups.size();) {
        std::size_t count = 1;
        while (i + count < groups.size() &&
               is_dotted(text, groups[i + count - 1], groups[i + count]))
            ++count;
        const std::size_t begin = groups[i].begin;
        const std::size_t end = groups[i + count - 1].end;
        bool is_found = count == 4 && !is_word_before(text, begin) && !is_word_at(text, end) &&
                        (begin == 0 || text[begin - 1] != '.') && !is_version(text, begin);
        for (std::size_t k = i; is_found && k < i + count; ++k)
            is_found = is_octet(text, groups[k]);
        if (is_found) spans.push_back({Kind::ip, begin, end});
        i += count;
    }
    return spans;
}

}  // namespace assay::redaction
