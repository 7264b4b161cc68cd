#pragma once
// What the scanners share: classes of bytes, spans found so far, and the groups of digits of a
// text. Pure functions. Each scanner looks at a bounded number of bytes around a place that a fast
// search found, so that the whole is linear.

#include "redaction/redactor.hpp"

#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace assay::redaction {

inline bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
inline bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}
/// Of ASCII only: in scripts without spaces a number may touch the letters around it.
inline bool is_word_byte(char byte) { return is_digit(byte) || is_letter(byte); }
inline char lower_byte(char byte) {
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + ('a' - 'A')) : byte;
}
inline bool is_digit_at(std::string_view text, std::size_t index) {
    return index < text.size() && is_digit(text[index]);
}
inline bool is_word_at(std::string_view text, std::size_t index) {
    return index < text.size() && is_word_byte(text[index]);
}
/// True if the byte before `index` is an ASCII letter or digit.
inline bool is_word_before(std::string_view text, std::size_t index) {
    return index > 0 && is_word_byte(text[index - 1]);
}

/// Spans in order, not overlapping.
class FoundSpans {
  public:
    [[nodiscard]] bool overlaps(std::size_t begin_byte, std::size_t end_byte) const;
    /// Takes those of `spans` (in order, not overlapping) that overlap nothing found before.
    void add(const std::vector<Span>& spans);
    [[nodiscard]] const std::vector<Span>& all() const { return spans_; }

  private:
    std::vector<Span> spans_;
};

/// A run of ASCII digits, as long as it gets.
struct DigitGroup {
    std::size_t begin;
    std::size_t end;
    [[nodiscard]] std::size_t size() const { return end - begin; }
};
std::vector<DigitGroup> find_digit_groups(std::string_view text);

enum class Separator { none, space, dash, dot, slash };

/// Bytes of the separator at `index`, and which it is: the ASCII ones, no-break spaces, and the
/// hyphens and dashes U+2010 to U+2014. 0 and `none` for anything else.
struct SeparatorAt {
    Separator separator;
    std::size_t size_bytes;
};
SeparatorAt separator_at(std::string_view text, std::size_t index);
/// The one separator that fills the bytes between two groups, or `none`.
Separator separator_between(std::string_view text, const DigitGroup& a, const DigitGroup& b);

/// Whether one of the lower-case ASCII `words` starts a word in [begin, end) of the text.
bool holds_word_start(std::string_view text,
                      std::size_t begin,
                      std::size_t end,
                      std::initializer_list<std::string_view> words);

std::vector<Span> find_urls(std::string_view text);
std::vector<Span> find_emails(std::string_view text);
std::vector<Span> find_ibans(std::string_view text, const std::vector<DigitGroup>& groups);
std::vector<Span> find_cards(std::string_view text, const std::vector<DigitGroup>& groups);
std::vector<Span> find_ipv6(std::string_view text);
std::vector<Span> find_ipv4(std::string_view text, const std::vector<DigitGroup>& groups);
std::vector<Span> find_ssns(std::string_view text, const std::vector<DigitGroup>& groups);
/// Outside `taken` only.
std::vector<Span> find_phones(std::string_view text,
                              const std::vector<DigitGroup>& groups,
                              const FoundSpans& taken);

}  // namespace assay::redaction
