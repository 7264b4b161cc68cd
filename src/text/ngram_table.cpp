#include "text/ngram_table.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace assay::text {
namespace {

std::uint64_t load(const char* data, std::size_t count) {
    std::uint64_t value = 0;
    std::memcpy(&value, data, count);
    return value;
}

std::uint64_t load_8(const char* data) {
    std::uint64_t value;
    std::memcpy(&value, data, sizeof value);
    return value;
}

std::uint64_t load_4(const char* data) {
    std::uint32_t value;
    std::memcpy(&value, data, sizeof value);
    return value;
}

/// Makes room for `count_max` entries at two thirds full or less, and begins a new round.
template <typename Slots>
void begin_round(
    Slots& slots, std::size_t count_max, std::size_t& mask, unsigned& shift, std::uint32_t& round) {
    const std::size_t slot_count = std::bit_ceil(std::max<std::size_t>(16, count_max * 3 / 2 + 1));
    if (slot_count > slots.size()) {
        slots.assign(slot_count, {});
        round = 0;
    }
    mask = slot_count - 1;
    shift = 64U - static_cast<unsigned>(std::countr_zero(slot_count));
    if (++round == 0) {
        std::ranges::fill(slots, typename Slots::value_type{});
        round = 1;
    }
}

}  // namespace

void NgramTable::start(std::size_t ngram_count_max) {
    begin_round(slots_, ngram_count_max, mask_, shift_, round_);
}

void WordTable::start(std::size_t word_count_max) {
    begin_round(slots_, word_count_max, mask_, shift_, round_);
    size_ = 0;
}

WordTable::Key WordTable::key_of(std::string_view word) {
    const char* data = word.data();
    const std::size_t size = word.size();
    Key key{.front = 0, .back = 0, .data = data, .size_bytes = static_cast<std::uint32_t>(size)};
    if (size >= 8) {
        key.front = load_8(data);
        key.back = load_8(data + size - 8);
    } else if (size >= 4) {
        key.front = load_4(data);
        key.back = load_4(data + size - 4);
    } else {
        key.front = load(data, size);
    }
    return key;
}

std::size_t WordTable::probe(const Key& key) const {
    const std::uint64_t mixed =
        (key.front * 0x9E3779B97F4A7C15ULL) ^ std::rotl(key.back * 0xC2B2AE3D27D4EB4FULL, 29);
    auto slot =
        static_cast<std::size_t>(((mixed ^ key.size_bytes) * 0xD6E8FEB86659FD93ULL) >> shift_);
    for (;; slot = (slot + 1) & mask_) {
        const Slot& entry = slots_[slot];
        if (entry.round != round_) return slot;
        if (entry.key.front == key.front && entry.key.back == key.back &&
            entry.key.size_bytes == key.size_bytes &&
            (key.size_bytes <= 16 || std::memcmp(entry.key.data, key.data, key.size_bytes) == 0))
            return slot;
    }
}

std::uint32_t WordTable::insert(std::string_view word) {
    const Key key = key_of(word);
    Slot& entry = slots_[probe(key)];
    if (entry.round != round_) entry = {.key = key, .round = round_, .number = size_++};
    return entry.number;
}

std::uint32_t WordTable::find(std::string_view word) const {
    const Slot& entry = slots_[probe(key_of(word))];
    return entry.round == round_ ? entry.number : none;
}

}  // namespace assay::text
