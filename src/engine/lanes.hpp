#pragma once
// How many samples are under way at once: as many as there are connections, or as a batch holds.

#include "engine/run_spec.hpp"

#include <cstddef>

namespace assay::engine {

/// Of the model that the run evaluates.
std::size_t answering_lane_count(const RunSpec& spec);
/// Of the judges: the largest batch of an entry of `models` counts.
std::size_t judging_lane_count(const RunSpec& spec);

/// Lets the evaluated model be asked in batches.
void use_batches(RunSpec& spec);

}  // namespace assay::engine
