// Words are runs of letters, digits and marks; of scripts without spaces between words every
// character is a word. They are compared in Unicode's form for comparison without case
// (NFKC_Casefold), under which composed and decomposed letters are the same.

#include "redaction/names.hpp"

#include "text/unicode.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <optional>

namespace assay::redaction {
namespace {

struct Word {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool is_alone = false;  ///< of a script without spaces
};

bool is_word_point(char32_t point) {
    constexpr std::uint32_t mask = U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK;
    return (U_GET_GC_MASK(static_cast<UChar32>(point)) & mask) != 0;
}

bool is_unspaced(char32_t point) {
    if (point < 0x0E00) return false;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(static_cast<UChar32>(point), &status)) {
        case USCRIPT_HAN:
        case USCRIPT_HANGUL:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_KHMER:
        case USCRIPT_LAO:
        case USCRIPT_MYANMAR:
        case USCRIPT_THAI:
            return true;
        default:
            return false;
    }
}

/// The first word at or after `index`.
std::optional<Word> next_word(std::string_view text, std::size_t index) {
    Word word;
    while (index < text.size()) {
        std::size_t next_index = index + 1;
        bool belongs = is_word_byte(text[index]);
        if (static_cast<unsigned char>(text[index]) >= 0x80) {
            const text::CodePoint point = text::code_point_at(text, index);
            next_index = point.next_index;
            if (is_unspaced(point.value) && is_word_point(point.value)) {
                if (word.end > word.begin) return word;
                return Word{index, next_index, true};
            }
            belongs = is_word_point(point.value);
        }
        if (belongs) {
            if (word.end == word.begin) word.begin = index;
            word.end = next_index;
        } else if (word.end > word.begin) {
            return word;
        }
        index = next_index;
    }
    if (word.end > word.begin) return word;
    return std::nullopt;
}

/// Replaces `folded` by the word in its form for comparison.
void fold(std::string_view word, std::string& folded) {
    folded.clear();
    const bool is_ascii =
        std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (is_ascii) {
        std::ranges::transform(word, std::back_inserter(folded), lower_byte);
        return;
    }
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* form = icu::Normalizer2::getNFKCCasefoldInstance(status);
    if (U_FAILURE(status)) {
        folded.assign(word);
        return;
    }
    icu::StringByteSink<std::string> sink(&folded);
    form->normalizeUTF8(0,
                        icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())),
                        sink,
                        nullptr,
                        status);
    if (U_FAILURE(status)) folded.assign(word);
}

/// True if the bytes between two words of a text may join the words of a name.
bool joins(std::string_view text, const Word& a, const Word& b) {
    constexpr std::size_t joint_bytes_max = 8;
    if (b.begin == a.end) return a.is_alone || b.is_alone;
    if (b.begin - a.end > joint_bytes_max) return false;
    for (std::size_t i = a.end; i < b.begin;) {
        const text::CodePoint point = text::code_point_at(text, i);
        constexpr std::u32string_view joints = U" \t\r\n-'.\u00A0\u00B7\u2010\u2011\u2019\u30FB";
        if (joints.find(point.value) == std::u32string_view::npos) return false;
        i = point.next_index;
    }
    return true;
}

std::uint64_t edge_key(std::uint32_t node, std::uint32_t word) {
    return (static_cast<std::uint64_t>(node) << 32U) | word;
}

}  // namespace

Result<Names> Names::make(const std::vector<std::string>& names) {
    Names made;
    std::string folded;
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::uint32_t node = 0;
        std::size_t count = 0;
        for (auto word = next_word(names[i], 0); word; word = next_word(names[i], word->end)) {
            if (++count > word_count_max)
                return fail(ErrorKind::invalid_input,
                            "names[{}] has more than {} words",
                            i,
                            word_count_max);
            fold(std::string_view(names[i]).substr(word->begin, word->end - word->begin), folded);
            const auto number = static_cast<std::uint32_t>(made.words_.size());
            const auto known = made.words_.try_emplace(folded, number).first;
            const auto fresh = static_cast<std::uint32_t>(made.is_name_.size());
            const auto edge = made.edges_.try_emplace(edge_key(node, known->second), fresh).first;
            if (edge->second == fresh) made.is_name_.push_back(false);
            node = edge->second;
        }
        if (count == 0)
            return fail(ErrorKind::invalid_input, "names[{}] has no letter: '{}'", i, names[i]);
        made.is_name_[node] = true;
    }
    return made;
}

std::vector<Span> Names::find(std::string_view text, const FoundSpans& taken) const {
    constexpr std::uint32_t unknown = 0xFFFFFFFF;
    struct Known {
        Word word;
        std::uint32_t number;
    };
    std::vector<Known> known;
    std::string folded;
    for (auto word = next_word(text, 0); word; word = next_word(text, word->end)) {
        fold(text.substr(word->begin, word->end - word->begin), folded);
        const auto found = words_.find(std::string_view(folded));
        known.push_back({*word, found == words_.end() ? unknown : found->second});
    }
    std::vector<Span> spans;
    for (std::size_t i = 0; i < known.size();) {
        std::uint32_t node = 0;
        std::size_t longest = 0;
        for (std::size_t k = i; k < known.size(); ++k) {
            if (known[k].number == unknown) break;
            if (k > i && !joins(text, known[k - 1].word, known[k].word)) break;
            const auto edge = edges_.find(edge_key(node, known[k].number));
            if (edge == edges_.end()) break;
            node = edge->second;
            if (is_name_[node] && !taken.overlaps(known[i].word.begin, known[k].word.end))
                longest = k - i + 1;
        }
        if (longest > 0)
            spans.push_back({Kind::name, known[i].word.begin, known[i + longest - 1].word.end});
        i += std::max<std::size_t>(longest, 1);
    }
    return spans;
}

}  // namespace assay::redaction
