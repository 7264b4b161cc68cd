#pragma once
// A Brownian motion with drift that is looked at a few times and stops outside an interval: the
// recursion behind group sequential tests. Not for concurrent use.

#include <vector>

namespace assay::stats {

/// Holds the density of the walk among the paths that go on, on Gauss-Legendre nodes.
class StoppedWalk {
  public:
    /// At time 0 and place 0; the mean of the place at time t is drift * t.
    explicit StoppedWalk(double drift) : drift_(drift) {}

    /// P(goes on until now and is above, or below, `place` at the later time).
    [[nodiscard]] double above(double time, double place) const;
    [[nodiscard]] double below(double time, double place) const;

    /// Moves to a later time, where the paths outside (low, high) stop; infinite ends are allowed.
    /// resolution: a distance over which the next step smooths, about its standard deviation.
    void advance(double time, double low, double high, double resolution);

  private:
    double drift_;
    double time_ = 0;
    std::vector<double> places_ = {0};  ///< ascending
    std::vector<double> masses_ = {1};  ///< density times weight
};

}  // namespace assay::stats
