#include "stats/confidence_sequence.hpp"

#include "stats/ranges.hpp"
#include "stats/uniform_bound.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {
namespace {

Status status_of(double estimate, double standard_error, std::size_t count) {
    if (!is_moderate(estimate) || !is_moderate(standard_error) || standard_error < 0)
        return Status::invalid_argument;
    if (count == 0) return Status::insufficient_data;
    return is_nil(standard_error, estimate) ? Status::zero_variance : Status::ok;
}

double p_value_of(double log_e_value) { return std::exp(-std::max(0.0, log_e_value)); }

void conclude(double log_e_value, double half, double alpha, SequentialLook& look) {
    look.log_e_value = log_e_value;
    look.p_value = p_value_of(log_e_value);
    look.interval = {
        .low = *look.estimate - half, .high = *look.estimate + half, .level_ratio = 1 - alpha};
}

SequentialLook started(std::string_view method,
                       double estimate,
                       double standard_error,
                       std::size_t count) {
    SequentialLook look{.status = status_of(estimate, standard_error, count), .method = method};
    if (look.status == Status::invalid_argument || look.status == Status::insufficient_data)
        return look;
    look.estimate = estimate;
    if (look.status == Status::ok) look.standard_error = standard_error;
    return look;
}

}  // namespace

double AlwaysValidPValue::value() const { return p_value_of(log_e_value_max_); }

SequentialLook confidence_sequence(double estimate,
                                   double standard_error,
                                   std::size_t count,
                                   const ConfidenceSequenceOptions& options) {
    SequentialLook look =
        started("asymptotic confidence sequence", estimate, standard_error, count);
    if (look.status != Status::ok) return look;
    // In units where an observation has variance 1, the sum of n has the variance n.
    const auto n = static_cast<double>(count);
    const MixtureOptions mixture{.best_v = options.planned_count, .best_alpha = options.alpha};
    const auto bound = two_sided_normal_bound(n, options.alpha, mixture);
    const auto log_e = two_sided_normal_log(estimate / standard_error * std::sqrt(n), n, mixture);
    if (!bound || !log_e) return {.status = Status::invalid_argument, .method = look.method};
    conclude(*log_e, standard_error * *bound / std::sqrt(n), options.alpha, look);
    look.may_decide = count >= options.count_min;
    return look;
}

GuardrailLook guardrail_look(double harm,
                             double standard_error,
                             std::size_t count,
                             const Guardrail& guardrail) {
    GuardrailLook look{.status = status_of(harm, standard_error, count)};
    if (!(guardrail.margin >= 0) || !is_moderate(guardrail.margin))
        look.status = Status::invalid_argument;
    else if (look.status == Status::ok && is_nil(standard_error, guardrail.margin))
        look.status = Status::zero_variance;
    if (look.status == Status::invalid_argument || look.status == Status::insufficient_data)
        return look;
    look.harm = harm;
    if (look.status != Status::ok) return look;
    const ConfidenceSequenceOptions& options = guardrail.sequence;
    const auto n = static_cast<double>(count);
    const MixtureOptions mixture{.best_v = options.planned_count, .best_alpha = options.alpha};
    const auto bound = one_sided_normal_bound(n, options.alpha, mixture);
    const auto log_e =
        one_sided_normal_log((harm - guardrail.margin) / standard_error * std::sqrt(n), n, mixture);
    if (!bound || !log_e) return {.status = Status::invalid_argument};
    look.harm_low = harm - standard_error * *bound / std::sqrt(n);
    look.log_e_value = log_e;
    look.p_value = p_value_of(*log_e);
    look.may_decide = count >= options.count_min;
    look.is_breached = look.may_decide && *look.harm_low > guardrail.margin;
    return look;
}

SequentialLook mixture_ratio_test(double estimate,
                                  double standard_error,
                                  std::size_t count,
                                  const SequentialTestOptions& options) {
    SequentialLook look = started("mSPRT", estimate, standard_error, count);
    if (look.status != Status::ok) return look;
    const double tau = options.effect_variance;
    const double variance = standard_error * standard_error;
    if (!is_level(options.alpha) || !is_moderate_scale(tau))
        return {.status = Status::invalid_argument, .method = look.method};
    const double z = estimate / standard_error;
    const double log_growth = std::log1p(tau / variance);
    const double log_lambda = z * z / 2 * (tau / (variance + tau)) - log_growth / 2;
    const double half = standard_error * std::sqrt((1 + variance / tau) *
                                                   (log_growth - 2 * std::log(options.alpha)));
    conclude(log_lambda, half, options.alpha, look);
    look.may_decide = count >= options.count_min;
    return look;
}

}  // namespace assay::stats
