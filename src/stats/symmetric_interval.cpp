#include "stats/symmetric_interval.hpp"

#include "stats/mean.hpp"
#include "stats/proportion.hpp"
#include "stats/ranges.hpp"
#include "stats/tails.hpp"

namespace assay::stats {

void set_symmetric_interval(double standard_error,
                            std::optional<double> degrees_of_freedom,
                            double confidence_ratio,
                            Estimate& estimate) {
    const double quantile = degrees_of_freedom ? two_sided_t(*degrees_of_freedom, confidence_ratio)
                                               : two_sided_z(confidence_ratio);
    estimate.standard_error = standard_error;
    estimate.degrees_of_freedom = degrees_of_freedom;
    estimate.interval = {.low = *estimate.value - quantile * standard_error,
                         .high = *estimate.value + quantile * standard_error,
                         .level_ratio = confidence_ratio};
    if (standard_error == 0)
        estimate.warnings.emplace_back("Nothing varies, so the interval has no width.");
}

std::optional<double> p_value(const Estimate& estimate, double null_value) {
    if (!estimate.value || !estimate.standard_error || *estimate.standard_error <= 0)
        return std::nullopt;
    const double distance = (*estimate.value - null_value) / *estimate.standard_error;
    return estimate.degrees_of_freedom ? t_p_value(distance, *estimate.degrees_of_freedom)
                                       : normal_p_value(distance);
}

bool is_confidence(double confidence_ratio) { return is_level(confidence_ratio); }

}  // namespace assay::stats
