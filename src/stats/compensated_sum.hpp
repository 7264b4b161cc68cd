#pragma once
// A sum of which what was added can be subtracted again, without drift. Value type.

#include <cmath>

namespace assay::stats {

/// Twice the digits of a double: subtracting a number leaves what was there before it was added, to
/// 1e-32 of the largest sum on the way. Source: Knuth, TAOCP 2, 4.2.2.
class CompensatedSum {
  public:
    void add(double value) {
        const double sum = high_ + value;
        const double added = sum - high_;
        low_ += (high_ - (sum - added)) + (value - added);
        high_ = sum;
    }
    [[nodiscard]] double value() const { return high_ + low_; }
    [[nodiscard]] double high() const { return high_; }
    [[nodiscard]] double low() const { return low_; }  ///< what `high` lacks

  private:
    double high_ = 0;
    double low_ = 0;
};

}  // namespace assay::stats
