#pragma once
// What a confidence sequence will find, before it starts. Pure functions.

#include "stats/confidence_sequence.hpp"
#include "stats/group_sequential.hpp"

#include <cstddef>

namespace assay::stats {

/// Of an experiment that ends at `count_max` units of all arms together, may decide from
/// options.count_min on and is looked at after every pair of units. drift: effect / standard error
/// at count_max. Within a point of simulations: from 100 looks, with the bounds moved as far as a
/// walk oversteps them between looks (Siegmund 1985). stop_ratios: by hundredths of the units from
/// count_min to count_max. invalid_argument for wrong options and drifts, and for fewer than 200
/// units or two of count_min. Some 50 ms.
GroupSequentialPower confidence_sequence_power(std::size_t count_max,
                                               const ConfidenceSequenceOptions& options,
                                               double drift);

/// The drift that is found with this power: times the standard error at count_max, the smallest
/// effect that the experiment can be relied on to find. Some seconds.
Planned confidence_sequence_drift(std::size_t count_max,
                                  const ConfidenceSequenceOptions& options,
                                  double power_ratio);

}  // namespace assay::stats
