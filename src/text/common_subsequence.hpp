#pragma once
// Longest common subsequences of one sequence with several others at once, 64 cells of the table in
// one step. Belongs to one thread and is meant to be used again and again.
//
// The others ("segments") lie behind each other in a row of bits, one bit a symbol. A segment that
// fits into the rest of a 64-bit word stays within it; each is followed by a bit that is always 0
// and swallows the carry, so that segments do not disturb each other.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::text {

class CommonSubsequences {
  public:
    /// Takes the symbols that later calls compare with. `segment_ends`: where each segment ends in
    /// `symbols`, rising, the last one symbols.size(). All symbols are below `symbol_limit`, which
    /// should be small: time and memory grow with it.
    void set_segments(std::span<const std::uint32_t> symbols,
                      std::span<const std::size_t> segment_ends,
                      std::size_t symbol_limit);

    /// The sum over segments of the length of the longest common subsequence with `sequence`, whose
    /// symbols are below the limit too. O(sequence * segments / 64). Source: Hyyro 2004, with the
    /// step of Crochemore et al. 2001.
    std::size_t length(std::span<const std::uint32_t> sequence);

    /// For each position of `sequence`: 1 if it lies on the common subsequence with any segment
    /// that is found by walking back from the ends, taking every match, else stepping back in
    /// `sequence` where that loses nothing, else in the segment (which is the choice of Google's
    /// rouge_score). Memory: sequence * segments / 8 bytes.
    std::span<const std::uint8_t> union_positions(std::span<const std::uint32_t> sequence);

  private:
    struct Segment {
        std::size_t start;      ///< in symbols_
        std::size_t count;      ///< symbols
        std::size_t first_bit;  ///< in the row
    };
    /// From one row to the next, which may be the same memory.
    void advance(const std::uint64_t* from, std::uint32_t symbol, std::uint64_t* to);
    void walk_back(const Segment& segment, std::span<const std::uint32_t> sequence);
    /// `length_at(row, column)` is the length of the first `row` symbols of `sequence` and the
    /// first `column` symbols of the segment.
    template <typename LengthAt>
    void walk_back(const Segment& segment,
                   std::span<const std::uint32_t> sequence,
                   LengthAt length_at);

    std::vector<std::uint32_t> symbols_;
    std::vector<Segment> segments_;
    std::size_t word_count_ = 0;       ///< 64-bit words in a row
    std::vector<std::uint64_t> used_;  ///< the bits that stand for symbols
    /// Bits of the symbol s: bits_[first_of_[s]] up to, not including, bits_[first_of_[s + 1]].
    std::vector<std::uint32_t> bits_;
    std::vector<std::uint32_t> first_of_;
    std::vector<std::uint64_t> matches_;  ///< all 0 but within advance()
    std::vector<std::uint64_t> rows_;     ///< 0 where the length grows by one, else 1
    std::vector<std::uint8_t> on_path_;
};

}  // namespace assay::text
