#include "stats/arm_effect.hpp"

#include "stats/mean.hpp"
#include "stats/mean_difference.hpp"
#include "stats/ranges.hpp"
#include "stats/symmetric_interval.hpp"
#include "stats/tails.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <cmath>
#include <limits>

namespace assay::stats {
namespace {

bool are_moderate(const Moments& moments) {
    return is_moderate(moments.mean()) && moments.centred_squares() >= 0 &&
           is_moderate(std::sqrt(moments.centred_squares()));
}

/// Whether sums of whole numbers say that all numbers were the same: then they are exact.
bool is_whole_constant(const ArmSums& arm) {
    constexpr double exact_max = 9007199254740992.0;  // 2^53
    const auto count = static_cast<double>(arm.count);
    const double mean = arm.sum / count;
    return mean == std::floor(mean) && std::abs(arm.sum) <= exact_max &&
           arm.sum_of_squares <= exact_max && mean * arm.sum == arm.sum_of_squares;
}

}  // namespace

std::optional<Moments> moments_of(const ArmSums& arm) {
    // A sum of n squares is off by about the square root of n roundings; 1e-7 keeps 3 digits of
    // the difference for as many as 1e12 numbers.
    constexpr double spread_ratio_min = 1e-7;
    if (!std::isfinite(arm.sum) || !std::isfinite(arm.sum_of_squares)) return std::nullopt;
    if (arm.count == 0) {
        if (arm.sum != 0 || arm.sum_of_squares != 0) return std::nullopt;
        return Moments();
    }
    const double mean = arm.sum / static_cast<double>(arm.count);
    if (arm.count == 1 || is_whole_constant(arm)) return Moments(arm.count, mean, 0);
    const double squares = arm.sum_of_squares - mean * arm.sum;
    if (!(squares > spread_ratio_min * arm.sum_of_squares)) return std::nullopt;
    return Moments(arm.count, mean, squares);
}

ArmEffect arm_effect(const Moments& control, const Moments& treatment, EffectScale scale) {
    constexpr double baseline_errors_min = 3;
    ArmEffect effect{.count = control.count() + treatment.count()};
    if (!are_moderate(control) || !are_moderate(treatment)) {
        effect.status = Status::invalid_argument;
        return effect;
    }
    const double baseline = control.mean();
    const bool is_relative = scale == EffectScale::relative;
    if (!is_relative && control.count() > 0 && treatment.count() > 0)
        effect.value = treatment.mean() - baseline;
    if (control.count() < 2 || treatment.count() < 2) {
        effect.status = Status::insufficient_data;
        return effect;
    }
    const auto n1 = static_cast<double>(control.count());
    const auto n2 = static_cast<double>(treatment.count());
    const double v1 = control.sample_variance() / n1;
    const double v2 = treatment.sample_variance() / n2;
    if (is_relative) {
        if (baseline == 0 || std::abs(baseline) < baseline_errors_min * std::sqrt(v1)) {
            effect.status = Status::insufficient_data;
            return effect;
        }
        effect.value = (treatment.mean() - baseline) / baseline;
    }
    const double ratio = is_relative ? treatment.mean() / baseline : 0;
    const double error =
        is_relative ? std::sqrt(v2 + ratio * ratio * v1) / std::abs(baseline) : std::sqrt(v1 + v2);
    if (!is_moderate(error) || !is_moderate(*effect.value))
        return {.status = Status::invalid_argument, .count = effect.count};
    if (is_nil(error, *effect.value)) {
        effect.status = Status::zero_variance;
        return effect;
    }
    effect.standard_error = error;
    effect.degrees_of_freedom = welch_degrees_of_freedom(v1, n1, v2, n2);
    return effect;
}

HypothesisTest arm_effect_test(const Moments& control,
                               const Moments& treatment,
                               EffectScale scale,
                               Alternative alternative,
                               double confidence_ratio) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    HypothesisTest test{.method = scale == EffectScale::relative ? "welch t, relative effect"
                                                                 : "welch t"};
    if (!is_confidence(confidence_ratio)) {
        test.status = Status::invalid_argument;
        return test;
    }
    const ArmEffect effect = arm_effect(control, treatment, scale);
    test.status = effect.status;
    test.estimate = effect.value;
    test.standard_error = effect.standard_error;
    if (effect.status != Status::ok) return test;
    const double freedom = *effect.degrees_of_freedom;
    test.statistic = *effect.value / *effect.standard_error;
    test.degrees_of_freedom = freedom;
    const bool is_two_sided = alternative == Alternative::two_sided;
    // A one-sided quantile is the two-sided one of twice the error.
    const double quantile =
        is_two_sided ? two_sided_t(freedom, confidence_ratio)
                     : boost::math::quantile(boost::math::students_t(freedom), confidence_ratio);
    const double half = quantile * *effect.standard_error;
    test.interval = {.low = alternative == Alternative::less ? -infinity : *effect.value - half,
                     .high = alternative == Alternative::greater ? infinity : *effect.value + half,
                     .level_ratio = confidence_ratio};
    if (is_two_sided) {
        test.p_value = t_p_value(*test.statistic, freedom);
    } else {
        const double favourable =
            alternative == Alternative::greater ? *test.statistic : -*test.statistic;
        test.p_value = t_upper_tail(favourable, freedom);
    }
    return test;
}

}  // namespace assay::stats
