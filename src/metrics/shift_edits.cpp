// Tercom tries every block of words that also stands elsewhere in the reference and measures the
// edit distance after each move, within a beam around the diagonal. Measuring is nearly all the
// work, so:
//   - bit vectors measure the exact distance d, 64 cells a step, going on from the stored state of
//     the prefix that the move leaves alone. A path of d edits strays at most (d + |difference of
//     lengths|) / 2 from the diagonal, so the beam of 25 cannot change results up to a sum of 46;
//   - a move of L words over g words gains at most 2 min(L, g), and no order of the words has fewer
//     edits than their multisets allow. A move that cannot win is counted but not measured.
// The beam itself is walked once per round, for the alignment.

#include "metrics/shift_edits.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <tuple>

namespace assay::metrics {
namespace {

constexpr std::size_t shift_length_max = 10;
constexpr std::size_t shift_distance_max = 50;
constexpr std::size_t tried_count_max = 1000;
constexpr std::size_t beam_width_min = 25;
constexpr std::uint32_t unreachable = 1U << 30U;
constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

enum Step : std::uint8_t { keep, substitute, remove, insert };

std::size_t gap(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

}  // namespace

bool ShiftEdits::Best::loses_to(std::uint32_t other_gain, const Shift& other) const {
    return std::tuple(other_gain, other.length, shift.start, shift.target) >
           std::tuple(gain, shift.length, other.start, other.target);
}

std::uint32_t ShiftEdits::count(std::span<const std::string_view> output,
                                std::span<const std::string_view> reference) {
    if (reference.empty()) return static_cast<std::uint32_t>(output.size());
    number_words(output, reference);
    const std::uint32_t fewest = fewest_edits_of_any_order();
    tried_count_ = 0;
    for (std::uint32_t shift_count = 0;; ++shift_count) {
        fill_states();
        std::uint32_t edits = distance_of(std::span(states_).last(2 * block_count_));
        const bool is_exact = is_inside_beam(edits);
        if (is_exact && edits == fewest) return shift_count + edits;
        edits = beam_distance(output_);
        if (edits == fewest) return shift_count + edits;
        const Best best = search(edits, fewest);
        if (best.gain == 0 || tried_count_ >= tried_count_max) return shift_count + edits;
        apply(best.shift, output_, shifted_);
        output_.swap(shifted_);
    }
}

void ShiftEdits::number_words(std::span<const std::string_view> output,
                              std::span<const std::string_view> reference) {
    table_.start(reference.size());
    reference_.clear();
    for (const std::string_view word : reference) reference_.push_back(table_.insert(word));
    const auto unknown = static_cast<std::uint32_t>(table_.size());
    output_.clear();
    for (const std::string_view word : output)
        output_.push_back(std::min(table_.find(word), unknown));
    block_count_ = (reference_.size() + 63) / 64;
    word_masks_.assign((table_.size() + 1) * block_count_, 0);
    first_places_.assign(table_.size() + 1, nowhere);
    next_places_.resize(reference_.size());
    for (std::size_t i = reference_.size(); i-- > 0;) {
        const std::uint32_t word = reference_[i];
        word_masks_[word * block_count_ + i / 64] |= std::uint64_t{1} << (i % 64);
        next_places_[i] = first_places_[word];
        first_places_[word] = i;
    }
}

std::uint32_t ShiftEdits::fewest_edits_of_any_order() const {
    word_counts_.assign(table_.size() + 1, 0);
    for (const std::uint32_t word : reference_) ++word_counts_[word];
    std::size_t common = 0;
    for (const std::uint32_t word : output_) {
        if (word_counts_[word] == 0) continue;
        --word_counts_[word];
        ++common;
    }
    return static_cast<std::uint32_t>(std::max(output_.size(), reference_.size()) - common);
}

ShiftEdits::Best ShiftEdits::search(std::uint32_t edits, std::uint32_t fewest) {
    read_steps();
    align(steps_);
    edits_ = edits;
    fewest_ = fewest;
    best_ = {};
    for (std::size_t start = 0; start < output_.size(); ++start) {
        for (std::size_t place = first_places_[output_[start]]; place != nowhere;
             place = next_places_[place]) {
            if (gap(start, place) > shift_distance_max) continue;
            const std::size_t length_max =
                std::min({shift_length_max, output_.size() - start, reference_.size() - place});
            for (std::size_t length = 1; length <= length_max && output_[start + length - 1] ==
                                                                     reference_[place + length - 1];
                 ++length) {
                if (output_errors_[start + length] == output_errors_[start] ||
                    reference_errors_[place + length] == reference_errors_[place])
                    continue;
                const std::size_t next = next_indices_[place];
                if (next > start && next <= start + length) continue;
                try_targets(start, place, length);
                // The search ends here without a shift, whatever it found so far.
                if (tried_count_ >= tried_count_max) return best_;
            }
        }
    }
    return best_;
}

void ShiftEdits::try_targets(std::size_t start, std::size_t reference_start, std::size_t length) {
    std::size_t previous = nowhere;
    for (std::size_t i = 0; i <= length; ++i) {
        const std::size_t place = reference_start + i;
        const std::size_t target = place == 0 ? 0 : next_indices_[place - 1];
        if (target == previous) continue;
        previous = target;
        ++tried_count_;
        try_shift({.start = start, .length = length, .target = target});
    }
}

void ShiftEdits::try_shift(const Shift& shift) {
    const auto [start, length, target] = shift;
    std::size_t moved_over = start > target ? start - target : target - start;
    if (target > start + length) moved_over -= length;
    std::size_t gain_max = edits_ - fewest_;
    if (is_inside_beam(edits_)) gain_max = std::min(gain_max, 2 * std::min(length, moved_over));
    if (gain_max == 0 || !best_.loses_to(static_cast<std::uint32_t>(gain_max), shift)) return;
    std::uint32_t distance = shifted_distance(shift);
    if (distance >= edits_ || !best_.loses_to(edits_ - distance, shift)) return;
    if (!is_inside_beam(distance)) {
        apply(shift, output_, shifted_);
        distance = beam_distance(shifted_);
        if (distance >= edits_ || !best_.loses_to(edits_ - distance, shift)) return;
    }
    best_ = {.gain = edits_ - distance, .shift = shift};
}

void ShiftEdits::align(std::span<const std::uint8_t> steps) {
    next_indices_.clear();
    output_errors_.assign(1, 0);
    reference_errors_.assign(1, 0);
    std::size_t output_count = 0;
    for (const std::uint8_t step : steps) {
        const std::uint32_t error = step == keep ? 0 : 1;
        if (step != insert) {
            ++output_count;
            output_errors_.push_back(output_errors_.back() + error);
        }
        if (step != remove) {
            next_indices_.push_back(output_count);
            reference_errors_.push_back(reference_errors_.back() + error);
        }
    }
}

void ShiftEdits::apply(const Shift& shift,
                       std::span<const std::uint32_t> words,
                       std::vector<std::uint32_t>& shifted) {
    const auto [start, length, target] = shift;
    shifted.assign(words.begin(), words.end());
    const auto at = [&](std::size_t i) {
        return shifted.begin() + static_cast<std::ptrdiff_t>(std::min(i, words.size()));
    };
    if (target < start) {
        std::rotate(at(target), at(start), at(start + length));
    } else {
        // A target inside the block moves it that far to the right.
        const std::size_t end = target > start + length ? target : target + length;
        std::rotate(at(start), at(start + length), at(end));
    }
}

void ShiftEdits::fill_states() {
    const std::size_t width = 2 * block_count_;
    states_.resize((output_.size() + 1) * width);
    const std::span<std::uint64_t> all(states_);
    for (std::size_t i = 0; i < block_count_; ++i) {
        all[2 * i] = ~std::uint64_t{0};
        all[2 * i + 1] = 0;
    }
    for (std::size_t i = 0; i < output_.size(); ++i) {
        const auto next = all.subspan((i + 1) * width, width);
        std::ranges::copy(all.subspan(i * width, width), next.begin());
        advance(next, output_[i]);
    }
}

/// Myers 1999 in Hyyrö's form: a state holds, per block, where the column rises and where it falls.
void ShiftEdits::advance(std::span<std::uint64_t> state, std::uint32_t word) const {
    const std::uint64_t* masks = word_masks_.data() + word * block_count_;
    std::uint64_t rises_in = 1;
    std::uint64_t falls_in = 0;
    for (std::size_t i = 0; i < block_count_; ++i) {
        const std::uint64_t up = state[2 * i];
        const std::uint64_t down = state[2 * i + 1];
        const std::uint64_t equal = masks[i] | falls_in;
        const std::uint64_t vertical = masks[i] | down;
        const std::uint64_t diagonal = (((equal & up) + up) ^ up) | equal;
        std::uint64_t rises = down | ~(diagonal | up);
        std::uint64_t falls = up & diagonal;
        const std::uint64_t rises_out = rises >> 63U;
        const std::uint64_t falls_out = falls >> 63U;
        rises = (rises << 1U) | rises_in;
        falls = (falls << 1U) | falls_in;
        state[2 * i] = falls | ~(vertical | rises);
        state[2 * i + 1] = rises & vertical;
        rises_in = rises_out;
        falls_in = falls_out;
    }
}

std::uint32_t ShiftEdits::distance_of(std::span<const std::uint64_t> state) const {
    auto distance = static_cast<std::int64_t>(output_.size());
    for (std::size_t i = 0; i < block_count_; ++i) {
        const std::size_t used = std::min<std::size_t>(64, reference_.size() - 64 * i);
        const std::uint64_t mask = ~std::uint64_t{0} >> (64 - used);
        distance += std::popcount(state[2 * i] & mask) - std::popcount(state[2 * i + 1] & mask);
    }
    return static_cast<std::uint32_t>(distance);
}

std::uint32_t ShiftEdits::shifted_distance(const Shift& shift) {
    const std::size_t same_count = std::min(shift.start, shift.target);
    const std::size_t width = 2 * block_count_;
    const auto from = std::span(states_).subspan(same_count * width, width);
    state_.assign(from.begin(), from.end());
    apply(shift, output_, shifted_);
    for (const std::uint32_t word : std::span(shifted_).subspan(same_count)) advance(state_, word);
    return distance_of(state_);
}

/// Whether the beam finds this exact distance.
bool ShiftEdits::is_inside_beam(std::uint32_t distance) const {
    return distance + gap(output_.size(), reference_.size()) <= 2 * beam_width_min - 4;
}

std::uint32_t ShiftEdits::beam_distance(std::span<const std::uint32_t> words) {
    const std::size_t column_count = reference_.size() + 1;
    row_.resize(column_count);
    for (std::size_t j = 0; j < column_count; ++j) row_[j] = static_cast<std::uint32_t>(j);
    next_row_.assign(column_count, unreachable);
    band_.clear();
    band_starts_.assign(1, 0);
    const double ratio =
        words.empty() ? 1.0
                      : static_cast<double>(reference_.size()) / static_cast<double>(words.size());
    std::size_t beam_width = beam_width_min;
    if (static_cast<double>(beam_width) < ratio / 2)
        beam_width = static_cast<std::size_t>(std::ceil(ratio / 2 + beam_width_min));
    for (std::size_t i = 1; i <= words.size(); ++i) {
        const auto middle = static_cast<std::size_t>(std::floor(static_cast<double>(i) * ratio));
        const std::size_t first = middle > beam_width ? middle - beam_width : 0;
        const std::size_t end =
            i == words.size() ? column_count : std::min(column_count, middle + beam_width);
        // Below, row 0 is gone: nothing right of the beam may be read from it again.
        if (i == 2) std::ranges::fill(next_row_, unreachable);
        band_starts_.push_back(band_.size() - first);
        band_.resize(band_.size() + end - first);
        std::uint8_t* steps = band_.data() + (band_.size() - (end - first));
        std::uint32_t left = unreachable;
        std::size_t j = first;
        if (first == 0) {
            left = next_row_[0] = row_[0] + 1;
            *steps++ = remove;
            j = 1;
        } else {
            next_row_[first - 1] = unreachable;
        }
        for (; j < end; ++j) {
            const std::uint32_t cost = words[i - 1] == reference_[j - 1] ? 0 : 1;
            std::uint32_t best = row_[j - 1] + cost;
            auto step = static_cast<std::uint8_t>(cost == 0 ? keep : substitute);
            step = row_[j] + 1 < best ? remove : step;
            best = std::min(best, row_[j] + 1);
            step = left + 1 < best ? insert : step;
            best = std::min(best, left + 1);
            next_row_[j] = left = best;
            *steps++ = step;
        }
        row_.swap(next_row_);
    }
    return row_[reference_.size()];
}

/// The steps of the pair that beam_distance() last looked at.
void ShiftEdits::read_steps() {
    steps_.clear();
    std::size_t i = output_.size();
    std::size_t j = reference_.size();
    while (i > 0 || j > 0) {
        const std::uint8_t step =
            i == 0 ? static_cast<std::uint8_t>(insert) : band_[band_starts_[i] + j];
        steps_.push_back(step);
        if (step != insert) --i;
        if (step != remove) --j;
    }
    std::ranges::reverse(steps_);
}

}  // namespace assay::metrics
