#include "stats/rate_power.hpp"

#include "stats/effect_size.hpp"
#include "stats/plan_search.hpp"

#include <boost/math/distributions/normal.hpp>

#include <cmath>

namespace assay::stats {
namespace {

bool is_rate(double ratio) { return ratio >= 0 && ratio <= 1; }

/// Variances per control sample: the estimated difference's, and the one the test takes for it.
struct Variances {
    double difference;
    double null;
};

Variances variances_of(double p, double q, double group_ratio) {
    const double pooled = (p + group_ratio * q) / (1 + group_ratio);
    return {.difference = p * (1 - p) + q * (1 - q) / group_ratio,
            .null = pooled * (1 - pooled) * (1 + 1 / group_ratio)};
}

double pooled_power(double p, double q, double n1, double n2, double alpha, Sides sides) {
    const Variances variances = variances_of(p, q, n2 / n1);
    const double critical = z_above(sides == Sides::two ? alpha / 2 : alpha);
    const double distance = std::abs(p - q) * std::sqrt(n1) - critical * std::sqrt(variances.null);
    // Rates of 0 and 1 do not vary: the test finds them or it does not.
    if (variances.difference == 0) return distance > 0 ? 1 : 0;
    return boost::math::cdf(boost::math::normal(), distance / std::sqrt(variances.difference));
}

}  // namespace

Planned two_rates_count(double control_ratio,
                        double treatment_ratio,
                        double group_ratio,
                        RateVariance variance,
                        const PowerAim& aim) {
    const double difference = treatment_ratio - control_ratio;
    if (!is_aim(aim) || !is_rate(control_ratio) || !is_rate(treatment_ratio) || difference == 0 ||
        !is_group_ratio(group_ratio))
        return {.status = Status::invalid_argument};
    if (variance == RateVariance::arcsine)
        return two_sample_normal_count(*cohens_h(control_ratio, treatment_ratio), group_ratio, aim);
    const Variances variances = variances_of(control_ratio, treatment_ratio, group_ratio);
    const double z_test = z_above(aim.sides == Sides::two ? aim.alpha / 2 : aim.alpha);
    const double z_power = z_above(1 - aim.power_ratio);
    const double test_variance =
        variance == RateVariance::pooled ? variances.null : variances.difference;
    const double root =
        (z_test * std::sqrt(test_variance) + z_power * std::sqrt(variances.difference)) /
        difference;
    return planned_count(root * root);
}

Planned two_rates_power(double control_ratio,
                        double treatment_ratio,
                        double control_count,
                        double treatment_count,
                        double alpha,
                        Sides sides) {
    if (!is_rate(control_ratio) || !is_rate(treatment_ratio) || control_ratio == treatment_ratio ||
        !is_level(alpha) || !std::isfinite(control_count) || !std::isfinite(treatment_count))
        return {.status = Status::invalid_argument};
    if (control_count < 1 || treatment_count < 1) return {.status = Status::insufficient_data};
    return {.value = pooled_power(
                control_ratio, treatment_ratio, control_count, treatment_count, alpha, sides)};
}

Planned two_rates_effect(double control_ratio,
                         RateDirection direction,
                         double control_count,
                         double treatment_count,
                         const PowerAim& aim) {
    const double most = direction == RateDirection::up ? 1 - control_ratio : control_ratio;
    const double sign = direction == RateDirection::up ? 1 : -1;
    if (!is_aim(aim) || !is_rate(control_ratio) || most == 0 ||
        !(control_count <= planned_count_max) || !(treatment_count <= planned_count_max))
        return {.status = Status::invalid_argument};
    if (control_count < 1 || treatment_count < 1) return {.status = Status::insufficient_data};
    const auto power = [&](double distance) {
        return pooled_power(control_ratio,
                            control_ratio + sign * distance,
                            control_count,
                            treatment_count,
                            aim.alpha,
                            aim.sides);
    };
    if (power(most) < aim.power_ratio) return {.status = Status::insufficient_data};
    return {.value = sign * first_reaching(0, most, aim.power_ratio, power)};
}

}  // namespace assay::stats
