#pragma once
// Running moments of a stream of numbers, which can be merged across threads. Value types.

#include <cstddef>
#include <span>

namespace assay::stats {

/// Count, mean and centred sum of squares of the numbers added so far (Welford 1962), which does
/// not cancel when the mean is large against the spread.
class Moments {
  public:
    Moments() = default;
    /// As if numbers with this mean and this sum of squared distances from it had been added.
    Moments(std::size_t count, double mean, double centred_squares)
        : count_(count), mean_(mean), squares_(centred_squares) {}

    void add(double value) {
        ++count_;
        const double before = value - mean_;
        mean_ += before / static_cast<double>(count_);
        squares_ += before * (value - mean_);
    }
    /// As if all that `other` saw were added here. Source: Chan, Golub & LeVeque 1979.
    void merge(const Moments& other) {
        if (other.count_ == 0) return;
        const auto ours = static_cast<double>(count_);
        const auto theirs = static_cast<double>(other.count_);
        const double offset = other.mean_ - mean_;
        count_ += other.count_;
        mean_ += offset * theirs / (ours + theirs);
        squares_ += other.squares_ + offset * offset * ours * theirs / (ours + theirs);
    }
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] double mean() const { return mean_; }  ///< 0 when nothing was added
    /// Sum of squared distances from the mean.
    [[nodiscard]] double centred_squares() const { return squares_; }
    /// With divisor n - 1; 0 below two numbers.
    [[nodiscard]] double sample_variance() const {
        return count_ < 2 ? 0 : squares_ / static_cast<double>(count_ - 1);
    }

  private:
    std::size_t count_ = 0;
    double mean_ = 0;
    double squares_ = 0;
};

inline Moments moments_of(std::span<const double> values) {
    Moments moments;
    for (const double value : values) moments.add(value);
    return moments;
}

/// Mean of numbers with weights above 0, as distances from the first, so that a large common offset
/// does not cancel.
class WeightedMean {
  public:
    void add(double value, double weight) {
        if (weights_ == 0) origin_ = value;
        sum_ += weight * (value - origin_);
        weights_ += weight;
    }
    [[nodiscard]] bool empty() const { return weights_ == 0; }
    [[nodiscard]] double mean() const { return empty() ? 0 : origin_ + sum_ / weights_; }
    [[nodiscard]] double weights() const { return weights_; }  ///< their sum

  private:
    double origin_ = 0;
    double sum_ = 0;
    double weights_ = 0;
};

}  // namespace assay::stats
