#pragma once
// Small numbers for arbitrary keys. Value type.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace assay::stats {

/// Numbers keys from 0 in the order in which they are first seen. A table without chains: a key
/// lies at the first free place after its hash, so that finding it touches memory once.
class Numbering {
  public:
    /// The key's number, a new one when it was not seen.
    std::uint32_t number(std::uint64_t key) {
        const std::size_t at = place(key);
        if (places_[at].number != none) return places_[at].number;
        places_[at] = {key, count_};
        if (2 * ++count_ > places_.size()) grow();
        return count_ - 1;
    }
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t key) const {
        const Place& found = places_[place(key)];
        return found.number == none ? std::nullopt : std::optional(found.number);
    }
    [[nodiscard]] std::uint32_t count() const { return count_; }

    /// A key for a number that is not NaN; 0 and -0 are equal and share it.
    static std::uint64_t key_of(double value) { return std::bit_cast<std::uint64_t>(value + 0.0); }

  private:
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    struct Place {
        std::uint64_t key;
        std::uint32_t number;
    };

    [[nodiscard]] std::size_t place(std::uint64_t key) const {
        // The top bits of the product depend on all bits of the key.
        std::size_t at = (key * 0x9E3779B97F4A7C15) >> (64 - std::countr_zero(places_.size()));
        while (places_[at].number != none && places_[at].key != key)
            at = (at + 1) & (places_.size() - 1);
        return at;
    }
    void grow() {
        std::vector<Place> old(2 * places_.size(), {0, none});
        old.swap(places_);
        for (const Place& one : old)
            if (one.number != none) places_[place(one.key)] = one;
    }

    std::vector<Place> places_ = std::vector<Place>(64, {0, none});
    std::uint32_t count_ = 0;
};

}  // namespace assay::stats
