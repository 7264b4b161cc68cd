#include "stats/binomial.hpp"

#include <array>
#include <cmath>

namespace assay::stats {
namespace {

/// What Stirling's formula lacks of ln k!: ln k! - (ln(2 pi) / 2 + (k + 1/2) ln(k + 1) - (k + 1)).
double stirling_rest(double k) {
    static constexpr std::array small = {0.08106146679532726,
                                         0.04134069595540929,
                                         0.02767792568499834,
                                         0.02079067210376509,
                                         0.01664469118982119,
                                         0.01387612882307075,
                                         0.01189670994589177,
                                         0.01041126526197209,
                                         0.009255462182712733,
                                         0.008330563433362871};
    if (k < 10) return small[static_cast<std::size_t>(k)];
    const double square = (k + 1) * (k + 1);
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1);
}

std::uint64_t by_inversion(Random& random, std::uint64_t count, double share) {
    const double odds = share / (1 - share);
    const auto n = static_cast<double>(count);
    double probability = std::exp(n * std::log1p(-share));
    double left = random.uniform();
    std::uint64_t k = 0;
    while (left > probability && k < count) {
        left -= probability;
        ++k;
        probability *= odds * (n - static_cast<double>(k) + 1) / static_cast<double>(k);
    }
    return k;
}

std::uint64_t by_rejection(Random& random, std::uint64_t count, double share) {
    const auto n = static_cast<double>(count);
    const double odds = share / (1 - share);
    const double spread = std::sqrt(n * share * (1 - share));
    const double b = 1.15 + 2.53 * spread;
    const double a = -0.0873 + 0.0248 * b + 0.01 * share;
    const double centre = n * share + 0.5;
    const double inner_v = 0.92 - 4.2 / b;
    const double alpha = (2.83 + 5.1 / b) * spread;
    const double mode = std::floor((n + 1) * share);
    while (true) {
        const double u = random.uniform() - 0.5;
        const double v = random.uniform();
        const double edge = 0.5 - std::abs(u);
        const double k = std::floor((2 * a / edge + b) * u + centre);
        if (edge >= 0.07 && v <= inner_v) return static_cast<std::uint64_t>(k);
        if (!(k >= 0) || k > n) continue;
        const double height = std::log(v * alpha / (a / (edge * edge) + b));
        const double bound = (mode + 0.5) * std::log((mode + 1) / (odds * (n - mode + 1))) +
                             (n + 1) * std::log((n - mode + 1) / (n - k + 1)) +
                             (k + 0.5) * std::log(odds * (n - k + 1) / (k + 1)) +
                             stirling_rest(mode) + stirling_rest(n - mode) - stirling_rest(k) -
                             stirling_rest(n - k);
        if (height <= bound) return static_cast<std::uint64_t>(k);
    }
}

}  // namespace

std::uint64_t draw_binomial(Random& random, std::uint64_t count, double share_ratio) {
    if (count == 0 || share_ratio <= 0) return 0;
    if (share_ratio >= 1) return count;
    if (share_ratio > 0.5) return count - draw_binomial(random, count, 1 - share_ratio);
    if (static_cast<double>(count) * share_ratio < 10)
        return by_inversion(random, count, share_ratio);
    return by_rejection(random, count, share_ratio);
}

}  // namespace assay::stats
