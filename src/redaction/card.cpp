// Payment card numbers: 12 to 19 digits with a prefix and length that some scheme gives out (12
// only where Maestro does) and the check digit of ISO/IEC 7812 (Luhn). The digits stand together or
// in groups that are parted by single spaces, or by single hyphens, throughout.

#include "redaction/scan.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace assay::redaction {
namespace {

constexpr std::size_t digits_min = 12;
constexpr std::size_t digits_max = 19;
constexpr std::size_t groups_max = 6;
constexpr std::size_t cue_bytes = 40;

/// Numbers whose first four digits lie in [first, last] have one of these lengths.
struct Issuer {
    unsigned first;
    unsigned last;
    std::size_t length_min;
    std::size_t length_max;
};
constexpr std::array<Issuer, 29> issuers = {{
    {604, 604, 12, 19},                                                // Maestro
    {1800, 1800, 15, 15}, {2131, 2131, 15, 15}, {3500, 3599, 16, 19},  // JCB
    {2200, 2204, 16, 19},                                              // Mir
    {2221, 2720, 16, 16}, {5100, 5599, 16, 16},                        // Mastercard
    {3000, 3059, 14, 19}, {3095, 3095, 14, 19}, {3600, 3699, 14, 19},  // Diners Club
    {3800, 3999, 14, 19},                                              //
    {3400, 3499, 15, 15}, {3700, 3799, 15, 15},                        // American Express
    {4000, 4999, 13, 13}, {4000, 4999, 16, 16}, {4000, 4999, 19, 19},  // Visa
    {5018, 5018, 12, 19}, {5020, 5020, 12, 19}, {5038, 5038, 12, 19},  // Maestro
    {5600, 5899, 12, 19}, {6304, 6304, 12, 19}, {6390, 6390, 12, 19},  //
    {6700, 6799, 12, 19},                                              //
    {5019, 5019, 16, 16},                                              // Dankort
    {6011, 6011, 16, 19}, {6440, 6599, 16, 19},                        // Discover
    {6200, 6299, 16, 19}, {8100, 8199, 16, 19},                        // UnionPay
    {6000, 6099, 16, 16},                                              // RuPay
}};

struct Digits {
    std::array<std::uint8_t, digits_max> values{};
    std::size_t count = 0;
};

bool is_issued(const Digits& digits) {
    unsigned prefix = 0;
    for (std::size_t i = 0; i < 4; ++i) prefix = prefix * 10 + digits.values[i];
    return std::ranges::any_of(issuers, [&](const Issuer& issuer) {
        return prefix >= issuer.first && prefix <= issuer.last &&
               digits.count >= issuer.length_min && digits.count <= issuer.length_max;
    });
}

bool passes_luhn(const Digits& digits) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < digits.count; ++i) {
        unsigned value = digits.values[digits.count - 1 - i];
        if (i % 2 == 1) value *= 2;
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

/// Not within a word or a decimal number.
bool starts_clean(std::string_view text, std::size_t begin) {
    if (is_word_before(text, begin)) return false;
    if (begin < 2 || !is_digit(text[begin - 2])) return true;
    return text[begin - 1] != '.' && text[begin - 1] != ',';
}
bool ends_clean(std::string_view text, std::size_t end) {
    if (is_word_at(text, end)) return false;
    return end >= text.size() || text[end] != '.' || !is_digit_at(text, end + 1);
}

bool is_announced(std::string_view text, std::size_t begin) {
    return holds_word_start(text,
                            begin - std::min(begin, cue_bytes),
                            begin,
                            {"card", "credit", "debit", "maestro", "cc "});
}

/// How many groups from `first` on make a number: the most that do; 0 for none.
std::size_t card_groups(std::string_view text,
                        const std::vector<DigitGroup>& groups,
                        std::size_t first) {
    Digits digits;
    Separator separator = Separator::none;
    std::size_t found = 0;
    for (std::size_t i = first; i < groups.size() && i - first < groups_max; ++i) {
        if (i > first) {
            const Separator gap = separator_between(text, groups[i - 1], groups[i]);
            if (gap != Separator::space && gap != Separator::dash) break;
            if (i > first + 1 && gap != separator) break;
            if (groups[i - 1].size() < 3 || groups[i - 1].size() > 7) break;
            separator = gap;
        }
        if (digits.count + groups[i].size() > digits_max) break;
        for (std::size_t at = groups[i].begin; at < groups[i].end; ++at)
            digits.values[digits.count++] = static_cast<std::uint8_t>(text[at] - '0');
        if (digits.count < digits_min || !ends_clean(text, groups[i].end)) continue;
        if (!is_issued(digits) || !passes_luhn(digits)) continue;
        if (digits.count > digits_min || is_announced(text, groups[first].begin))
            found = i - first + 1;
    }
    return found;
}

}  // namespace

std::vector<Span> find_cards(std::string_view text, const std::vector<DigitGroup>& groups) {
    std::vector<Span> spans;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups[i].size() < 3 || !starts_clean(text, groups[i].begin)) continue;
        const std::size_t count = card_groups(text, groups, i);
        if (count == 0) continue;
        spans.push_back({Kind::card, groups[i].begin, groups[i + count - 1].end});
        i += count - 1;
    }
    return spans;
}

}  // namespace assay::redaction
