#pragma once
// The paired values of one metric, and why the other samples have none. Value types.

#include "experiment/comparison.hpp"
#include "experiment/difference.hpp"
#include "experiment/pairing.hpp"
#include "experiment/same_measure.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace assay::experiment {

struct MetricPairs {
    PairCounts counts;
    std::vector<std::uint32_t> samples;  ///< number of each pair's sample in the Pairing
    std::vector<double> first;
    std::vector<double> second;
    std::vector<std::uint32_t> clusters;  ///< as in PairedValues; empty when no pair names one

    [[nodiscard]] PairedValues values() const {
        return {.first = first, .second = second, .clusters = clusters};
    }
    /// The pairs at these places, without counts.
    [[nodiscard]] MetricPairs only(std::span<const std::size_t> places) const;
};

MetricPairs metric_pairs(const ScoreTable& first,
                         const ScoreTable& second,
                         const ColumnPair& column,
                         const Pairing& pairing);

}  // namespace assay::experiment
