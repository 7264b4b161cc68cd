#pragma once
// A set of 64-bit hashes that is emptied in O(1), for counting distinct words text after text.
// Equal hashes count as equal words. One thread.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::distill {

class HashSet {
  public:
    /// Empties the set and makes room for so many hashes.
    void start(std::size_t count_max) {
        const std::size_t needed = std::bit_ceil(count_max * 2 + 2);
        if (needed > slots_.size()) slots_.assign(needed, {});
        mask_ = slots_.size() - 1;
        size_ = 0;
        ++round_;
    }
    /// Whether it was not there before.
    bool insert(std::uint64_t hash) {
        Slot& slot = slots_[find(hash)];
        if (slot.round == round_) return false;
        slot = {.hash = hash, .round = round_};
        ++size_;
        return true;
    }
    [[nodiscard]] bool contains(std::uint64_t hash) const {
        return slots_[find(hash)].round == round_;
    }
    [[nodiscard]] std::size_t size() const { return size_; }

  private:
    struct Slot {
        std::uint64_t hash = 0;
        std::uint64_t round = 0;
    };
    [[nodiscard]] std::size_t find(std::uint64_t hash) const {
        std::size_t at = hash & mask_;
        while (slots_[at].round == round_ && slots_[at].hash != hash) at = (at + 1) & mask_;
        return at;
    }

    std::vector<Slot> slots_;
    std::size_t mask_ = 0;
    std::size_t size_ = 0;
    std::uint64_t round_ = 0;
};

}  // namespace assay::distill
