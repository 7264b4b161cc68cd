// mteval-v13a is four substitutions that put spaces around characters. Their combined effect on a
// character depends on its neighbours alone, so one pass over the line finds the cuts:
//   separator   always alone
//   . or ,      alone unless a digit stands on both sides, or the character before it is a full
//               stop or comma that the first of two substitutions has already used up
//   -           alone after a digit
// Letters and digits decide nothing by themselves; sixteen of them are skipped at a time.

#include "text/tokenize.hpp"

#include "text/unicode.hpp"
#include "text/whitespace.hpp"

#include <unicode/uchar.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace assay::text {
namespace {

enum class ByteKind : std::uint8_t { plain, digit, space, separator, stop, dash, wide };

constexpr auto byte_kinds = [] {
    std::array<ByteKind, 256> kinds{};
    constexpr std::string_view separators = "{|}~[\\]^_`!\"#$%&()*+:;<=>?@/";
    for (const char c : separators) kinds[static_cast<unsigned char>(c)] = ByteKind::separator;
    for (std::size_t c = '0'; c <= '9'; ++c) kinds[c] = ByteKind::digit;
    for (std::size_t c = 0x09; c <= 0x0D; ++c) kinds[c] = ByteKind::space;
    for (std::size_t c = 0x1C; c <= 0x20; ++c) kinds[c] = ByteKind::space;
    kinds['.'] = kinds[','] = ByteKind::stop;
    kinds['-'] = ByteKind::dash;
    for (std::size_t c = 0x80; c < 256; ++c) kinds[c] = ByteKind::wide;
    return kinds;
}();

ByteKind kind_of(char byte) { return byte_kinds[static_cast<unsigned char>(byte)]; }

/// Index of the first byte from `i` on that is no ASCII letter or digit; size if none.
class SpecialBytes {
  public:
    explicit SpecialBytes(std::string_view bytes) : bytes_(bytes) {}

    std::size_t next(std::size_t i) {
#ifdef __SSE2__
        while (i >= block_end_) {
            if (block_end_ + 16 > bytes_.size()) return next_plainly(i);
            mask_ = special_mask(bytes_.data() + block_end_);
            block_end_ += 16;
        }
        const std::size_t block_start = block_end_ - 16;
        unsigned rest = mask_ >> (i - block_start);
        if (rest != 0) return i + static_cast<std::size_t>(std::countr_zero(rest));
        return next(block_end_);
#else
        return next_plainly(i);
#endif
    }

  private:
    std::size_t next_plainly(std::size_t i) const {
        while (i < bytes_.size()) {
            const ByteKind kind = kind_of(bytes_[i]);
            if (kind != ByteKind::plain && kind != ByteKind::digit) break;
            ++i;
        }
        return i;
    }
#ifdef __SSE2__
    static unsigned special_mask(const char* data) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data));
        const __m128i lowered = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        const __m128i letter_rank =
            _mm_add_epi8(lowered, _mm_set1_epi8(static_cast<char>(0x80 - 'a')));
        const __m128i is_letter = _mm_cmplt_epi8(letter_rank, _mm_set1_epi8(-128 + 26));
        const __m128i digit_rank =
            _mm_add_epi8(bytes, _mm_set1_epi8(static_cast<char>(0x80 - '0')));
        const __m128i is_digit = _mm_cmplt_epi8(digit_rank, _mm_set1_epi8(-128 + 10));
        return ~static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(is_letter, is_digit))) &
               0xFFFFU;
    }
    unsigned mask_ = 0;
    std::size_t block_end_ = 0;
#endif
    std::string_view bytes_;
};

/// Where sacreBLEU takes a Chinese character to be. The two odd ranges stand there as five-digit
/// escapes, which its language reads as four digits and a letter.
bool is_chinese(char32_t c) {
    struct Block {
        char32_t first;
        char32_t last;
    };
    static constexpr std::array<Block, 21> blocks = {{
        {0x3400, 0x4DB5}, {0x4E00, 0x9FA5}, {0x9FA6, 0x9FBB}, {0xF900, 0xFA2D}, {0xFA30, 0xFA6A},
        {0xFA70, 0xFAD9}, {0x2001, 0x2A6D}, {0x2F81, 0x2FA1}, {0xFF00, 0xFFEF}, {0x2E80, 0x2EFF},
        {0x3000, 0x303F}, {0x31C0, 0x31EF}, {0x2F00, 0x2FDF}, {0x2FF0, 0x2FFF}, {0x3100, 0x312F},
        {0x31A0, 0x31BF}, {0xFE10, 0xFE1F}, {0xFE30, 0xFE4F}, {0x2600, 0x27BF}, {0x3200, 0x32FF},
        {0x3300, 0x33FF},
    }};
    for (const Block& block : blocks) {
        if (c >= block.first && c <= block.last) return true;
    }
    return false;
}

/// What lies beyond both ends of the line.
enum class Edge { space, nothing };

class WesternCutter {
  public:
    WesternCutter(std::string_view line, Edge edge, std::vector<std::string_view>& tokens)
        : line_(line), edge_(edge), tokens_(tokens) {}

    void cut() {
        SpecialBytes specials(line_);
        for (std::size_t i = specials.next(0); i < line_.size();) {
            i = specials.next(cut_at(i));
        }
        emit(start_, line_.size());
    }

  private:
    void emit(std::size_t from, std::size_t to) {
        if (to > from) tokens_.push_back(line_.substr(from, to - from));
    }
    std::size_t isolate(std::size_t i, std::size_t next) {
        emit(start_, i);
        emit(i, next);
        return start_ = next;
    }
    std::size_t drop(std::size_t i, std::size_t next) {
        emit(start_, i);
        return start_ = next;
    }
    /// Where to go on after looking at the special byte at `i`.
    std::size_t cut_at(std::size_t i) {
        switch (kind_of(line_[i])) {
            case ByteKind::space:
                return drop(i, i + 1);
            case ByteKind::separator:
                return isolate(i, i + 1);
            case ByteKind::stop:
                return stands_alone(i) ? isolate(i, i + 1) : i + 1;
            case ByteKind::dash:
                return i > 0 && kind_of(line_[i - 1]) == ByteKind::digit ? isolate(i, i + 1)
                                                                         : i + 1;
            case ByteKind::wide:
                return cut_wide(i);
            case ByteKind::plain:
            case ByteKind::digit:
                break;
        }
        return i + 1;
    }
    bool stands_alone(std::size_t i) {
        bool follows_other = edge_ == Edge::space;
        if (i > 0) {
            const bool is_used_up = last_used_stop_ == i;
            follows_other = kind_of(line_[i - 1]) != ByteKind::digit && !is_used_up;
        }
        if (follows_other) {
            last_used_stop_ = i + 1;
            return true;
        }
        if (i + 1 == line_.size()) return edge_ == Edge::space;
        return kind_of(line_[i + 1]) != ByteKind::digit;
    }
    std::size_t cut_wide(std::size_t i) {
        if (const std::size_t space = whitespace_bytes_at(line_, i); space > 0)
            return drop(i, i + space);
        if (edge_ == Edge::space) return i + 1;
        const CodePoint point = code_point_at(line_, i);
        return is_chinese(point.value) ? isolate(i, point.next_index) : point.next_index;
    }

    std::string_view line_;
    Edge edge_;
    std::vector<std::string_view>& tokens_;
    std::size_t start_ = 0;
    std::size_t last_used_stop_ = 0;  ///< index after the last stop set apart by what precedes it
};

enum class Category { other, number, punctuation, symbol };

Category category_of(char32_t point) {
    const auto mask = U_GET_GC_MASK(static_cast<UChar32>(point));
    if ((mask & U_GC_N_MASK) != 0) return Category::number;
    if ((mask & U_GC_P_MASK) != 0) return Category::punctuation;
    if ((mask & U_GC_S_MASK) != 0) return Category::symbol;
    return Category::other;
}

/// Symbols stand alone; punctuation stands alone unless numbers stand on both sides, the line's
/// ends counting as numbers here, or the punctuation before it was already used up.
void cut_international(std::string_view line, std::vector<std::string_view>& tokens) {
    std::size_t start = 0;
    bool previous_is_number = true;
    bool previous_is_used = false;
    for (std::size_t i = 0; i < line.size();) {
        const CodePoint point = code_point_at(line, i);
        const Category category = category_of(point.value);
        const std::size_t space = whitespace_bytes_at(line, i);
        bool is_alone = category == Category::symbol;
        bool is_used = false;
        if (category == Category::punctuation) {
            is_used = !previous_is_number && !previous_is_used;
            is_alone = is_used || (point.next_index < line.size() &&
                                   category_of(code_point_at(line, point.next_index).value) !=
                                       Category::number);
        }
        if (is_alone || space > 0) {
            if (i > start) tokens.push_back(line.substr(start, i - start));
            if (is_alone) tokens.push_back(line.substr(i, point.next_index - i));
            start = point.next_index;
        }
        previous_is_number = category == Category::number;
        previous_is_used = is_used;
        i = point.next_index;
    }
    if (line.size() > start) tokens.push_back(line.substr(start));
}

void cut_characters(std::string_view line, std::vector<std::string_view>& tokens) {
    for (std::size_t i = 0; i < line.size();) {
        const std::size_t next = code_point_at(line, i).next_index;
        if (whitespace_bytes_at(line, i) == 0) tokens.push_back(line.substr(i, next - i));
        i = next;
    }
}

}  // namespace

bool is_western_separator(char byte) { return byte == ' ' || kind_of(byte) == ByteKind::separator; }

void cut_western(std::string_view line, std::vector<std::string_view>& tokens) {
    WesternCutter(line, Edge::space, tokens).cut();
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    std::size_t found = text.find(from);
    if (found == std::string::npos) return;
    std::string out;
    std::size_t start = 0;
    for (; found != std::string::npos; found = text.find(from, start)) {
        out.append(text, start, found - start).append(to);
        start = found + from.size();
    }
    text = std::move(out.append(text, start));
}

/// Replaces what mteval-v13a replaces before it cuts.
void decode_entities(std::string& line) {
    const auto has = [&line](char c) { return line.find(c) != std::string::npos; };
    if (!has('&') && !has('<') && !has('\n')) return;
    replace_all(line, "<skipped>", "");
    replace_all(line, "-\n", "");
    replace_all(line, "\n", " ");
    replace_all(line, "&quot;", "\"");
    replace_all(line, "&amp;", "&");
    replace_all(line, "&lt;", "<");
    replace_all(line, "&gt;", ">");
}

std::span<const std::string_view> Tokens::tokenize(Tokenizer tokenizer, std::string_view given) {
    line_ = trim_right(given);
    if (tokenizer == Tokenizer::mteval_13a) decode_entities(line_);
    const std::size_t size = line_.size();
    line_.append(padding_bytes, '\0');
    const std::string_view line = std::string_view(line_).substr(0, size);
    views_.clear();
    switch (tokenizer) {
        case Tokenizer::none:
            split_words(line, views_);
            break;
        case Tokenizer::mteval_13a:
            cut_western(line, views_);
            break;
        case Tokenizer::international:
            cut_international(line, views_);
            break;
        case Tokenizer::chinese:
            WesternCutter(trim(line), Edge::nothing, views_).cut();
            break;
        case Tokenizer::character:
            cut_characters(line, views_);
            break;
    }
    return views_;
}

}  // namespace assay::text
