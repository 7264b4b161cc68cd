#pragma once
// Which ids have been seen, at 16 bytes an id and a load of at most three quarters: a table of
// 128-bit hashes with open addressing. Two of 10^9 different ids share a hash with probability
// 10^-21. One thread at a time. Private to this layer.

#include "core/hash.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::datasets {

class SeenIds {
  public:
    /// False if the id was there.
    bool insert(std::string_view id) {
        if ((count_ + 1) * 4 > slots_.size() * 3) grow();
        // An all-zero slot is free; the lowest bit of the second hash keeps a used one from that.
        return place({hash64(id, 0), hash64(id, 0x9E3779B97F4A7C15ULL) | 1U});
    }

  private:
    struct Slot {
        std::uint64_t low = 0;
        std::uint64_t high = 0;
        bool operator==(const Slot&) const = default;
    };

    bool place(Slot slot) {
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t i = slot.low & mask;; i = (i + 1) & mask) {
            if (slots_[i] == slot) return false;
            if (slots_[i].high == 0) {
                slots_[i] = slot;
                ++count_;
                return true;
            }
        }
    }

    void grow() {
        std::vector<Slot> old = std::exchange(slots_, {});
        slots_.resize(old.empty() ? 1024 : old.size() * 2);
        count_ = 0;
        for (const Slot& slot : old) {
            if (slot.high != 0) place(slot);
        }
    }

    std::vector<Slot> slots_;
    std::size_t count_ = 0;
};

}  // namespace assay::datasets
