#pragma once
// How good predictions out of fold are. Pure function.

#include "distill/model.hpp"
#include "distill/training_rows.hpp"

#include <span>

namespace assay::distill {

/// All but the number of groups. predicted, spreads: one an example.
Quality measure_quality(const TrainingRows& data,
                        std::span<const double> predicted,
                        std::span<const double> spreads,
                        const Reliability& reliability);

}  // namespace assay::distill
