#pragma once
// The interval of the difference of two rates on the same samples. Pure functions.

#include "stats/estimate.hpp"
#include "stats/mcnemar.hpp"

#include <cstdint>
#include <optional>

namespace assay::stats {

/// The score interval of second rate - first rate, -1..1: the differences that a score test does
/// not reject, so that it leaves out 0 exactly when McNemar's test without continuity correction
/// has p < 1 - confidence_ratio. Never empty, also when no sample differs. Nothing for no pairs,
/// fewer pairs than discordant ones, and a confidence_ratio outside (0, 1). Source: Tango 1998.
std::optional<Interval> paired_rates_interval(const Discordant& counts,
                                              std::uint64_t pair_count,
                                              double confidence_ratio);

}  // namespace assay::stats
