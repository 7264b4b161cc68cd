#include "redaction/scan.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace assay::redaction {

bool FoundSpans::overlaps(std::size_t begin_byte, std::size_t end_byte) const {
    const auto next = std::ranges::upper_bound(spans_, begin_byte, {}, &Span::end_byte);
    return next != spans_.end() && next->begin_byte < end_byte;
}

void FoundSpans::add(const std::vector<Span>& spans) {
    std::vector<Span> fresh;
    for (const Span& span : spans)
        if (!overlaps(span.begin_byte, span.end_byte)) fresh.push_back(span);
    if (fresh.empty()) return;
    std::vector<Span> merged;
    merged.reserve(spans_.size() + fresh.size());
    std::ranges::merge(
        spans_, fresh, std::back_inserter(merged), {}, &Span::begin_byte, &Span::begin_byte);
    spans_ = std::move(merged);
}

std::vector<DigitGroup> find_digit_groups(std::string_view text) {
    std::vector<DigitGroup> groups;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_digit(text[i])) continue;
        const std::size_t begin = i;
        while (is_digit_at(text, i)) ++i;
        groups.push_back({begin, i});
    }
    return groups;
}

SeparatorAt separator_at(std::string_view text, std::size_t index) {
    if (index >= text.size()) return {Separator::none, 0};
    switch (text[index]) {
        case ' ':
            return {Separator::space, 1};
        case '-':
            return {Separator::dash, 1};
        case '.':
            return {Separator::dot, 1};
        case '/':
            return {Separator::slash, 1};
        default:
            break;
    }
    const std::string_view rest = text.substr(index);
    if (rest.starts_with("\u00A0")) return {Separator::space, 2};
    if (rest.starts_with("\u202F") || rest.starts_with("\u2009")) return {Separator::space, 3};
    for (const std::string_view dash : {"\u2010", "\u2011", "\u2012", "\u2013", "\u2014"})
        if (rest.starts_with(dash)) return {Separator::dash, 3};
    return {Separator::none, 0};
}

Separator separator_between(std::string_view text, const DigitGroup& a, const DigitGroup& b) {
    const SeparatorAt found = separator_at(text, a.end);
    return a.end + found.size_bytes == b.begin ? found.separator : Separator::none;
}

bool holds_word_start(std::string_view text,
                      std::size_t begin,
                      std::size_t end,
                      std::initializer_list<std::string_view> words) {
    for (std::size_t i = begin; i < end; ++i) {
        if (!is_letter(text[i]) || (i > 0 && is_letter(text[i - 1]))) continue;
        for (const std::string_view word : words) {
            if (end - i < word.size()) continue;
            if (std::ranges::equal(text.substr(i, word.size()), word, {}, lower_byte)) return true;
        }
    }
    return false;
}

}  // namespace assay::redaction
