#pragma once
// Ratings that move with each battle, for watching them come in. They depend on the order of the
// battles and have no interval: rank with bradley_terry(). Not for several threads at once.

#include "stats/estimate.hpp"
#include "stats/pairwise.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace assay::stats {

struct EloOptions {
    double step_points = 4;  ///< K: what a certain loser gains by a win
    double base = 10;
    double scale_points = 400;  ///< a lead by which the odds are `base` to 1
    double start_points = 1000;
};

class Elo {
  public:
    Elo(std::size_t model_count, const EloOptions& options)
        : options_(options), points_(model_count, options.start_points) {}

    /// invalid_argument, and nothing changed, for a comparison that is_valid() refuses. The weight
    /// multiplies the step.
    Status play(const Comparison& comparison);

    [[nodiscard]] const std::vector<double>& points() const { return points_; }  ///< by model

  private:
    EloOptions options_;
    std::vector<double> points_;
};

}  // namespace assay::stats
