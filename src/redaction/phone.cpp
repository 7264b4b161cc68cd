// Telephone numbers. A number is a row of groups of digits parted by spaces, hyphens, dots or
// slashes, with `+`, `00` or a bracketed area code in front and perhaps an extension behind. No
// form of it is certain, so that there are two kinds of shapes:
//
//   strong   found anywhere: +46 (0)8 928 571 38, (08) 8747 6301, 001-518-640-0854, 0490 75 40 81,
//            541-714-1388, 5417141388
//   weak     found beside a word such as `call`, `phone`, `fax`, as they are also how people write
//            amounts, ranges and codes: 467 3395, 374 780 163, 71-33-52-22
//
// Dates, decimal numbers, years and book numbers have neither.

#include "redaction/phone_shape.hpp"

#include <algorithm>
#include <optional>

namespace assay::redaction {
namespace {

constexpr std::size_t cue_before_bytes = 40;
constexpr std::size_t cue_after_bytes = 12;
constexpr std::size_t extension_digits_max = 6;

bool holds_around(std::string_view text,
                  std::size_t begin,
                  std::size_t end,
                  std::initializer_list<std::string_view> words) {
    const std::size_t from = begin - std::min(begin, cue_before_bytes);
    const std::size_t to = end + std::min(text.size() - end, cue_after_bytes);
    return holds_word_start(text, from, begin, words) || holds_word_start(text, end, to, words);
}

/// By words that mean telephones and nothing else.
bool is_named_phone(std::string_view text, std::size_t begin, std::size_t end) {
    return holds_around(text,
                        begin,
                        end,
                        {"phone",
                         "teleph",
                         "telef",
                         "tel.",
                         "tel:",
                         "tel ",
                         "t\xC3\xA9l",
                         "fax",
                         "mobil",
                         "cell",
                         "call",
                         "dial",
                         "voicemail",
                         "whatsapp",
                         "sms",
                         "hotline",
                         "anruf"});
}

/// By those, or by words that often stand beside telephone numbers.
bool is_announced(std::string_view text, std::size_t begin, std::size_t end) {
    return is_named_phone(text, begin, end) || holds_around(text,
                                                            begin,
                                                            end,
                                                            {"message",
                                                             "answering",
                                                             "desk",
                                                             "office",
                                                             "handy",
                                                             "reach",
                                                             "contact",
                                                             "portable",
                                                             "smartphone",
                                                             "ring me",
                                                             "my number"});
}

bool is_book_number(std::string_view text, std::size_t begin) {
    return holds_word_start(text,
                            begin - std::min(begin, std::size_t{16}),
                            begin,
                            {"isbn", "issn", "doi", "pmid", "arxiv"});
}

char before_spaces(std::string_view text, std::size_t index) {
    while (index > 0 && text[index - 1] == ' ') --index;
    return index > 0 ? text[index - 1] : '\n';
}
char after_spaces(std::string_view text, std::size_t index) {
    const std::size_t found = text.find_first_not_of(' ', index);
    return found == std::string_view::npos ? '\n' : text[found];
}

/// Digits that might be a number may be an amount, a result, or a part of an address or of a key.
bool is_calculated(std::string_view text, std::size_t begin, std::size_t end) {
    constexpr std::string_view left = "=*^/%$<>_";
    constexpr std::string_view right = "=*^/%$<>_+";
    if (left.find(before_spaces(text, begin)) != std::string_view::npos) return true;
    if (right.find(after_spaces(text, end)) != std::string_view::npos) return true;
    const std::string_view before = text.substr(0, begin);
    const std::string_view after = text.substr(end);
    for (const std::string_view currency : {"\u20AC", "\u00A3", "\u00A5"})
        if (before.ends_with(currency) || after.starts_with(currency)) return true;
    return false;
}

/// Digits that stand together in quotation marks, or behind a word about identifiers, are as likely
/// to name a thing as to be a number to call.
bool is_identifier(std::string_view text, std::size_t begin) {
    constexpr std::string_view quotes = "\"'`#";
    if (begin > 0 && quotes.find(text[begin - 1]) != std::string_view::npos) return true;
    return holds_word_start(text,
                            begin - std::min(begin, std::size_t{24}),
                            begin,
                            {"id:",
                             "id ",
                             "id\"",
                             "id=",
                             "ids",
                             "item",
                             "order",
                             "product",
                             "sku",
                             "ticket",
                             "tracking",
                             "invoice",
                             "account",
                             "serial",
                             "ref"});
}

/// True if the bytes around belong to a longer row: 1,234,567 or 12:30:45 or key-123.
bool is_part(std::string_view text, std::size_t begin, std::size_t end) {
    constexpr std::string_view of_numbers = ".,:";
    constexpr std::string_view of_words = "-_/=";
    if (begin >= 2) {
        const char mark = text[begin - 1];
        if (of_numbers.find(mark) != std::string_view::npos && is_digit(text[begin - 2]))
            return true;
        if (of_words.find(mark) != std::string_view::npos && is_word_byte(text[begin - 2]))
            return true;
    }
    if (end >= text.size()) return false;
    const bool joins = of_numbers.find(text[end]) != std::string_view::npos ||
                       of_words.find(text[end]) != std::string_view::npos;
    return joins && is_digit_at(text, end + 1);
}

/// The end of the extension behind a number, such as `x4587` or ` ext. 12`; else `end`.
std::size_t extension_end(std::string_view text, std::size_t end) {
    std::size_t index = end;
    if (index < text.size() && text[index] == ' ') ++index;
    std::size_t mark_bytes = 0;
    for (const std::string_view mark : {"extension", "ext.", "ext", "x"}) {
        if (text.size() - index < mark.size()) continue;
        if (!std::ranges::equal(text.substr(index, mark.size()), mark, {}, lower_byte)) continue;
        mark_bytes = mark.size();
        break;
    }
    if (mark_bytes == 0) return end;
    index += mark_bytes;
    if (index < text.size() && text[index] == ' ') ++index;
    const std::size_t begin = index;
    while (is_digit_at(text, index) && index - begin <= extension_digits_max) ++index;
    const bool is_extension =
        index > begin && index - begin <= extension_digits_max && !is_word_at(text, index);
    return is_extension ? index : end;
}

struct Candidate {
    std::size_t group_count;
    Span span;
};

/// The longest number whose first group is `first`.
std::optional<Candidate> phone_at(std::string_view text,
                                  const std::vector<DigitGroup>& groups,
                                  std::size_t first,
                                  const FoundSpans& taken) {
    const PhoneRow row = read_phone_row(text, groups, first);
    if (is_word_before(text, row.begin) || is_book_number(text, row.begin)) return std::nullopt;
    for (std::size_t count = row.groups.size(); count > 0; --count) {
        const std::size_t end = row.groups[count - 1].end;
        const std::size_t full_end = extension_end(text, end);
        if (full_end == end && is_word_at(text, end)) continue;
        if (taken.overlaps(row.begin, full_end)) continue;
        const PhoneShape shape = phone_shape(text, row, count);
        if (shape == PhoneShape::none) continue;
        if (count == 1 && !row.is_international && is_identifier(text, row.begin) &&
            !is_named_phone(text, row.begin, full_end))
            continue;
        const bool is_cut = count < row.groups.size() || row.follows_group;
        if (shape == PhoneShape::weak) {
            if (is_cut || is_part(text, row.begin, full_end)) continue;
            if (is_calculated(text, row.begin, full_end)) continue;
            if (text.substr(row.begin, end - row.begin).find(" - ") != std::string_view::npos)
                continue;
            if (!is_announced(text, row.begin, full_end)) continue;
        } else if (count == 1 && !row.is_international) {
            if (is_part(text, row.begin, full_end) || is_calculated(text, row.begin, full_end))
                continue;
        } else if (is_cut && !row.may_be_cut(count)) {
            continue;
        }
        return Candidate{count, {Kind::phone, row.begin, full_end}};
    }
    return std::nullopt;
}

}  // namespace

std::vector<Span> find_phones(std::string_view text,
                              const std::vector<DigitGroup>& groups,
                              const FoundSpans& taken) {
    std::vector<Span> spans;
    for (std::size_t i = 0; i < groups.size();) {
        const auto found = phone_at(text, groups, i, taken);
        if (found && (spans.empty() || spans.back().end_byte <= found->span.begin_byte)) {
            spans.push_back(found->span);
            i += found->group_count;
            // The extension is a group too.
            while (i < groups.size() && groups[i].begin < found->span.end_byte) ++i;
        } else {
            ++i;
        }
    }
    return spans;
}

}  // namespace assay::redaction
