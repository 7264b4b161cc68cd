#pragma once
// Random numbers of the binomial distribution. Private to resampling.

#include "stats/random.hpp"

#include <cstdint>

namespace assay::stats {

/// How many of `count` independent trials succeed, each with probability `share_ratio` (0..1).
/// Exact up to the rounding of doubles, in time that does not grow with count: by rejection for
/// ten expected successes or more (Hormann 1993, BTRS), else by inversion.
std::uint64_t draw_binomial(Random& random, std::uint64_t count, double share_ratio);

}  // namespace assay::stats
