#include "stats/bca.hpp"

#include "stats/hypothesis_test.hpp"
#include "stats/moments.hpp"

#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::stats {
namespace {

constexpr std::size_t exhaustive_count_max = 7;

/// The mean without each number in turn.
std::vector<double> leave_one_out_means(std::span<const double> values) {
    const Moments moments = moments_of(values);
    const auto n = static_cast<double>(values.size());
    std::vector<double> means;
    means.reserve(values.size());
    for (const double value : values)
        means.push_back(moments.mean() + (moments.mean() - value) / (n - 1));
    return means;
}

}  // namespace

double sorted_quantile(std::span<const double> sorted, double level_ratio) {
    const double place = level_ratio * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double jackknife_acceleration(std::span<const double> leave_one_out) {
    if (all_equal(leave_one_out)) return 0;
    const double mean = moments_of(leave_one_out).mean();
    double squares = 0;
    double cubes = 0;
    for (const double value : leave_one_out) {
        const double d = mean - value;
        squares += d * d;
        cubes += d * d * d;
    }
    return squares == 0 ? 0 : cubes / (6 * squares * std::sqrt(squares));
}

std::optional<BcaInterval> bca_interval(std::span<const double> sorted_resamples,
                                        double value,
                                        double acceleration,
                                        double confidence_ratio) {
    if (sorted_resamples.empty()) return std::nullopt;
    const double rounding =
        1e-12 * (std::abs(value) + sorted_resamples.back() - sorted_resamples.front());
    const auto begin = sorted_resamples.begin();
    const auto below =
        static_cast<double>(std::ranges::lower_bound(sorted_resamples, value - rounding) - begin);
    const auto not_above =
        static_cast<double>(std::ranges::upper_bound(sorted_resamples, value + rounding) - begin);
    const double share = (below + not_above) / 2 / static_cast<double>(sorted_resamples.size());
    if (share <= 0 || share >= 1) return std::nullopt;
    const boost::math::normal normal;
    const double z0 = boost::math::quantile(normal, share);
    const auto level = [&](double tail) {
        const double z = z0 + boost::math::quantile(normal, tail);
        return boost::math::cdf(normal, z0 + z / (1 - acceleration * z));
    };
    const double tail = (1 - confidence_ratio) / 2;
    BcaInterval bca{.bias_correction = z0,
                    .low_level_ratio = level(tail),
                    .high_level_ratio = level(1 - tail),
                    .interval = {}};
    bca.interval = {.low = sorted_quantile(sorted_resamples, bca.low_level_ratio),
                    .high = sorted_quantile(sorted_resamples, bca.high_level_ratio),
                    .level_ratio = confidence_ratio};
    return bca;
}

std::optional<ExhaustiveBootstrap> exhaustive_bootstrap_mean(std::span<const double> values,
                                                             double confidence_ratio) {
    const std::size_t n = values.size();
    if (n < 2 || n > exhaustive_count_max || !all_finite(values)) return std::nullopt;
    std::size_t resample_count = 1;
    for (std::size_t i = 0; i < n; ++i) resample_count *= n;
    std::vector<double> means(resample_count);
    // The digits of the resample's number in base n are the indices drawn.
    for (std::size_t number = 0; number < resample_count; ++number) {
        double sum = 0;
        for (std::size_t rest = number, i = 0; i < n; ++i, rest /= n) sum += values[rest % n];
        means[number] = sum / static_cast<double>(n);
    }
    const Moments moments = moments_of(means);
    std::ranges::sort(means);
    const double tail = (1 - confidence_ratio) / 2;
    const double value = moments_of(values).mean();
    ExhaustiveBootstrap all{
        .estimate = {.method = "mean, exhaustive bootstrap percentile", .value = value, .count = n},
        .acceleration = jackknife_acceleration(leave_one_out_means(values)),
        .resample_count = resample_count,
        .bca = {}};
    all.estimate.standard_error =
        std::sqrt(moments.centred_squares() / static_cast<double>(resample_count));
    all.estimate.interval = {.low = sorted_quantile(means, tail),
                             .high = sorted_quantile(means, 1 - tail),
                             .level_ratio = confidence_ratio};
    all.bca = bca_interval(means, value, all.acceleration, confidence_ratio);
    return all;
}

}  // namespace assay::stats
