#include "text/edit_distance.hpp"

#include "text/unicode.hpp"
#include "text/whitespace.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

// One column of the distance table is kept as differences between neighbouring rows, each -1, 0 or
// +1, in two bit vectors: `plus` has the rows where the value grows by one, `minus` where it falls
// by one. The next column follows with a few word operations for 64 rows at once. What a block of
// 64 rows hands to the one below is the difference at its last row between this column and the one
// before.

namespace assay::text {
namespace {

constexpr std::size_t block_bits = 64;

struct Column {
    std::uint64_t plus = ~std::uint64_t{0};
    std::uint64_t minus = 0;
};

/// Moves a block one column on. `matches`: rows whose symbol equals that of the column. `entering`:
/// the difference above the block's first row. Returns the difference at row `last_row`.
int advance(Column& column, std::uint64_t matches, int entering, std::size_t last_row) {
    const std::uint64_t vertical = matches | column.minus;
    if (entering < 0) matches |= 1;
    const std::uint64_t horizontal =
        (((matches & column.plus) + column.plus) ^ column.plus) | matches;
    std::uint64_t grows = column.minus | ~(horizontal | column.plus);
    std::uint64_t falls = column.plus & horizontal;
    const int leaving =
        static_cast<int>((grows >> last_row) & 1U) - static_cast<int>((falls >> last_row) & 1U);
    grows = (grows << 1U) | static_cast<std::uint64_t>(entering > 0);
    falls = (falls << 1U) | static_cast<std::uint64_t>(entering < 0);
    column.plus = falls | ~(vertical | grows);
    column.minus = grows & vertical;
    return leaving;
}

/// Rows of at most one block, symbols below 128. `rows` is not empty.
std::size_t ascii_distance(std::string_view rows, std::string_view columns) {
    thread_local std::array<std::uint64_t, 128> matches{};
    for (std::size_t i = 0; i < rows.size(); ++i)
        matches[static_cast<unsigned char>(rows[i])] |= std::uint64_t{1} << i;
    std::uint64_t plus = ~std::uint64_t{0};
    std::uint64_t minus = 0;
    const std::size_t last_row = rows.size() - 1;
    std::size_t distance = rows.size();
    for (const char symbol : columns) {
        // advance() with the difference above the first row known to be +1.
        const std::uint64_t equal = matches[static_cast<unsigned char>(symbol)];
        const std::uint64_t horizontal = (((equal & plus) + plus) ^ plus) | equal;
        const std::uint64_t grows = minus | ~(horizontal | plus);
        const std::uint64_t falls = plus & horizontal;
        distance += (grows >> last_row) & 1U;
        distance -= (falls >> last_row) & 1U;
        const std::uint64_t vertical = equal | minus;
        const std::uint64_t shifted = (grows << 1U) | 1U;
        plus = (falls << 1U) | ~(vertical | shifted);
        minus = shifted & vertical;
    }
    for (const char symbol : rows) matches[static_cast<unsigned char>(symbol)] = 0;
    return distance;
}

/// `rows` is not empty. Symbols of `rows` are numbered densely, so that the table of matches has
/// one line for each and one of zeros for every other symbol.
std::size_t block_distance(std::span<const std::uint32_t> rows,
                           std::span<const std::uint32_t> columns) {
    const std::size_t block_count = (rows.size() + block_bits - 1) / block_bits;
    std::unordered_map<std::uint32_t, std::size_t> line_of;
    for (const std::uint32_t symbol : rows) line_of.try_emplace(symbol, line_of.size() + 1);
    std::vector<std::uint64_t> matches((line_of.size() + 1) * block_count);
    for (std::size_t i = 0; i < rows.size(); ++i)
        matches[line_of[rows[i]] * block_count + i / block_bits] |= std::uint64_t{1}
                                                                    << (i % block_bits);
    std::vector<Column> blocks(block_count);
    std::size_t distance = rows.size();
    const std::size_t last_row = (rows.size() - 1) % block_bits;
    for (const std::uint32_t symbol : columns) {
        const auto found = line_of.find(symbol);
        const std::size_t line = found == line_of.end() ? 0 : found->second;
        const std::uint64_t* equal = matches.data() + line * block_count;
        int difference = 1;
        for (std::size_t block = 0; block + 1 < block_count; ++block)
            difference = advance(blocks[block], equal[block], difference, block_bits - 1);
        difference = advance(blocks.back(), equal[block_count - 1], difference, last_row);
        if (difference > 0) ++distance;
        if (difference < 0) --distance;
    }
    return distance;
}

/// Equal ends never need an edit.
template <typename Sequence>
std::size_t trim_equal_ends(const Sequence& a, const Sequence& b, std::size_t& from_end) {
    const std::size_t shorter = std::min(a.size(), b.size());
    std::size_t from_start = 0;
    while (from_start < shorter && a[from_start] == b[from_start]) ++from_start;
    from_end = 0;
    while (from_end < shorter - from_start &&
           a[a.size() - 1 - from_end] == b[b.size() - 1 - from_end])
        ++from_end;
    return from_start;
}

bool is_ascii(std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 128; });
}

std::vector<std::uint32_t> code_points(std::string_view bytes) {
    std::vector<std::uint32_t> points;
    points.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size();) {
        const CodePoint point = code_point_at(bytes, i);
        points.push_back(static_cast<std::uint32_t>(point.value));
        i = point.next_index;
    }
    return points;
}

using WordNumbers = std::unordered_map<std::string_view, std::uint32_t>;

std::vector<std::uint32_t> numbered_words(std::string_view text, WordNumbers& numbers) {
    std::vector<std::string_view> words;
    split_words(text, words);
    std::vector<std::uint32_t> symbols;
    symbols.reserve(words.size());
    for (const std::string_view word : words) {
        const auto next = static_cast<std::uint32_t>(numbers.size());
        symbols.push_back(numbers.try_emplace(word, next).first->second);
    }
    return symbols;
}

}  // namespace

EditDistance symbol_edits(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    EditDistance result{.longer_count = std::max(a.size(), b.size())};
    if (a.size() > b.size()) std::swap(a, b);
    std::size_t from_end = 0;
    const std::size_t from_start = trim_equal_ends(a, b, from_end);
    a = a.subspan(from_start, a.size() - from_start - from_end);
    b = b.subspan(from_start, b.size() - from_start - from_end);
    result.edit_count = a.empty() ? b.size() : block_distance(a, b);
    return result;
}

EditDistance code_point_edits(std::string_view a, std::string_view b) {
    if (!is_ascii(a) || !is_ascii(b)) return symbol_edits(code_points(a), code_points(b));
    EditDistance result{.longer_count = std::max(a.size(), b.size())};
    if (a.size() > b.size()) std::swap(a, b);
    std::size_t from_end = 0;
    const std::size_t from_start = trim_equal_ends(a, b, from_end);
    a = a.substr(from_start, a.size() - from_start - from_end);
    b = b.substr(from_start, b.size() - from_start - from_end);
    if (a.empty()) {
        result.edit_count = b.size();
    } else if (a.size() <= block_bits) {
        result.edit_count = ascii_distance(a, b);
    } else {
        result.edit_count = block_distance(code_points(a), code_points(b));
    }
    return result;
}

EditDistance word_edits(std::string_view a, std::string_view b) {
    WordNumbers numbers;
    const auto a_words = numbered_words(a, numbers);
    const auto b_words = numbered_words(b, numbers);
    return symbol_edits(a_words, b_words);
}

}  // namespace assay::text
