#pragma once
// The mean of independent observations, from running moments. Value types; pure functions.

#include "stats/estimate.hpp"

#include <cmath>
#include <cstddef>

namespace assay::stats {

/// Count, mean and centred sum of squares of the numbers added so far (Welford 1962), which does
/// not cancel when the mean is large against the spread.
class Moments {
  public:
    void add(double value) {
        ++count_;
        const double before = value - mean_;
        mean_ += before / static_cast<double>(count_);
        squares_ += before * (value - mean_);
    }
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] double mean() const { return mean_; }  ///< 0 when nothing was added
    /// Sum of squared distances from the mean.
    [[nodiscard]] double centred_squares() const { return squares_; }

  private:
    std::size_t count_ = 0;
    double mean_ = 0;
    double squares_ = 0;
};

/// The mean with Student's t interval; standard error with the sample variance (n - 1).
/// insufficient_data below 2 observations: then there is no interval, and below 1 no value.
Estimate mean_estimate(const Moments& moments, double confidence_ratio);

/// The quantile of Student's t that leaves (1 - confidence_ratio) / 2 above it.
/// degrees_of_freedom > 0.
double two_sided_t(double degrees_of_freedom, double confidence_ratio);

}  // namespace assay::stats
