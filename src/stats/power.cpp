#include "stats/power.hpp"

#include "stats/plan_search.hpp"

#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>

namespace assay::stats {
namespace {

using boost::math::complement;
using Lenient = boost::math::policies::policy<
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>>;

constexpr double group_count_min = 2;
constexpr double effect_max = 1e3;

/// P(a t test rejects) when its statistic has this noncentrality, >= 0.
double t_power(double noncentrality, double freedom, double alpha, Sides sides) {
    // Beyond, the two distributions differ by less than 1e-7 and the series is slow.
    constexpr double freedom_max = 1e6;
    // Beyond, the other tail and 1 - power are below 1e-300 for any alpha that doubles can hold.
    constexpr double noncentrality_max = 1e3;
    if (noncentrality > noncentrality_max) return 1;
    const double tail = sides == Sides::two ? alpha / 2 : alpha;
    if (freedom > freedom_max) return normal_power(noncentrality, alpha, sides);
    const boost::math::students_t_distribution<double, Lenient> null(freedom);
    const double critical = quantile(complement(null, tail));
    const boost::math::non_central_t_distribution<double, Lenient> other(freedom, noncentrality);
    const double near = cdf(complement(other, critical));
    const double far = sides == Sides::two ? cdf(other, -critical) : 0;
    const double power = near + far;
    return std::isfinite(power) ? std::clamp(power, 0.0, 1.0)
                                : normal_power(noncentrality, alpha, sides);
}

double two_sample_power(double effect, double n1, double n2, double alpha, Sides sides) {
    return t_power(effect * std::sqrt(n1 / (n1 + n2) * n2), n1 + n2 - 2, alpha, sides);
}

double paired_power(double effect, double n, double alpha, Sides sides) {
    return t_power(effect * std::sqrt(n), n - 1, alpha, sides);
}

Status group_status(double count) {
    if (!(count <= planned_count_max)) return Status::invalid_argument;
    return count < group_count_min ? Status::insufficient_data : Status::ok;
}

/// The variance of the difference on one question; not above 0 when the design is wrong.
double question_difference_variance(const EvaluationDesign& design) {
    const auto is_answer = [](double variance, double count) {
        return variance >= 0 && is_moderate(variance) && count >= 1 && is_moderate(count);
    };
    if (!(design.question_variance >= 0) || !is_moderate(design.question_variance) ||
        !is_answer(design.first_answer_variance, design.first_answer_count) ||
        !is_answer(design.second_answer_variance, design.second_answer_count))
        return 0;
    const double variance = design.question_variance +
                            design.first_answer_variance / design.first_answer_count +
                            design.second_answer_variance / design.second_answer_count;
    return is_moderate_scale(variance) ? variance : 0;
}

}  // namespace

std::optional<std::size_t> whole_count(const Planned& count) {
    // A count that is whole but for rounding is not raised.
    constexpr double slack = 1e-9;
    if (!count.value || !(*count.value >= 0 && *count.value <= planned_count_max))
        return std::nullopt;
    return static_cast<std::size_t>(std::ceil(*count.value * (1 - slack)));
}

Planned two_sample_t_power(
    double effect, double control_count, double treatment_count, double alpha, Sides sides) {
    if (!std::isfinite(effect) || !is_level(alpha)) return {.status = Status::invalid_argument};
    for (const double count : {control_count, treatment_count})
        if (const Status status = group_status(count); status != Status::ok)
            return {.status = status};
    return {.value =
                two_sample_power(std::abs(effect), control_count, treatment_count, alpha, sides)};
}

Planned two_sample_t_count(double effect, double group_ratio, const PowerAim& aim) {
    const Planned normal = two_sample_normal_count(effect, group_ratio, aim);
    if (!normal.value) return normal;
    const double least = std::max(group_count_min, group_count_min / group_ratio);
    return {.value = least_count(least, *normal.value, aim.power_ratio, [&](double count) {
                return two_sample_power(
                    std::abs(effect), count, count * group_ratio, aim.alpha, aim.sides);
            })};
}

Planned two_sample_t_effect(double control_count, double treatment_count, const PowerAim& aim) {
    if (!is_aim(aim)) return {.status = Status::invalid_argument};
    for (const double count : {control_count, treatment_count})
        if (const Status status = group_status(count); status != Status::ok)
            return {.status = status};
    return least_effect(effect_max, aim.power_ratio, [&](double effect) {
        return two_sample_power(effect, control_count, treatment_count, aim.alpha, aim.sides);
    });
}

Planned two_sample_normal_count(double effect, double group_ratio, const PowerAim& aim) {
    if (!is_aim(aim) || !is_effect(effect) || !is_group_ratio(group_ratio))
        return {.status = Status::invalid_argument};
    const double z = z_sum(aim) / effect;
    return planned_count((1 + 1 / group_ratio) * z * z);
}

Planned paired_t_power(double effect, double pair_count, double alpha, Sides sides) {
    if (!std::isfinite(effect) || !is_level(alpha)) return {.status = Status::invalid_argument};
    if (const Status status = group_status(pair_count); status != Status::ok)
        return {.status = status};
    return {.value = paired_power(std::abs(effect), pair_count, alpha, sides)};
}

Planned paired_t_count(double effect, const PowerAim& aim) {
    const Planned normal = paired_normal_count(effect, aim);
    if (!normal.value) return normal;
    return {.value =
                least_count(group_count_min, *normal.value, aim.power_ratio, [&](double count) {
                    return paired_power(std::abs(effect), count, aim.alpha, aim.sides);
                })};
}

Planned paired_t_effect(double pair_count, const PowerAim& aim) {
    if (!is_aim(aim)) return {.status = Status::invalid_argument};
    if (const Status status = group_status(pair_count); status != Status::ok)
        return {.status = status};
    return least_effect(effect_max, aim.power_ratio, [&](double effect) {
        return paired_power(effect, pair_count, aim.alpha, aim.sides);
    });
}

Planned paired_normal_count(double effect, const PowerAim& aim) {
    if (!is_aim(aim) || !is_effect(effect)) return {.status = Status::invalid_argument};
    const double z = z_sum(aim) / effect;
    return planned_count(z * z);
}

Planned evaluation_question_count(const EvaluationDesign& design,
                                  double effect,
                                  const PowerAim& aim) {
    const double variance = question_difference_variance(design);
    if (!is_aim(aim) || !is_effect(effect) || !(variance > 0))
        return {.status = Status::invalid_argument};
    const double z = z_sum(aim) / effect;
    return planned_count(z * z * variance);
}

Planned evaluation_power(const EvaluationDesign& design,
                         double effect,
                         double question_count,
                         double alpha,
                         Sides sides) {
    const double variance = question_difference_variance(design);
    if (!std::isfinite(effect) || !is_level(alpha) || !(variance > 0))
        return {.status = Status::invalid_argument};
    if (const Status status = group_status(question_count); status != Status::ok)
        return {.status = status};
    const double shift = std::abs(effect) * std::sqrt(question_count / variance);
    return {.value = std::isfinite(shift) ? normal_power(shift, alpha, sides) : 1};
}

Planned evaluation_effect(const EvaluationDesign& design,
                          double question_count,
                          const PowerAim& aim) {
    const double variance = question_difference_variance(design);
    if (!is_aim(aim) || !(variance > 0)) return {.status = Status::invalid_argument};
    if (const Status status = group_status(question_count); status != Status::ok)
        return {.status = status};
    return {.value = z_sum(aim) * std::sqrt(variance / question_count)};
}

Planned design_effect(double cluster_size, double intraclass_correlation) {
    if (!(cluster_size >= 1 && cluster_size <= planned_count_max) ||
        !(intraclass_correlation >= 0 && intraclass_correlation <= 1))
        return {.status = Status::invalid_argument};
    return {.value = 1 + (cluster_size - 1) * intraclass_correlation};
}

}  // namespace assay::stats
