#include "metrics/ter_text.hpp"

#include "text/tokenize.hpp"
#include "text/unicode.hpp"
#include "text/whitespace.hpp"

#include <array>

namespace assay::metrics {
namespace {

struct Block {
    char32_t first;
    char32_t last;
};

/// Ideographs, strokes, radicals, compatibility forms. The block from 3200 on ends at 3F22, as it
/// does in sacreBLEU.
constexpr std::array<Block, 8> ideographs = {{{0x4E00, 0x9FFF},
                                              {0x3400, 0x4DBF},
                                              {0x31C0, 0x31EF},
                                              {0x2E80, 0x2EFF},
                                              {0x3300, 0x33FF},
                                              {0xF900, 0xFAFF},
                                              {0xFE30, 0xFE4F},
                                              {0x3200, 0x3F22}}};
constexpr std::array<Block, 11> asian_marks = {{{0x3001, 0x3002},
                                                {0x3008, 0x3011},
                                                {0x3014, 0x301F},
                                                {0xFF61, 0xFF65},
                                                {0x30FB, 0x30FB},
                                                {0xFF0E, 0xFF0E},
                                                {0xFF0C, 0xFF0C},
                                                {0xFF1F, 0xFF1F},
                                                {0xFF1A, 0xFF1B},
                                                {0xFF01, 0xFF02},
                                                {0xFF08, 0xFF09}}};

bool lies_in(std::span<const Block> blocks, char32_t point) {
    for (const Block& block : blocks) {
        if (point >= block.first && point <= block.last) return true;
    }
    return false;
}

/// Spaces before the possessive ending, where a space or a mark that is set apart follows it.
void space_possessives(std::string& text) {
    constexpr std::string_view ending = "'s";
    for (std::size_t i = text.find(ending); i != std::string::npos; i = text.find(ending, i + 2)) {
        const std::size_t next = i + ending.size();
        if (next == text.size() || text::is_western_separator(text[next])) text.insert(i++, 1, ' ');
    }
}

}  // namespace

std::span<const std::string_view> TerText::words_of(const TerTextSettings& settings,
                                                    std::string_view line) {
    line = text::trim_right(line);
    if (!settings.is_case_sensitive) {
        lowered_ = text::lower(line);
        line = lowered_;
    }
    if (settings.is_normalized) {
        normalize(settings, line);
    } else {
        text::split_words(line, words_);
    }
    if (settings.has_no_punctuation) remove_punctuation(settings);
    return words_;
}

std::span<const std::string_view> TerText::reference_words_of(const TerTextSettings& settings,
                                                              std::string_view line) {
    words_of(settings, line);
    if (!settings.is_normalized) return words_;
    once_.clear();
    for (const std::string_view word : words_) {
        once_ += word;
        once_ += ' ';
    }
    return words_of(settings, once_);
}

void TerText::normalize(const TerTextSettings& settings, std::string_view line) {
    std::string joined(line);
    text::replace_all(joined, "\n-", "");
    text::replace_all(joined, "\n", " ");
    text::replace_all(joined, "&quot;", "\"");
    text::replace_all(joined, "&amp;", "&");
    text::replace_all(joined, "&lt;", "<");
    text::replace_all(joined, "&gt;", ">");
    space_possessives(joined);
    if (settings.has_asian_support) {
        spaced_.clear();
        for (std::size_t i = 0; i < joined.size();) {
            const text::CodePoint point = text::code_point_at(joined, i);
            const std::string_view bytes(joined.data() + i, point.next_index - i);
            const bool is_alone =
                lies_in(ideographs, point.value) || lies_in(asian_marks, point.value);
            if (is_alone) spaced_ += ' ';
            spaced_ += bytes;
            if (is_alone) spaced_ += ' ';
            i = point.next_index;
        }
    } else {
        spaced_ = std::move(joined);
    }
    words_.clear();
    text::cut_western(spaced_, words_);
}

void TerText::remove_punctuation(const TerTextSettings& settings) {
    constexpr std::string_view marks = ".,?:;!\"()";
    std::string kept;
    for (const std::string_view word : words_) {
        for (std::size_t i = 0; i < word.size();) {
            const text::CodePoint point = text::code_point_at(word, i);
            const bool is_mark = marks.contains(word[i]) ||
                                 (settings.has_asian_support && lies_in(asian_marks, point.value));
            if (!is_mark) kept += word.substr(i, point.next_index - i);
            i = point.next_index;
        }
        kept += ' ';
    }
    kept_ = std::move(kept);
    text::split_words(kept_, words_);
}

}  // namespace assay::metrics
