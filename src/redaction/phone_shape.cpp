#include "redaction/phone_shape.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <string>

namespace assay::redaction {
namespace {

constexpr std::size_t digits_min = 7;
constexpr std::size_t digits_max = 15;  // E.164
constexpr std::size_t country_digits_max = 3;

struct Gap {
    Separator separator = Separator::none;
    bool opens = false;
    bool closes = false;
};

/// What stands between two groups of a number: a closing bracket, a separator (a hyphen or slash
/// may have spaces around it), an opening bracket, each at most once.
std::optional<Gap> gap_between(std::string_view text, const DigitGroup& a, const DigitGroup& b) {
    constexpr std::size_t gap_bytes_max = 7;
    if (b.begin - a.end > gap_bytes_max) return std::nullopt;
    Gap gap;
    std::size_t index = a.end;
    const auto skip = [&](Separator wanted) {
        const SeparatorAt found = separator_at(text, index);
        if (found.separator != wanted) return false;
        index += found.size_bytes;
        return true;
    };
    if (text[index] == ')') {
        gap.closes = true;
        ++index;
    }
    if (skip(Separator::space)) gap.separator = Separator::space;
    if (skip(Separator::dash)) {
        gap.separator = Separator::dash;
    } else if (skip(Separator::slash)) {
        gap.separator = Separator::slash;
    } else if (gap.separator == Separator::none && skip(Separator::dot)) {
        gap.separator = Separator::dot;
    }
    if (gap.separator == Separator::dash || gap.separator == Separator::slash)
        skip(Separator::space);
    if (text[index] == '(') {
        gap.opens = true;
        ++index;
    }
    return index == b.begin ? std::optional(gap) : std::nullopt;
}

std::string_view group_text(std::string_view text, const DigitGroup& group) {
    return text.substr(group.begin, group.size());
}

int number_of(std::string_view digits) {
    return std::accumulate(digits.begin(), digits.end(), 0, [](int value, char digit) {
        return value * 10 + (digit - '0');
    });
}

bool is_year(std::string_view digits) {
    return digits.size() == 4 && digits >= "1900" && digits <= "2099";
}

/// Year, month and day, or the other way round, with one or two digits for day and month.
bool is_date(std::string_view a, std::string_view b, std::string_view c) {
    if (is_year(c)) std::swap(a, c);
    if (!is_year(a) || b.size() > 2 || c.size() > 2) return false;
    const int first = number_of(b);
    const int second = number_of(c);
    return std::min(first, second) >= 1 && std::min(first, second) <= 12 &&
           std::max(first, second) <= 31;
}

bool holds_date(std::string_view text, const PhoneRow& row, std::size_t count) {
    for (std::size_t i = 0; i + 2 < count; ++i)
        if (is_date(group_text(text, row.groups[i]),
                    group_text(text, row.groups[i + 1]),
                    group_text(text, row.groups[i + 2])))
            return true;
    return false;
}

bool has_sizes(const PhoneRow& row,
               std::size_t first,
               std::size_t count,
               std::initializer_list<std::size_t> sizes) {
    if (first + sizes.size() != count) return false;
    return std::ranges::equal(
        sizes, std::span(row.groups).subspan(first, sizes.size()), {}, {}, &DigitGroup::size);
}

/// An area and an exchange code of North America start with 2 to 9.
bool is_american(std::string_view digits) {
    return digits.size() == 10 && digits[0] >= '2' && digits[3] >= '2';
}

/// 0123456789 and 5555555555 are made up.
bool is_counted(std::string_view digits) {
    const auto steps_by = [&](int step) {
        for (std::size_t i = 1; i < digits.size(); ++i)
            if ((digits[i] - digits[i - 1] + 10) % 10 != step) return false;
        return true;
    };
    return steps_by(0) || steps_by(1) || steps_by(9);
}

PhoneShape bare_shape(std::string_view digits) {
    if (digits.size() < 10 || is_counted(digits)) return PhoneShape::none;
    if (is_american(digits)) return PhoneShape::strong;
    if (digits.starts_with("00"))
        return digits.size() >= 11 && digits[2] != '0' ? PhoneShape::strong : PhoneShape::none;
    if (digits[0] == '0') return digits.size() <= 11 ? PhoneShape::strong : PhoneShape::weak;
    if (digits.size() == 11 && digits[0] == '1') {
        const bool is_chinese_mobile = digits[1] >= '3';
        return is_chinese_mobile || is_american(digits.substr(1)) ? PhoneShape::strong
                                                                  : PhoneShape::weak;
    }
    return PhoneShape::weak;
}

/// Numbers in North American groups: 3-3-4, perhaps with a 1 in front.
PhoneShape american_shape(std::string_view text, const PhoneRow& row, std::size_t count) {
    const bool has_country = row.groups.front().size() == 1 && text[row.groups[0].begin] == '1';
    const std::size_t first = has_country ? 1 : 0;
    if (!has_sizes(row, first, count, {3, 3, 4})) return PhoneShape::none;
    const bool is_spaced = std::ranges::find(row.gaps, Separator::space) != row.gaps.end();
    return text[row.groups[first].begin] >= '2' || !is_spaced ? PhoneShape::strong
                                                              : PhoneShape::weak;
}

/// An area code in brackets.
PhoneShape bracketed_shape(std::string_view text, const PhoneRow& row, std::size_t count) {
    const std::size_t area_size = row.groups[0].size();
    if (count < 2 || area_size > 5) return PhoneShape::none;
    for (std::size_t i = 1; i < count; ++i)
        if (row.groups[i].size() < 2 || row.groups[i].size() > 8) return PhoneShape::none;
    // (2019) may be a year and (1) a number in a list.
    const bool is_ambiguous = area_size == 1 || is_year(group_text(text, row.groups[0]));
    return is_ambiguous ? PhoneShape::weak : PhoneShape::strong;
}

/// True if every group has a size that people write, and the row is no decimal number and no span
/// of years.
bool is_plausible(std::string_view text, const PhoneRow& row, std::size_t count) {
    if (count < 2 || count > 6) return false;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t size = row.groups[i].size();
        if (size > 8 || (size == 1 && (i > 0 || text[row.groups[0].begin] != '1'))) return false;
    }
    if (count == 2 && row.gaps[0] == Separator::dot) return false;
    return count != 2 || !is_year(group_text(text, row.groups[0])) ||
           !is_year(group_text(text, row.groups[1]));
}

}  // namespace

bool PhoneRow::may_be_cut(std::size_t count) const {
    const auto inner = std::span(gaps).first(count - 1);
    // A number ends where only a space follows, and none is within.
    if (std::ranges::find(inner, Separator::space) != inner.end()) return false;
    if (follows_group && gap_before != Separator::space) return false;
    return count == groups.size() || gaps[count - 1] == Separator::space;
}

PhoneRow read_phone_row(std::string_view text,
                        const std::vector<DigitGroup>& groups,
                        std::size_t first) {
    PhoneRow row{.begin = groups[first].begin, .groups = {groups[first]}, .gaps = {}};
    const auto steps_over = [&](char byte) {
        if (row.begin == 0 || text[row.begin - 1] != byte) return false;
        --row.begin;
        return true;
    };
    const auto next = first + 1 < groups.size()
                          ? gap_between(text, groups[first], groups[first + 1])
                          : std::nullopt;
    // A bracket that holds more than the first group belongs to the text around.
    const bool may_open = next && next->closes;
    row.is_international = steps_over('+');
    row.is_bracketed = may_open && steps_over('(');
    if (row.is_bracketed && !row.is_international && groups[first].size() <= country_digits_max)
        row.is_international = steps_over('+');
    if (first > 0) {
        const auto before = gap_between(text, groups[first - 1], groups[first]);
        row.follows_group = before && row.begin == groups[first].begin;
        if (before) row.gap_before = before->separator;
    }
    std::size_t digit_count = groups[first].size();
    bool is_open = row.is_bracketed;
    for (std::size_t i = first + 1; i < groups.size(); ++i) {
        const auto gap = gap_between(text, groups[i - 1], groups[i]);
        if (!gap || gap->closes != is_open || digit_count + groups[i].size() > digits_max) break;
        // A second bracket, or one within, follows a country code.
        if (gap->opens && !row.is_international && (i > first + 1 || row.is_bracketed)) break;
        is_open = gap->opens;
        digit_count += groups[i].size();
        row.groups.push_back(groups[i]);
        row.gaps.push_back(gap->separator);
    }
    return row;
}

PhoneShape phone_shape(std::string_view text, const PhoneRow& row, std::size_t count) {
    std::string digits;
    for (std::size_t i = 0; i < count; ++i) digits += group_text(text, row.groups[i]);
    if (digits.size() < digits_min || digits.size() > digits_max) return PhoneShape::none;
    if (row.is_international) {
        const bool is_long = count > 1 || digits.size() > digits_min;
        return is_long && digits[0] != '0' ? PhoneShape::strong : PhoneShape::none;
    }
    if (row.is_bracketed) return bracketed_shape(text, row, count);
    if (count == 1) return bare_shape(digits);
    if (holds_date(text, row, count)) return PhoneShape::none;
    if (digits.starts_with("00") && row.groups[0].size() > 1)
        return digits[2] != '0' && digits.size() >= 10 ? PhoneShape::strong : PhoneShape::none;
    if (american_shape(text, row, count) == PhoneShape::strong) return PhoneShape::strong;
    if (!is_plausible(text, row, count)) return PhoneShape::none;
    const bool has_trunk_prefix = digits[0] == '0' && digits.size() >= 9 && digits.size() <= 12;
    return has_trunk_prefix ? PhoneShape::strong : PhoneShape::weak;
}

}  // namespace assay::redaction
