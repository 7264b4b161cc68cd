#include "text/common_subsequence.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace assay::text {
namespace {

constexpr std::size_t word_bits = 64;

std::uint64_t low_bits(std::size_t count) {
    return count >= word_bits ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

}  // namespace

void CommonSubsequences::set_segments(std::span<const std::uint32_t> symbols,
                                      std::span<const std::size_t> segment_ends,
                                      std::size_t symbol_limit) {
    symbols_.assign(symbols.begin(), symbols.end());
    segments_.clear();
    std::size_t bit = 0;
    std::size_t start = 0;
    for (const std::size_t end : segment_ends) {
        const std::size_t count = end - start;
        const std::size_t left = word_bits - bit % word_bits;
        if (count + 1 > left && left < word_bits) bit += left;
        segments_.push_back({.start = start, .count = count, .first_bit = bit});
        bit += count + 1;
        start = end;
    }
    word_count_ = (bit + word_bits - 1) / word_bits;
    used_.assign(word_count_, 0);
    matches_.assign(word_count_, 0);
    // A counting sort: ends of the symbols' ranges first, which filling from behind makes starts.
    first_of_.assign(symbol_limit + 1, 0);
    for (const std::uint32_t symbol : symbols_) ++first_of_[symbol];
    std::inclusive_scan(first_of_.begin(), first_of_.end(), first_of_.begin());
    bits_.resize(symbols_.size());
    for (const Segment& segment : segments_) {
        for (std::size_t i = 0; i < segment.count; ++i) {
            const std::size_t position = segment.first_bit + i;
            bits_[--first_of_[symbols_[segment.start + i]]] = static_cast<std::uint32_t>(position);
            used_[position / word_bits] |= std::uint64_t{1} << (position % word_bits);
        }
    }
}

void CommonSubsequences::advance(const std::uint64_t* from,
                                 std::uint32_t symbol,
                                 std::uint64_t* to) {
    const auto bits =
        std::span(bits_).subspan(first_of_[symbol], first_of_[symbol + 1] - first_of_[symbol]);
    if (bits.empty()) {
        if (from != to) std::copy_n(from, word_count_, to);
        return;
    }
    for (const std::uint32_t bit : bits)
        matches_[bit / word_bits] |= std::uint64_t{1} << (bit % word_bits);
    std::uint64_t carry = 0;
    for (std::size_t word = 0; word < word_count_; ++word) {
        const std::uint64_t value = from[word];
        const std::uint64_t matched = value & matches_[word];
        const std::uint64_t partial = value + matched;
        const std::uint64_t sum = partial + carry;
        carry =
            static_cast<std::uint64_t>(partial < value) | static_cast<std::uint64_t>(sum < partial);
        to[word] = (sum | (value & ~matches_[word])) & used_[word];
    }
    for (const std::uint32_t bit : bits) matches_[bit / word_bits] = 0;
}

std::size_t CommonSubsequences::length(std::span<const std::uint32_t> sequence) {
    rows_.assign(used_.begin(), used_.end());
    for (const std::uint32_t symbol : sequence) advance(rows_.data(), symbol, rows_.data());
    std::size_t count = 0;
    for (std::size_t word = 0; word < word_count_; ++word)
        count += static_cast<std::size_t>(std::popcount(used_[word] & ~rows_[word]));
    return count;
}

std::span<const std::uint8_t> CommonSubsequences::union_positions(
    std::span<const std::uint32_t> sequence) {
    on_path_.assign(sequence.size(), 0);
    if (word_count_ == 0) return on_path_;
    rows_.resize((sequence.size() + 1) * word_count_);
    std::ranges::copy(used_, rows_.begin());
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        const std::uint64_t* row = rows_.data() + i * word_count_;
        advance(row, sequence[i], rows_.data() + (i + 1) * word_count_);
    }
    for (const Segment& segment : segments_) walk_back(segment, sequence);
    return on_path_;
}

template <typename LengthAt>
void CommonSubsequences::walk_back(const Segment& segment,
                                   std::span<const std::uint32_t> sequence,
                                   LengthAt length_at) {
    const std::uint32_t* symbols = symbols_.data() + segment.start;
    std::size_t row = sequence.size();
    std::size_t column = segment.count;
    std::size_t length = length_at(row, column);
    // Where nothing is in common any more, no match lies ahead.
    while (length > 0) {
        if (sequence[row - 1] == symbols[column - 1]) {
            on_path_[row - 1] = 1;
            --row;
            --column;
            --length;
        } else if (length_at(row - 1, column) == length) {
            --row;
        } else {
            --column;
        }
    }
}

void CommonSubsequences::walk_back(const Segment& segment,
                                   std::span<const std::uint32_t> sequence) {
    const std::uint64_t* words = rows_.data() + segment.first_bit / word_bits;
    const std::size_t offset = segment.first_bit % word_bits;
    if (offset + segment.count <= word_bits) {
        walk_back(segment, sequence, [&](std::size_t row, std::size_t column) {
            const std::uint64_t grown = ~words[row * word_count_] >> offset;
            return static_cast<std::size_t>(std::popcount(grown & low_bits(column)));
        });
        return;
    }
    // A segment beyond one word starts at a word.
    walk_back(segment, sequence, [&](std::size_t row, std::size_t column) {
        std::size_t length = 0;
        for (const std::uint64_t* word = words + row * word_count_; column > 0; ++word) {
            length += static_cast<std::size_t>(std::popcount(~*word & low_bits(column)));
            column -= std::min(column, word_bits);
        }
        return length;
    });
}

}  // namespace assay::text
