// US social security numbers: area, group and serial number of 3, 2 and 4 digits in the ranges that
// the Social Security Administration gives out (area not 000, 666 or 900 and above; no part zero).
// With hyphens they need nothing else; with spaces, with dots or as nine digits they need a word
// about social security up to 40 bytes before.

#include "redaction/scan.hpp"

#include <algorithm>

namespace assay::redaction {
namespace {

constexpr std::size_t cue_bytes = 40;

bool is_given_out(std::string_view area, std::string_view group, std::string_view serial) {
    return area != "000" && area != "666" && area[0] != '9' && group != "00" && serial != "0000";
}

bool is_announced(std::string_view text, std::size_t begin) {
    return holds_word_start(text, begin - std::min(begin, cue_bytes), begin, {"ssn", "social sec"});
}

/// The number is not a part of a longer one.
bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
    if (is_word_before(text, begin) || is_word_at(text, end)) return false;
    const auto joins = [](char byte) { return byte == '-' || byte == '.' || byte == '/'; };
    if (begin >= 2 && joins(text[begin - 1]) && is_word_byte(text[begin - 2])) return false;
    return end >= text.size() || !joins(text[end]) || !is_word_at(text, end + 1);
}

bool is_bare_ssn(std::string_view text, const DigitGroup& group) {
    if (group.size() != 9 || !stands_alone(text, group.begin, group.end)) return false;
    const std::string_view digits = text.substr(group.begin, 9);
    return is_given_out(digits.substr(0, 3), digits.substr(3, 2), digits.substr(5)) &&
           is_announced(text, group.begin);
}

bool is_parted_ssn(std::string_view text,
                   const DigitGroup& area,
                   const DigitGroup& group,
                   const DigitGroup& serial) {
    if (area.size() != 3 || group.size() != 2 || serial.size() != 4) return false;
    const Separator gap = separator_between(text, area, group);
    if (gap == Separator::none || gap == Separator::slash) return false;
    if (separator_between(text, group, serial) != gap) return false;
    if (!stands_alone(text, area.begin, serial.end)) return false;
    return is_given_out(text.substr(area.begin, 3),
                        text.substr(group.begin, 2),
                        text.substr(serial.begin, 4)) &&
           (gap == Separator::dash || is_announced(text, area.begin));
}

}  // namespace

std::vector<Span> find_ssns(std::string_view text, const std::vector<DigitGroup>& groups) {
    std::vector<Span> spans;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (is_bare_ssn(text, groups[i])) {
            spans.push_back({Kind::ssn, groups[i].begin, groups[i].end});
        } else if (i + 2 < groups.size() &&
                   is_parted_ssn(text, groups[i], groups[i + 1], groups[i + 2])) {
            spans.push_back({Kind::ssn, groups[i].begin, groups[i + 2].end});
            i += 2;
        }
    }
    return spans;
}

}  // namespace assay::redaction
