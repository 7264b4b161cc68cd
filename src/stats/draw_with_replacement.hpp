#pragma once
// As many draws with replacement as there are things to draw from, fast. Private to resampling.
//
// How many draws fall into each block of 2048 neighbours is multinomial, and given that number they
// are uniform within the block. So the numbers are drawn first, and then block after block: each
// draw touches only 2048 neighbours, which stay in the first-level cache, and needs 11 random bits,
// five of which sets one 64-bit number has. The distribution is that of independent draws.

#include "stats/binomial.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace assay::stats {

inline constexpr std::size_t block_bits = 11;
inline constexpr std::size_t draws_per_number = 64 / block_bits;

/// Calls use.operator()<lane>(index) for each of `count` draws of an index below `count`. Lanes
/// are 0..draws_per_number - 1 and let `use` keep sums that do not wait for each other.
template <typename Use>
void draw_with_replacement(Random& random, std::size_t count, Use use) {
    constexpr std::size_t block_size = std::size_t{1} << block_bits;
    constexpr std::uint64_t mask = block_size - 1;
    std::size_t draws_left = count;
    std::size_t first = 0;
    for (; first + block_size <= count; first += block_size) {
        const std::size_t draws = count - first == block_size
                                      ? draws_left
                                      : draw_binomial(random,
                                                      draws_left,
                                                      static_cast<double>(block_size) /
                                                          static_cast<double>(count - first));
        draws_left -= draws;
        const auto use_bits = [&]<std::size_t... lane>(std::uint64_t bits,
                                                       std::index_sequence<lane...>) {
            (use.template operator()<lane>(first + ((bits >> (lane * block_bits)) & mask)), ...);
        };
        std::size_t done = 0;
        for (; done + draws_per_number <= draws; done += draws_per_number)
            use_bits(random.next(), std::make_index_sequence<draws_per_number>());
        for (; done < draws; ++done) use_bits(random.next(), std::make_index_sequence<1>());
    }
    // The rest is no power of two. The bias of the multiplication is below rest / 2^32.
    const std::uint64_t rest = count - first;
    for (; draws_left > 1; draws_left -= 2) {
        const std::uint64_t bits = random.next();
        use.template operator()<0>(first + (((bits >> 32) * rest) >> 32));
        use.template operator()<1>(first + (((bits & 0xFFFFFFFF) * rest) >> 32));
    }
    if (draws_left == 1) use.template operator()<0>(first + (((random.next() >> 32) * rest) >> 32));
}

}  // namespace assay::stats
