#pragma once
// Numbers words, so that comparing and counting them is comparing and indexing integers. Equal
// words (or words of equal stem) get the same number. Belongs to one thread; meant to live as long
// as it, as a word that was seen before costs one look into a table.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::text {

class WordNumbers {
  public:
    static constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

    /// Words of at least `stemmed_bytes_min` bytes are taken for their Porter stem; `never`: none.
    explicit WordNumbers(std::size_t stemmed_bytes_min);

    /// The number of a lower-case word; below size().
    std::uint32_t number(std::string_view word);
    /// Replaces `numbers` by those of the words, in order; faster than one by one.
    void number_all(std::span<const std::string_view> words, std::vector<std::uint32_t>& numbers);
    /// The word or stem of a number.
    [[nodiscard]] std::string_view form(std::uint32_t number) const { return *forms_[number]; }
    [[nodiscard]] std::size_t size() const { return forms_.size(); }
    /// Forgets everything: earlier numbers become meaningless.
    void clear();

  private:
    /// A word of up to 16 bytes: its bytes in a form that is different for different words of equal
    /// length (the two halves may overlap), and its length + 1; 0 marks an empty slot.
    struct Slot {
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        std::uint32_t number = 0;
        std::uint32_t length_mark = 0;
    };
    static Slot key_of(std::string_view word);
    static std::uint64_t hash_of(const Slot& key);
    /// Where the key is or belongs.
    [[nodiscard]] std::size_t find_slot(const Slot& key, std::uint64_t hash) const;
    std::uint32_t number(std::string_view word, const Slot& key, std::uint64_t hash);
    std::uint32_t number_long(std::string_view word);
    std::uint32_t number_slowly(std::string_view word);
    void grow();

    std::size_t stemmed_bytes_min_;
    std::vector<Slot> slots_;
    std::size_t used_count_ = 0;
    std::unordered_map<std::string, std::uint32_t> numbers_of_long_words_;
    std::unordered_map<std::string, std::uint32_t> numbers_of_forms_;
    std::vector<const std::string*> forms_;
};

/// A count for each number, all 0 after clear(), which costs O(1).
class NumberCounts {
  public:
    /// For numbers below `size`.
    void clear(std::size_t size) {
        if (size > cells_.size()) cells_.resize(size * 2);
        ++epoch_;
    }
    std::uint32_t& operator[](std::uint32_t number) {
        Cell& cell = cells_[number];
        if (cell.epoch != epoch_) cell = {.epoch = epoch_, .count = 0};
        return cell.count;
    }

  private:
    struct Cell {
        std::uint64_t epoch = 0;
        std::uint32_t count = 0;
    };
    std::vector<Cell> cells_;
    std::uint64_t epoch_ = 0;
};

}  // namespace assay::text
