#include "text/word_numbers.hpp"

#include "text/porter_stemmer.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace assay::text {
namespace {

constexpr std::size_t inline_bytes_max = 16;
constexpr std::size_t first_slot_count = 4096;

template <typename Integer>
std::uint64_t load(const char* bytes) {
    Integer value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

}  // namespace

WordNumbers::WordNumbers(std::size_t stemmed_bytes_min)
    : stemmed_bytes_min_(stemmed_bytes_min), slots_(first_slot_count) {}

WordNumbers::Slot WordNumbers::key_of(std::string_view word) {
    const std::size_t size = word.size();
    const char* bytes = word.data();
    Slot key{.length_mark = static_cast<std::uint32_t>(size) + 1};
    if (size >= 8) {
        key.first = load<std::uint64_t>(bytes);
        key.last = load<std::uint64_t>(bytes + size - 8);
    } else if (size >= 4) {
        key.first = load<std::uint32_t>(bytes) | load<std::uint32_t>(bytes + size - 4) << 32U;
    } else if (size > 0) {
        key.first = load<std::uint8_t>(bytes) | load<std::uint8_t>(bytes + size / 2) << 8U |
                    load<std::uint8_t>(bytes + size - 1) << 16U;
    }
    return key;
}

std::uint64_t WordNumbers::hash_of(const Slot& key) {
    const std::uint64_t hash =
        (key.first + key.length_mark) * 0x9E3779B97F4A7C15U ^ key.last * 0xC2B2AE3D27D4EB4FU;
    return hash ^ hash >> 32U;
}

std::size_t WordNumbers::find_slot(const Slot& key, std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t index = hash & mask;
    const auto is_other = [&](const Slot& slot) {
        return slot.length_mark != 0 && (slot.first != key.first || slot.last != key.last ||
                                         slot.length_mark != key.length_mark);
    };
    while (is_other(slots_[index])) index = (index + 1) & mask;
    return index;
}

std::uint32_t WordNumbers::number(std::string_view word, const Slot& key, std::uint64_t hash) {
    const std::size_t index = find_slot(key, hash);
    if (slots_[index].length_mark != 0) return slots_[index].number;
    Slot slot = key;
    slot.number = number_slowly(word);
    slots_[index] = slot;
    if (++used_count_ * 2 > slots_.size()) grow();
    return slot.number;
}

std::uint32_t WordNumbers::number_long(std::string_view word) {
    const auto [entry, is_new] = numbers_of_long_words_.try_emplace(std::string(word), 0);
    if (is_new) entry->second = number_slowly(word);
    return entry->second;
}

std::uint32_t WordNumbers::number(std::string_view word) {
    if (word.size() > inline_bytes_max) return number_long(word);
    const Slot key = key_of(word);
    return number(word, key, hash_of(key));
}

void WordNumbers::number_all(std::span<const std::string_view> words,
                             std::vector<std::uint32_t>& numbers) {
    // The table outgrows the nearer caches, so the slots of a block of words are asked for before
    // the first of them is looked at.
    constexpr std::size_t block_count = 32;
    std::array<Slot, block_count> keys;
    std::array<std::uint64_t, block_count> hashes;
    numbers.clear();
    while (!words.empty()) {
        const auto block = words.first(std::min(block_count, words.size()));
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t i = 0; i < block.size(); ++i) {
            if (block[i].size() > inline_bytes_max) continue;
            keys[i] = key_of(block[i]);
            hashes[i] = hash_of(keys[i]);
            __builtin_prefetch(&slots_[hashes[i] & mask]);
        }
        for (std::size_t i = 0; i < block.size(); ++i)
            numbers.push_back(block[i].size() > inline_bytes_max
                                  ? number_long(block[i])
                                  : number(block[i], keys[i], hashes[i]));
        words = words.subspan(block.size());
    }
}

std::uint32_t WordNumbers::number_slowly(std::string_view word) {
    std::string form = word.size() >= stemmed_bytes_min_ ? porter_stem(word) : std::string(word);
    const auto next = static_cast<std::uint32_t>(forms_.size());
    const auto [entry, is_new] = numbers_of_forms_.try_emplace(std::move(form), next);
    if (is_new) forms_.push_back(&entry->first);
    return entry->second;
}

void WordNumbers::grow() {
    const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    for (const Slot& slot : old) {
        if (slot.length_mark != 0) slots_[find_slot(slot, hash_of(slot))] = slot;
    }
}

void WordNumbers::clear() {
    slots_.assign(first_slot_count, {});
    used_count_ = 0;
    numbers_of_long_words_.clear();
    numbers_of_forms_.clear();
    forms_.clear();
}

}  // namespace assay::text
