#pragma once
// Which variant a unit gets: always the same for the same salt and id, on every machine. Pure.

#include "experiment/plan.hpp"

#include <cstddef>
#include <string_view>

namespace assay::experiment {

/// Index of the variant. Each variant draws a number from the unit, its share pulls it down, the
/// smallest wins (weighted rendezvous hashing): when shares change, a unit moves only towards a
/// variant whose share grew. Uniform; independent between salts. O(variants).
std::size_t variant_of(const ExperimentPlan& plan, std::string_view unit);

}  // namespace assay::experiment
