#pragma once
// The edits of translation edit rate: words inserted, deleted and substituted, and shifts of blocks
// of words, which are looked for greedily. Limits and ties are those of Tercom as sacreBLEU 2 keeps
// them. One object belongs to one thread; reuse it, its memory grows to the longest pair.

#include "text/ngram_table.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace assay::metrics {

class ShiftEdits {
  public:
    /// Edits and shifts that turn `output` into `reference`. O(words²) and, per word of the output,
    /// O(shift candidates), of which at most about 1000 are tried.
    std::uint32_t count(std::span<const std::string_view> output,
                        std::span<const std::string_view> reference);

  private:
    struct Shift {
        std::size_t start;
        std::size_t length;
        std::size_t target;  ///< the index that the block is put before
    };
    struct Best {
        std::uint32_t gain = 0;
        Shift shift{};
        [[nodiscard]] bool loses_to(std::uint32_t other_gain, const Shift& other) const;
    };

    void number_words(std::span<const std::string_view> output,
                      std::span<const std::string_view> reference);
    [[nodiscard]] std::uint32_t fewest_edits_of_any_order() const;
    Best search(std::uint32_t edits, std::uint32_t fewest);
    void try_targets(std::size_t start, std::size_t reference_start, std::size_t length);
    void try_shift(const Shift& shift);
    void align(std::span<const std::uint8_t> steps);
    static void apply(const Shift& shift,
                      std::span<const std::uint32_t> words,
                      std::vector<std::uint32_t>& shifted);

    void fill_states();
    void advance(std::span<std::uint64_t> state, std::uint32_t word) const;
    [[nodiscard]] std::uint32_t distance_of(std::span<const std::uint64_t> state) const;
    [[nodiscard]] std::uint32_t shifted_distance(const Shift& shift);
    [[nodiscard]] bool is_inside_beam(std::uint32_t distance) const;
    std::uint32_t beam_distance(std::span<const std::uint32_t> words);
    void read_steps();

    text::WordTable table_;
    std::vector<std::uint32_t> output_;  ///< numbers of words; one number for all not in reference
    std::vector<std::uint32_t> reference_;
    std::vector<std::uint32_t> shifted_;

    // Myers' bit vectors: per word of the reference a bit, in blocks of 64.
    std::size_t block_count_ = 0;
    std::vector<std::uint64_t> word_masks_;
    std::vector<std::uint64_t> states_;  ///< after each prefix of the output
    std::vector<std::uint64_t> state_;

    // The band of the edit matrix around its diagonal.
    std::vector<std::uint32_t> row_;
    std::vector<std::uint32_t> next_row_;
    std::vector<std::uint8_t> band_;
    std::vector<std::size_t> band_starts_;  ///< of each row, where its column 0 would be, wrapping
    std::vector<std::uint8_t> steps_;

    // The alignment that a round of shifts looks at.
    std::vector<std::size_t>
        next_indices_;  ///< per reference word, one past the aligned output word
    std::vector<std::uint32_t> output_errors_;  ///< sums of errors before each word
    std::vector<std::uint32_t> reference_errors_;
    std::vector<std::size_t> first_places_;  ///< per word number, in the reference
    std::vector<std::size_t> next_places_;
    mutable std::vector<std::uint32_t> word_counts_;

    std::uint32_t edits_ = 0;
    std::uint32_t fewest_ = 0;
    std::size_t tried_count_ = 0;
    Best best_;
};

}  // namespace assay::metrics
