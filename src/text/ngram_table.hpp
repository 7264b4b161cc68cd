#pragma once
// Exact multisets of n-grams without strings: a trie whose edges live in one open-addressed table.
// An n-gram is the slot of its first n-1 symbols plus its last symbol, so a 64-bit key is exact for
// any order and any alphabet. Starting again costs O(1): slots carry the number of the round that
// filled them. One thread.
//
//   "a b c"   root --a--> slot 7 --b--> slot 2 --c--> slot 5      key of slot 5 = (2, c)

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace assay::text {

class NgramTable {
  public:
    static constexpr std::uint32_t root = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::uint32_t none = root - 1;

    /// Forgets everything and makes room for `ngram_count_max` distinct n-grams.
    void start(std::size_t ngram_count_max);

    /// The slot of `prefix` followed by `symbol`, made with count 0 if it is new.
    std::uint32_t insert(std::uint32_t prefix, std::uint32_t symbol) {
        const std::uint64_t key = key_of(prefix, symbol);
        for (std::size_t slot = home_of(key);; slot = (slot + 1) & mask_) {
            Slot& entry = slots_[slot];
            if (entry.round != round_) {
                entry = {.key = key, .round = round_, .count = 0};
                return static_cast<std::uint32_t>(slot);
            }
            if (entry.key == key) return static_cast<std::uint32_t>(slot);
        }
    }
    /// The slot, or `none`.
    [[nodiscard]] std::uint32_t find(std::uint32_t prefix, std::uint32_t symbol) const {
        const std::uint64_t key = key_of(prefix, symbol);
        for (std::size_t slot = home_of(key);; slot = (slot + 1) & mask_) {
            const Slot& entry = slots_[slot];
            if (entry.round != round_) return none;
            if (entry.key == key) return static_cast<std::uint32_t>(slot);
        }
    }
    /// How often the n-gram still counts; may be changed.
    std::uint32_t& count(std::uint32_t slot) { return slots_[slot].count; }
    [[nodiscard]] std::size_t slot_count() const { return mask_ + 1; }

  private:
    struct Slot {
        std::uint64_t key;
        std::uint32_t round;
        std::uint32_t count;
    };
    static std::uint64_t key_of(std::uint32_t prefix, std::uint32_t symbol) {
        return (static_cast<std::uint64_t>(prefix) << 32U) | symbol;
    }
    [[nodiscard]] std::size_t home_of(std::uint64_t key) const {
        return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> shift_);
    }

    std::vector<Slot> slots_;
    std::size_t mask_ = 0;
    unsigned shift_ = 63;
    std::uint32_t round_ = 0;
};

/// Numbers words from 0 in the order of their first appearance. The words are borrowed until the
/// next start(). One thread.
class WordTable {
  public:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    void start(std::size_t word_count_max);
    std::uint32_t insert(std::string_view word);
    /// The word's number, or `none`.
    [[nodiscard]] std::uint32_t find(std::string_view word) const;
    [[nodiscard]] std::size_t size() const { return size_; }

  private:
    /// Words of up to 16 bytes are equal when their first and last bytes and sizes are; longer ones
    /// are compared.
    struct Key {
        std::uint64_t front;
        std::uint64_t back;
        const char* data;
        std::uint32_t size_bytes;
    };
    struct Slot {
        Key key;
        std::uint32_t round;
        std::uint32_t number;
    };
    static Key key_of(std::string_view word);
    [[nodiscard]] std::size_t probe(const Key& key) const;

    std::vector<Slot> slots_;
    std::size_t mask_ = 0;
    unsigned shift_ = 63;
    std::uint32_t round_ = 0;
    std::uint32_t size_ = 0;
};

}  // namespace assay::text
