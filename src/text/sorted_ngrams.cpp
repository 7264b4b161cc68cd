#include "text/sorted_ngrams.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace assay::text {
namespace {

/// A key: the six symbols from the highest byte down, zeros behind a line's end; below them:
constexpr std::uint64_t output_mark = 1;
constexpr unsigned low_bits = 16;
constexpr std::size_t gap = 8;  ///< zeros behind each sequence, so that eight bytes can be read

/// One lane an order.
using Orders [[gnu::vector_size(32)]] = std::uint32_t;

/// At [n]: ones in the first n lanes.
constexpr auto first_lanes = [] {
    std::array<std::array<std::uint32_t, 8>, 9> lanes{};
    for (std::size_t n = 0; n < lanes.size(); ++n) std::fill_n(lanes[n].begin(), n, ~0U);
    return lanes;
}();

/// By reference, since how such a vector is returned depends on the processor compiled for.
void set_first(Orders& lanes, std::size_t count) {
    std::memcpy(&lanes, first_lanes[count].data(), sizeof lanes);
}

}  // namespace

std::uint8_t SortedNgrams::number_of_wide(std::uint32_t symbol) {
    const auto found = std::ranges::find(wide_, symbol);
    if (found != wide_.end()) return wide_numbers_[static_cast<std::size_t>(found - wide_.begin())];
    wide_.push_back(symbol);
    wide_numbers_.push_back(static_cast<std::uint8_t>(++symbol_count_));
    return wide_numbers_.back();
}

/// False when there are too many symbols.
bool SortedNgrams::number(std::span<const std::uint32_t> symbols) {
    const std::size_t begin = text_.size();
    text_.resize(begin + symbols.size() + gap, 0);
    std::uint8_t* out = text_.data() + begin;
    for (const std::uint32_t symbol : symbols) {
        if (symbol_count_ > symbol_count_max) return false;
        if (symbol >= numbers_.size()) {
            *out++ = number_of_wide(symbol);
            continue;
        }
        std::uint8_t& number = numbers_[symbol];
        if (number == 0) number = static_cast<std::uint8_t>(++symbol_count_);
        *out++ = number;
    }
    std::fill_n(out, gap, std::uint8_t{0});
    return symbol_count_ <= symbol_count_max;
}

void SortedNgrams::make_keys(std::size_t begin, std::size_t count, std::uint64_t mark) {
    for (std::size_t i = begin; i < begin + count; ++i) {
        std::uint64_t bytes;
        std::memcpy(&bytes, text_.data() + i, sizeof bytes);
        if constexpr (std::endian::native == std::endian::little) bytes = __builtin_bswap64(bytes);
        keys_.push_back((bytes >> low_bits << low_bits) | mark);
    }
}

void SortedNgrams::sort(std::size_t output_begin,
                        std::size_t reference_count,
                        std::size_t output_count) {
    // How often each number stands at the first place of a key; at a later place the first ones of
    // each sequence are gone and zeros came in.
    std::array<std::uint32_t, symbol_count_max + 1> counts{};
    for (const std::uint64_t key : keys_) ++counts[key >> 56U];
    std::array<std::array<std::uint32_t, symbol_count_max + 1>, order_max> starts;
    for (std::size_t place = 0; place < order_max; ++place) {
        std::uint32_t sum = 0;
        for (std::size_t number = 0; number <= symbol_count_; ++number)
            starts[place][number] = std::exchange(sum, sum + counts[number]);
        if (place < reference_count) {
            --counts[text_[place]];
            ++counts[0];
        }
        if (place < output_count) {
            --counts[text_[output_begin + place]];
            ++counts[0];
        }
    }
    scratch_.resize(keys_.size());
    for (std::size_t place = order_max; place-- > 0;) {
        auto& at = starts[place];
        const unsigned shift = 56U - 8U * static_cast<unsigned>(place);
        for (const std::uint64_t key : keys_) scratch_[at[(key >> shift) & 0xFFU]++] = key;
        keys_.swap(scratch_);
    }
}

SortedNgrams::Counts SortedNgrams::count_sorted() const {
    Orders in_output = {};
    Orders in_reference = {};
    Orders shared = {};
    Orders open;
    Orders whole;
    std::uint64_t previous = 0;
    for (const std::uint64_t key : keys_) {
        // n-grams of the orders beyond the common start have been seen whole.
        const std::uint64_t difference = (key ^ previous) >> low_bits << low_bits;
        const auto equal_count = std::min<std::size_t>(
            static_cast<std::size_t>(std::countl_zero(difference)) / 8, order_max);
        set_first(open, equal_count);
        const Orders both = in_output < in_reference ? in_output : in_reference;
        shared += both & ~open;
        in_output &= open;
        in_reference &= open;
        const auto symbol_count =
            order_max - static_cast<std::size_t>(std::countr_zero(key >> low_bits)) / 8;
        set_first(whole, symbol_count);
        const Orders is_output = Orders{} - static_cast<std::uint32_t>(key & output_mark);
        in_output -= whole & is_output;  // all ones are -1
        in_reference -= whole & ~is_output;
        previous = key;
    }
    shared += in_output < in_reference ? in_output : in_reference;
    Counts counts;
    for (std::size_t n = 0; n < order_max; ++n) counts[n] = shared[n];
    return counts;
}

std::optional<SortedNgrams::Counts> SortedNgrams::count(std::span<const std::uint32_t> output,
                                                        std::span<const std::uint32_t> reference) {
    numbers_.fill(0);
    wide_.clear();
    wide_numbers_.clear();
    symbol_count_ = 0;
    text_.clear();
    if (!number(reference)) return std::nullopt;
    const std::size_t output_begin = text_.size();
    if (!number(output)) return std::nullopt;
    keys_.clear();
    keys_.reserve(reference.size() + output.size());
    make_keys(0, reference.size(), 0);
    make_keys(output_begin, output.size(), output_mark);
    sort(output_begin, reference.size(), output.size());
    return count_sorted();
}

}  // namespace assay::text
