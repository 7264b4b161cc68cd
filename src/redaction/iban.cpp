// Bank account numbers: a country of the SWIFT registry, the length it has there, and the check of
// ISO 13616 (modulo 97). Single spaces may stand anywhere within.

#include "redaction/scan.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace assay::redaction {
namespace {

struct Country {
    std::string_view code;
    std::size_t length;
};
/// Sorted by code. Source: SWIFT IBAN registry.
constexpr std::array<Country, 89> countries = {{
    {"ad", 24}, {"ae", 23}, {"al", 28}, {"at", 20}, {"az", 28}, {"ba", 20}, {"be", 16}, {"bg", 22},
    {"bh", 22}, {"bi", 27}, {"br", 29}, {"by", 28}, {"ch", 21}, {"cr", 22}, {"cy", 28}, {"cz", 24},
    {"de", 22}, {"dj", 27}, {"dk", 18}, {"do", 28}, {"ee", 20}, {"eg", 29}, {"es", 24}, {"fi", 18},
    {"fk", 18}, {"fo", 18}, {"fr", 27}, {"gb", 22}, {"ge", 22}, {"gi", 23}, {"gl", 18}, {"gr", 27},
    {"gt", 28}, {"hn", 28}, {"hr", 21}, {"hu", 28}, {"ie", 22}, {"il", 23}, {"iq", 23}, {"is", 26},
    {"it", 27}, {"jo", 30}, {"kw", 30}, {"kz", 20}, {"lb", 28}, {"lc", 32}, {"li", 21}, {"lt", 20},
    {"lu", 20}, {"lv", 21}, {"ly", 25}, {"mc", 27}, {"md", 24}, {"me", 22}, {"mk", 19}, {"mn", 20},
    {"mr", 27}, {"mt", 31}, {"mu", 30}, {"ni", 28}, {"nl", 18}, {"no", 15}, {"om", 23}, {"pk", 24},
    {"pl", 28}, {"ps", 29}, {"pt", 25}, {"qa", 29}, {"ro", 24}, {"rs", 22}, {"ru", 33}, {"sa", 24},
    {"sc", 31}, {"sd", 18}, {"se", 24}, {"si", 19}, {"sk", 24}, {"sm", 27}, {"so", 23}, {"st", 25},
    {"sv", 28}, {"tl", 23}, {"tn", 24}, {"tr", 26}, {"ua", 29}, {"va", 22}, {"vg", 24}, {"xk", 20},
    {"ye", 30},
}};
static_assert(std::ranges::is_sorted(countries, {}, &Country::code));
constexpr std::size_t length_max = 33;
static_assert(std::ranges::max(countries, {}, &Country::length).length == length_max);

std::size_t length_in(char first, char second) {
    const std::array<char, 2> code = {lower_byte(first), lower_byte(second)};
    const std::string_view wanted(code.data(), code.size());
    const auto* found = std::ranges::lower_bound(countries, wanted, {}, &Country::code);
    return found != countries.end() && found->code == wanted ? found->length : 0;
}

unsigned step(unsigned remainder, char byte) {
    if (is_digit(byte)) return (remainder * 10 + static_cast<unsigned>(byte - '0')) % 97;
    return (remainder * 100 + static_cast<unsigned>(lower_byte(byte) - 'a') + 10) % 97;
}

bool is_valid(std::string_view iban) {
    unsigned remainder = 0;
    for (const char byte : iban.substr(4)) remainder = step(remainder, byte);
    for (const char byte : iban.substr(0, 4)) remainder = step(remainder, byte);
    return remainder == 1;
}

std::optional<std::size_t> iban_end(std::string_view text, std::size_t begin, std::size_t length) {
    std::array<char, length_max> bytes{};
    std::size_t count = 0;
    std::size_t index = begin;
    while (count < length) {
        if (is_word_at(text, index)) {
            bytes[count++] = text[index++];
            continue;
        }
        const SeparatorAt gap = separator_at(text, index);
        if (gap.separator != Separator::space || !is_word_at(text, index + gap.size_bytes))
            return std::nullopt;
        index += gap.size_bytes;
    }
    if (is_word_at(text, index) || !is_valid({bytes.data(), length})) return std::nullopt;
    return index;
}

}  // namespace

std::vector<Span> find_ibans(std::string_view text, const std::vector<DigitGroup>& groups) {
    std::vector<Span> spans;
    std::size_t taken_end = 0;
    for (const DigitGroup& group : groups) {
        if (group.size() < 2 || group.begin < taken_end + 2) continue;
        const std::size_t begin = group.begin - 2;
        if (!is_letter(text[begin]) || !is_letter(text[begin + 1])) continue;
        if (is_word_before(text, begin)) continue;
        const std::size_t length = length_in(text[begin], text[begin + 1]);
        if (length == 0) continue;
        const auto end = iban_end(text, begin, length);
        if (!end) continue;
        spans.push_back({Kind::iban, begin, *end});
        taken_end = *end;
    }
    return spans;
}

}  // namespace assay::redaction
