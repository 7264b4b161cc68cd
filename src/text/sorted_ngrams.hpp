#pragma once
// Clipped n-gram matches of two sequences of characters, of orders 1 to 6 at once. Every position
// becomes a key of its six next symbols, one byte each; sorted, equal n-grams of every order stand
// together, and one pass over the keys counts them. The sort is by radix, last symbol first, so
// that the work is linear and has no branches to guess.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace assay::text {

/// One thread; reuse it for many lines.
class SortedNgrams {
  public:
    static constexpr std::size_t order_max = 6;
    using Counts = std::array<std::uint32_t, order_max>;

    /// By order: how many n-grams of the output are in the reference, each at most as often as it
    /// is there. Nothing when both hold more than 255 different symbols.
    std::optional<Counts> count(std::span<const std::uint32_t> output,
                                std::span<const std::uint32_t> reference);

  private:
    static constexpr std::size_t symbol_count_max = 255;

    bool number(std::span<const std::uint32_t> symbols);
    std::uint8_t number_of_wide(std::uint32_t symbol);
    void make_keys(std::size_t begin, std::size_t count, std::uint64_t mark);
    void sort(std::size_t output_begin, std::size_t reference_count, std::size_t output_count);
    [[nodiscard]] Counts count_sorted() const;

    std::array<std::uint8_t, 256> numbers_{};  ///< of symbols below 256; 0: not seen
    std::vector<std::uint32_t> wide_;          ///< the other symbols, in order of their numbers
    std::vector<std::uint8_t> wide_numbers_;
    std::size_t symbol_count_ = 0;
    std::vector<std::uint8_t> text_;  ///< both sequences in numbers, each with zeros behind it
    std::vector<std::uint64_t> keys_;
    std::vector<std::uint64_t> scratch_;
};

}  // namespace assay::text
