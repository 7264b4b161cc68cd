#include "stats/mean.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <cmath>

namespace assay::stats {

double two_sided_t(double degrees_of_freedom, double confidence_ratio) {
    const boost::math::students_t distribution(degrees_of_freedom);
    return boost::math::quantile(boost::math::complement(distribution, (1 - confidence_ratio) / 2));
}

Estimate mean_estimate(const Moments& moments, double confidence_ratio) {
    Estimate estimate{.method = "mean, t", .count = moments.count()};
    if (!std::isfinite(moments.mean())) {
        estimate.status = Status::invalid_argument;
        return estimate;
    }
    if (moments.count() > 0) estimate.value = moments.mean();
    if (moments.count() < 2) {
        estimate.status = Status::insufficient_data;
        return estimate;
    }
    const auto count = static_cast<double>(moments.count());
    const double error = std::sqrt(moments.centred_squares() / (count - 1) / count);
    const double half = two_sided_t(count - 1, confidence_ratio) * error;
    estimate.standard_error = error;
    estimate.degrees_of_freedom = count - 1;
    estimate.interval = {.low = moments.mean() - half,
                         .high = moments.mean() + half,
                         .level_ratio = confidence_ratio};
    if (error == 0)
        estimate.warnings.emplace_back("All scores are equal, so the interval has no width.");
    return estimate;
}

Estimate mean_estimate(std::span<const double> values, double confidence_ratio) {
    return mean_estimate(moments_of(values), confidence_ratio);
}

}  // namespace assay::stats
