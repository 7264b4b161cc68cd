#pragma once
// Has a stream of numbers moved, and since when? For a judge on its golden set, or an annotator on
// gold items: small persistent shifts that no single value shows. Value types, one per stream; not
// for concurrent use.

#include <cstddef>
#include <optional>

namespace assay::stats {

enum class DriftDirection { up, down };

struct DriftAlarm {
    DriftDirection direction;
    std::size_t index;        ///< of the observation that raised it, from 0
    std::size_t since_index;  ///< where the rise that led to it began: the likely change
    /// Mean distance since then from the target (Cusum) or from the running mean (PageHinkley), in
    /// units of the observations; negative when down. Too large by selection when the alarm is
    /// false.
    double shift;

    bool operator==(const DriftAlarm&) const = default;
};

/// Sum of the excesses over an allowance, never below 0, and how many observations made it up.
class OneSidedSum {
  public:
    void add(double excess) {
        sum_ += excess;
        ++run_length_;
        if (sum_ > 0) return;
        sum_ = 0;
        run_length_ = 0;
    }
    [[nodiscard]] double sum() const { return sum_; }
    [[nodiscard]] std::size_t run_length() const { return run_length_; }

  private:
    double sum_ = 0;
    std::size_t run_length_ = 0;
};

struct CusumOptions {
    double target;     ///< the mean when nothing has moved
    double allowance;  ///< k, half of the shift to be found soon
    double threshold;  ///< h; with k = sd / 2, 4 sd means a false alarm every 168, 5 sd every 465
};

/// Two-sided cumulative sum: up = max(0, up + x - target - k), alarm when a side is above h.
/// Needs a known target. Source: Page 1954.
class Cusum {
  public:
    explicit Cusum(const CusumOptions& options) : options_(options) {}

    /// Whether a side is above the threshold now. NaN and infinity are ignored, but count for
    /// indices.
    bool add(double value);

    [[nodiscard]] double up() const { return up_.sum(); }
    [[nodiscard]] double down() const { return down_.sum(); }
    /// The first since the start; later values do not change it.
    [[nodiscard]] const std::optional<DriftAlarm>& alarm() const { return alarm_; }

  private:
    CusumOptions options_;
    OneSidedSum up_;
    OneSidedSum down_;
    std::size_t count_ = 0;
    std::optional<DriftAlarm> alarm_;
};

struct PageHinkleyOptions {
    double allowance;  ///< delta, change that does not matter
    double threshold;  ///< lambda
};

/// The same around the running mean, which includes the newest value: needs no target, but a shift
/// before it has seen enough becomes its normal. Source: Hinkley 1971; Gama et al. 2014.
class PageHinkley {
  public:
    explicit PageHinkley(const PageHinkleyOptions& options) : options_(options) {}

    /// As Cusum::add().
    bool add(double value);

    [[nodiscard]] double up() const { return up_.sum(); }
    [[nodiscard]] double down() const { return down_.sum(); }
    [[nodiscard]] const std::optional<DriftAlarm>& alarm() const { return alarm_; }

  private:
    PageHinkleyOptions options_;
    OneSidedSum up_;
    OneSidedSum down_;
    double mean_ = 0;
    std::size_t used_count_ = 0;
    std::size_t count_ = 0;
    std::optional<DriftAlarm> alarm_;
};

/// Observations until a Cusum alarms, on average, when they are independent and normal around
/// target + shift; allowance, threshold and shift in standard deviations. With shift 0 this is the
/// time between false alarms. Within 0.1 % for thresholds of 2 to 10. Null for NaN, infinity, an
/// allowance below 0 and a threshold not above 0. Some milliseconds. Source: Brook & Evans 1972.
std::optional<double> cusum_average_run_length(double allowance, double threshold, double shift);

/// The threshold, 2 to 30 standard deviations, with which a two-sided Cusum of such an allowance
/// > 0 raises a false alarm every so many values on average; within 2 % of the above, in no time.
/// Source: Siegmund 1985, Sequential Analysis, eq. 2.56.
double cusum_threshold(double allowance, double average_run_length);

}  // namespace assay::stats
