#pragma once
// Clipped n-gram matches of one short line against another, of orders 1 to 4, without building
// n-grams: an n-gram of the reference is named by the first position where it stands. A word's
// positions form a chain, so that the name of an n-gram of the output is the first position in the
// chain of its first word from which the next n-1 words agree too. Most words stand once, and then
// one comparison of four words settles all four orders.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace assay::text {

/// One thread; reuse it for many lines.
class NgramMatches {
  public:
    static constexpr std::size_t order_max = 4;
    /// Longer references are refused: a word repeated n times costs n² steps.
    static constexpr std::size_t reference_count_max = 256;

    using Counts = std::array<std::uint32_t, order_max>;

    /// By order: how many n-grams of the output are in the reference, each at most as often as it
    /// is there. Every word of both is followed by 16 readable bytes, as those of Tokens are.
    Counts count(std::span<const std::string_view> output,
                 std::span<const std::string_view> reference);

  private:
    /// One number a word; of a vector type, so that four words are compared at a time.
    using Four [[gnu::vector_size(16)]] = std::uint32_t;

    struct Word {
        std::uint64_t front;  ///< bytes 0 … 7
        std::uint64_t back;   ///< bytes 8 … 15
        const char* data;
        std::uint32_t size_bytes;
    };
    struct Slot {
        Word word;
        std::uint32_t round;  ///< that filled it
        std::uint32_t first;  ///< position in the reference
        std::uint32_t last;
    };

    static Word word_of(std::string_view text);
    Slot& slot_of(const Word& word);
    void start(std::size_t reference_count);
    void read_reference(std::span<const std::string_view> reference);
    void read_output(std::span<const std::string_view> output);
    void count_reference();
    Four agreeing(const std::uint32_t* words, std::size_t position) const;

    std::vector<Slot> slots_;
    std::size_t mask_ = 0;
    std::uint32_t round_ = 0;
    std::vector<std::uint32_t> reference_;  ///< each word's first position; then marks
    std::vector<std::uint32_t> output_;     ///< the same, in the reference; then other marks
    std::vector<std::uint32_t> next_;       ///< the next position of the same word
    std::vector<Four> left_;                ///< n-grams by name and order, not yet matched
};

}  // namespace assay::text
