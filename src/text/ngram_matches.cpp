#include "text/ngram_matches.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace assay::text {
namespace {

constexpr std::uint32_t none = 0xFFFFFFFF;              ///< no further position
constexpr std::uint32_t reference_end = 0xFFFFFFFF;     ///< agrees with no word of the output
constexpr std::uint32_t not_in_reference = 0xFFFFFFFE;  ///< agrees with no word of the reference

/// Keeps the first n of eight bytes.
constexpr auto byte_masks = [] {
    std::array<std::uint64_t, 9> masks{};
    for (std::size_t n = 0; n < 8; ++n) masks[n] = (1ULL << (8 * n)) - 1;
    masks[8] = ~0ULL;
    return masks;
}();

std::uint64_t load_8(const char* data) {
    std::uint64_t value;
    std::memcpy(&value, data, sizeof value);
    return value;
}

}  // namespace

NgramMatches::Word NgramMatches::word_of(std::string_view text) {
    const std::size_t size = text.size();
    return {.front = load_8(text.data()) & byte_masks[std::min<std::size_t>(size, 8)],
            .back = load_8(text.data() + 8) &
                    byte_masks[size <= 8 ? 0 : std::min<std::size_t>(size - 8, 8)],
            .data = text.data(),
            .size_bytes = static_cast<std::uint32_t>(size)};
}

/// The word's slot, or the free one that it would fill.
NgramMatches::Slot& NgramMatches::slot_of(const Word& word) {
    std::uint64_t hash = (word.front * 0x9E3779B97F4A7C15ULL) ^ (word.back * 0xC2B2AE3D27D4EB4FULL);
    hash = (hash ^ (hash >> 32U)) * 0xD6E8FEB86659FD93ULL;
    for (std::size_t i = (hash >> 40U) & mask_;; i = (i + 1) & mask_) {
        Slot& slot = slots_[i];
        if (slot.round != round_) return slot;
        if (slot.word.front == word.front && slot.word.back == word.back &&
            slot.word.size_bytes == word.size_bytes &&
            (word.size_bytes <= 16 || std::memcmp(slot.word.data, word.data, word.size_bytes) == 0))
            return slot;
    }
}

void NgramMatches::start(std::size_t reference_count) {
    const std::size_t slot_count = std::bit_ceil(std::max<std::size_t>(16, reference_count * 2));
    if (slot_count > slots_.size()) slots_.resize(slot_count);
    mask_ = slot_count - 1;
    if (++round_ == 0) {
        for (Slot& slot : slots_) slot.round = 0;
        round_ = 1;
    }
}

void NgramMatches::read_reference(std::span<const std::string_view> reference) {
    const std::size_t count = reference.size();
    start(count);
    reference_.resize(count + order_max);
    next_.resize(count);
    for (std::uint32_t position = 0; position < count; ++position) {
        const Word word = word_of(reference[position]);
        Slot& slot = slot_of(word);
        next_[position] = none;
        if (slot.round == round_) {
            next_[slot.last] = position;
            slot.last = position;
        } else {
            slot = {.word = word, .round = round_, .first = position, .last = position};
        }
        reference_[position] = slot.first;
    }
    std::fill_n(reference_.begin() + static_cast<std::ptrdiff_t>(count), order_max, reference_end);
}

void NgramMatches::read_output(std::span<const std::string_view> output) {
    output_.resize(output.size() + order_max);
    for (std::size_t i = 0; i < output.size(); ++i) {
        const Slot& slot = slot_of(word_of(output[i]));
        output_[i] = slot.round == round_ ? slot.first : not_in_reference;
    }
    std::fill_n(
        output_.begin() + static_cast<std::ptrdiff_t>(output.size()), order_max, not_in_reference);
}

/// All ones in lane n if the first n + 1 words agree with those from the position on.
NgramMatches::Four NgramMatches::agreeing(const std::uint32_t* words, std::size_t position) const {
    Four ours;
    Four theirs;
    std::memcpy(&ours, words, sizeof ours);
    std::memcpy(&theirs, reference_.data() + position, sizeof theirs);
    Four equal = reinterpret_cast<Four>(ours == theirs);
    constexpr Four ones = {none, none, none, none};
    equal &= __builtin_shufflevector(ones, equal, 0, 4, 5, 6);
    equal &= __builtin_shufflevector(ones, equal, 0, 1, 4, 5);
    return equal;
}

void NgramMatches::count_reference() {
    const std::size_t count = next_.size();
    left_.assign(count, Four{});
    for (std::size_t position = 0; position < count; ++position) {
        // The n-grams that end within the line.
        const std::size_t room = count - position;
        const Four within = {1, room > 1 ? 1U : 0U, room > 2 ? 1U : 0U, room > 3 ? 1U : 0U};
        Four open = within;
        for (std::size_t at = reference_[position]; at < position; at = next_[at]) {
            const Four named = agreeing(reference_.data() + position, at) & open;
            left_[at] += named;
            open -= named;
        }
        left_[position] += open;
    }
}

NgramMatches::Counts NgramMatches::count(std::span<const std::string_view> output,
                                         std::span<const std::string_view> reference) {
    read_reference(reference);
    read_output(output);
    count_reference();
    Four matches = {};
    for (std::size_t i = 0; i < output.size(); ++i) {
        Four open = {1, 1, 1, 1};
        for (std::uint32_t at = output_[i]; at < not_in_reference; at = next_[at]) {
            const Four named = agreeing(output_.data() + i, at) & open;
            const Four taken = named & reinterpret_cast<Four>(left_[at] != 0);
            left_[at] -= taken;
            matches += taken;
            open -= named;
        }
    }
    return {matches[0], matches[1], matches[2], matches[3]};
}

}  // namespace assay::text
