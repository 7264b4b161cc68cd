#pragma once
// From paired values to their difference, its interval and its size. Pure functions.

#include "experiment/comparison.hpp"

#include <cstdint>
#include <span>

namespace assay::experiment {

/// Values of the same samples in the same order, all finite.
struct PairedValues {
    std::span<const double> first;
    std::span<const double> second;
    /// The cluster of each pair, numbered from 0 without gaps; empty: each its own.
    std::span<const std::uint32_t> clusters = {};
};

/// mean(second - first). Paired t, or CR2 over clusters when pairs share one; when all values are 0
/// or 1 and nothing is clustered, the p-value is McNemar's, exact below 25 discordant pairs (the
/// interval stays that of the mean difference). insufficient_data below 2 pairs; zero_variance
/// when all pairs differ alike: then there is a value and no p.
Difference paired_difference(const PairedValues& pairs, double confidence_ratio);

Effects effects_of(const PairedValues& pairs);

}  // namespace assay::experiment
