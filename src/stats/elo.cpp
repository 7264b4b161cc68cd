#include "stats/elo.hpp"

#include <cmath>

namespace assay::stats {

Status Elo::play(const Comparison& comparison) {
    if (!is_valid({&comparison, 1}, points_.size())) return Status::invalid_argument;
    double& first = points_[comparison.first];
    double& second = points_[comparison.second];
    const double expected =
        1 / (1 + std::pow(options_.base, (second - first) / options_.scale_points));
    const double step =
        options_.step_points * comparison.weight * (comparison.first_share - expected);
    first += step;
    second -= step;
    return Status::ok;
}

}  // namespace assay::stats
