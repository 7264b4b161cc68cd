#include "stats/proportion.hpp"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>

namespace assay::stats {
namespace {

bool is_rate(std::size_t successes, std::size_t count) { return count > 0 && successes <= count; }

Interval around(double centre, double half, double confidence_ratio) {
    return {.low = std::max(0.0, centre - half),
            .high = std::min(1.0, centre + half),
            .level_ratio = confidence_ratio};
}

/// The quantile of Beta(a, b) with `tail` below it, or above it.
double beta_below(double a, double b, double tail) {
    return boost::math::quantile(boost::math::beta_distribution<>(a, b), tail);
}
double beta_above(double a, double b, double tail) {
    return boost::math::quantile(
        boost::math::complement(boost::math::beta_distribution<>(a, b), tail));
}

}  // namespace

double two_sided_z(double confidence_ratio) {
    return boost::math::quantile(
        boost::math::complement(boost::math::normal(), (1 - confidence_ratio) / 2));
}

Estimate wilson_estimate(std::size_t successes, std::size_t count, double confidence_ratio) {
    Estimate estimate{.method = "proportion, wilson", .count = count};
    if (!is_rate(successes, count)) {
        estimate.status =
            count == 0 && successes == 0 ? Status::insufficient_data : Status::invalid_argument;
        return estimate;
    }
    const auto n = static_cast<double>(count);
    const double p = static_cast<double>(successes) / n;
    estimate.value = p;
    if (count > 1) estimate.standard_error = std::sqrt(p * (1 - p) / (n - 1));
    estimate.interval = wilson_interval(successes, count, confidence_ratio);
    return estimate;
}

std::optional<Interval> wilson_interval(std::size_t successes,
                                        std::size_t count,
                                        double confidence_ratio) {
    if (!is_rate(successes, count)) return std::nullopt;
    const auto n = static_cast<double>(count);
    const double p = static_cast<double>(successes) / n;
    const double z = two_sided_z(confidence_ratio);
    const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    // Rounding must not push the bound off the value it touches.
    Interval interval = around(centre, half, confidence_ratio);
    if (successes == 0) interval.low = 0;
    if (successes == count) interval.high = 1;
    return interval;
}

std::optional<Interval> clopper_pearson_interval(std::size_t successes,
                                                 std::size_t count,
                                                 double confidence_ratio) {
    if (!is_rate(successes, count)) return std::nullopt;
    const auto x = static_cast<double>(successes);
    const auto n = static_cast<double>(count);
    const double tail = (1 - confidence_ratio) / 2;
    return Interval{.low = successes == 0 ? 0 : beta_below(x, n - x + 1, tail),
                    .high = successes == count ? 1 : beta_above(x + 1, n - x, tail),
                    .level_ratio = confidence_ratio};
}

std::optional<Interval> jeffreys_interval(std::size_t successes,
                                          std::size_t count,
                                          double confidence_ratio) {
    if (!is_rate(successes, count)) return std::nullopt;
    const double a = static_cast<double>(successes) + 0.5;
    const double b = static_cast<double>(count - successes) + 0.5;
    const double tail = (1 - confidence_ratio) / 2;
    return Interval{.low = beta_below(a, b, tail),
                    .high = beta_above(a, b, tail),
                    .level_ratio = confidence_ratio};
}

std::optional<Interval> agresti_coull_interval(std::size_t successes,
                                               std::size_t count,
                                               double confidence_ratio) {
    if (!is_rate(successes, count)) return std::nullopt;
    const double z = two_sided_z(confidence_ratio);
    const double n = static_cast<double>(count) + z * z;
    const double p = (static_cast<double>(successes) + z * z / 2) / n;
    return around(p, z * std::sqrt(p * (1 - p) / n), confidence_ratio);
}

std::optional<Interval> wald_interval(std::size_t successes,
                                      std::size_t count,
                                      double confidence_ratio) {
    if (!is_rate(successes, count)) return std::nullopt;
    const auto n = static_cast<double>(count);
    const double p = static_cast<double>(successes) / n;
    const double half = two_sided_z(confidence_ratio) * std::sqrt(p * (1 - p) / n);
    return around(p, half, confidence_ratio);
}

}  // namespace assay::stats
