#include "metrics/normalize.hpp"

#include <algorithm>
#include <array>

namespace assay::metrics {
namespace {

constexpr std::array<std::string_view, 29> spaces = {
    " ",      "\n",     "\t",     "\r",     "\v",     "\f",     "\x1C",   "\x1D",
    "\x1E",   "\x1F",   "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002",
    "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200A",
    "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};

bool is_ascii_punctuation(char byte) {
    return (byte >= '!' && byte <= '/') || (byte >= ':' && byte <= '@') ||
           (byte >= '[' && byte <= '`') || (byte >= '{' && byte <= '~');
}

}  // namespace

std::string_view strip(std::string_view text) {
    const auto leading = [&] {
        return std::ranges::find_if(spaces, [&](auto space) { return text.starts_with(space); });
    };
    for (auto found = leading(); found != spaces.end(); found = leading())
        text.remove_prefix(found->size());
    const auto trailing = [&] {
        return std::ranges::find_if(spaces, [&](auto space) { return text.ends_with(space); });
    };
    for (auto found = trailing(); found != spaces.end(); found = trailing())
        text.remove_suffix(found->size());
    return text;
}

void remove_ascii_punctuation(std::string& text) { std::erase_if(text, is_ascii_punctuation); }

void remove_ascii_digits(std::string& text) {
    std::erase_if(text, [](char byte) { return byte >= '0' && byte <= '9'; });
}

std::string_view without_fence(std::string_view text) {
    constexpr std::string_view fence = "```";
    const std::string_view inner = strip(text);
    if (inner.size() < 2 * fence.size() || !inner.starts_with(fence) || !inner.ends_with(fence))
        return text;
    const std::size_t first_line_end = inner.find('\n');
    if (first_line_end == std::string_view::npos) return text;
    return inner.substr(first_line_end + 1, inner.size() - fence.size() - first_line_end - 1);
}

}  // namespace assay::metrics
