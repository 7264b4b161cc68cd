#include "stats/correlation.hpp"

#include "stats/moments.hpp"
#include "stats/proportion.hpp"
#include "stats/ranks.hpp"
#include "stats/tails.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

namespace assay::stats {
namespace {

Status status_of(std::span<const double> x, std::span<const double> y) {
    if (x.size() != y.size() || !all_finite(x) || !all_finite(y)) return Status::invalid_argument;
    if (x.size() < 2) return Status::insufficient_data;
    if (all_equal(x) || all_equal(y)) return Status::zero_variance;
    return Status::ok;
}

/// Coefficient and t test of numbers that vary.
void correlate(std::span<const double> x, std::span<const double> y, HypothesisTest& test) {
    const Moments of_x = moments_of(x);
    const Moments of_y = moments_of(y);
    double products = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        products += (x[i] - of_x.mean()) * (y[i] - of_y.mean());
    const double scale = std::sqrt(of_x.centred_squares()) * std::sqrt(of_y.centred_squares());
    const double r = std::clamp(products / scale, -1.0, 1.0);
    test.estimate = r;
    if (x.size() < 3) return;
    const double freedom = static_cast<double>(x.size()) - 2;
    test.degrees_of_freedom = freedom;
    if (std::abs(r) == 1) {
        test.p_value = 0;
        return;
    }
    test.statistic = r * std::sqrt(freedom / ((1 - r) * (1 + r)));
    test.p_value = t_p_value(*test.statistic, freedom);
}

/// Pairs among equal neighbours of a sorted range.
template <typename Range, typename Equal>
double tied_pairs(const Range& sorted, Equal equal) {
    double pairs = 0;
    double run = 0;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        run = equal(sorted[i - 1], sorted[i]) ? run + 1 : 0;
        pairs += run;
    }
    return pairs;
}

/// Sorts `values` by merging and returns the number of pairs that were out of order.
double sort_and_count_swaps(std::vector<double>& values) {
    std::vector<double> merged(values.size());
    double swaps = 0;
    for (std::size_t width = 1; width < values.size(); width *= 2) {
        for (std::size_t first = 0; first < values.size(); first += 2 * width) {
            const std::size_t middle = std::min(first + width, values.size());
            const std::size_t end = std::min(first + 2 * width, values.size());
            std::size_t left = first;
            std::size_t right = middle;
            for (std::size_t out = first; out < end; ++out) {
                if (right == end || (left < middle && values[left] <= values[right])) {
                    merged[out] = values[left++];
                } else {
                    swaps += static_cast<double>(middle - left);
                    merged[out] = values[right++];
                }
            }
        }
        values.swap(merged);
    }
    return swaps;
}

}  // namespace

HypothesisTest pearson_correlation(std::span<const double> x,
                                   std::span<const double> y,
                                   double confidence_ratio) {
    HypothesisTest test{.status = status_of(x, y), .method = "pearson"};
    if (test.status != Status::ok) return test;
    correlate(x, y, test);
    if (x.size() < 4) return test;
    const double centre = std::atanh(*test.estimate);
    const double half =
        two_sided_z(confidence_ratio) / std::sqrt(static_cast<double>(x.size()) - 3);
    test.interval = {.low = std::tanh(centre - half),
                     .high = std::tanh(centre + half),
                     .level_ratio = confidence_ratio};
    return test;
}

HypothesisTest spearman_correlation(std::span<const double> x, std::span<const double> y) {
    HypothesisTest test{.status = status_of(x, y), .method = "spearman"};
    if (test.status != Status::ok) return test;
    correlate(mid_ranks(x).of, mid_ranks(y).of, test);
    return test;
}

HypothesisTest kendall_tau_b(std::span<const double> x, std::span<const double> y) {
    HypothesisTest test{.status = status_of(x, y), .method = "kendall tau-b"};
    if (test.status != Status::ok) return test;
    std::vector<std::pair<double, double>> points(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) points[i] = {x[i], y[i]};
    std::ranges::sort(points);
    const double x_ties =
        tied_pairs(points, [](const auto& a, const auto& b) { return a.first == b.first; });
    const double both_ties =
        tied_pairs(points, [](const auto& a, const auto& b) { return a == b; });
    std::vector<double> in_order_of_x(points.size());
    std::ranges::transform(points, in_order_of_x.begin(), &std::pair<double, double>::second);
    const double discordant = sort_and_count_swaps(in_order_of_x);
    const double y_ties = tied_pairs(in_order_of_x, std::equal_to<>());
    const auto n = static_cast<double>(x.size());
    const double pairs = n * (n - 1) / 2;
    const double untied = pairs - x_ties - y_ties + both_ties;
    test.estimate =
        (untied - 2 * discordant) / std::sqrt(pairs - x_ties) / std::sqrt(pairs - y_ties);
    return test;
}

}  // namespace assay::stats
