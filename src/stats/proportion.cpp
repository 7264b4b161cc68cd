#include "stats/proportion.hpp"

#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>

namespace assay::stats {

Estimate wilson_estimate(std::size_t successes, std::size_t count, double confidence_ratio) {
    Estimate estimate{.method = "proportion, wilson", .count = count};
    if (count == 0) {
        estimate.status = Status::insufficient_data;
        return estimate;
    }
    const auto n = static_cast<double>(count);
    const double p = static_cast<double>(successes) / n;
    const double z = boost::math::quantile(
        boost::math::complement(boost::math::normal(), (1 - confidence_ratio) / 2));
    const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    estimate.value = p;
    if (count > 1) estimate.standard_error = std::sqrt(p * (1 - p) / (n - 1));
    // Rounding must not push the bound off the value it touches.
    estimate.interval = {.low = successes == 0 ? 0 : std::max(0.0, centre - half),
                         .high = successes == count ? 1 : std::min(1.0, centre + half),
                         .level_ratio = confidence_ratio};
    return estimate;
}

}  // namespace assay::stats
