#include "stats/uniform_bound.hpp"

#include "stats/ranges.hpp"

#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/zeta.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace assay::stats {
namespace {

bool is_variance(double v) { return v == 0 || is_moderate_scale(v); }

/// rho of the options with alpha_factor times their alpha: 2 for one side.
std::optional<double> rho_of(const MixtureOptions& options, double alpha_factor) {
    const double alpha = alpha_factor * options.best_alpha;
    if (!is_moderate_scale(options.best_v) || !is_level(alpha)) return std::nullopt;
    const double log_twice = -2 * std::log(alpha);
    return options.best_v / (log_twice + std::log1p(log_twice));
}

std::optional<double> one_sided_rho(const MixtureOptions& options) { return rho_of(options, 2); }

/// log of the standard normal's cdf, also where the cdf is 0 to double precision.
double log_normal_cdf(double z) {
    constexpr double direct_min = -30;
    if (z > direct_min) return std::log(std::erfc(-z / std::numbers::sqrt2) / 2);
    return -z * z / 2 - std::log(-z * std::sqrt(2 * std::numbers::pi)) - 1 / (z * z);
}

double one_sided_log(double s, double v, double rho) {
    const double spread = v + rho;
    return std::log(4 * rho / spread) / 2 + s * s / (2 * spread) +
           log_normal_cdf(s / std::sqrt(spread));
}

/// The s >= 0 where a log mixture that rises in s reaches log(1 / alpha).
template <typename Rising>
std::optional<double> root(double v, double alpha, Rising log_mixture) {
    constexpr int doubling_count = 60;
    constexpr int accuracy_bits = 48;
    const auto excess = [&](double s) { return log_mixture(s) + std::log(alpha); };
    double low = 0;
    double high = std::sqrt(std::max(v, 1.0));
    for (int i = 0; !(excess(high) > 0); ++i) {
        if (i == doubling_count) return std::nullopt;
        low = high;
        high *= 2;
    }
    if (!(excess(low) < 0)) return low;
    if (!std::isfinite(excess(high))) return std::nullopt;
    std::uintmax_t step_count = 100;
    return boost::math::tools::toms748_solve(
               excess,
               low,
               high,
               boost::math::tools::eps_tolerance<double>(accuracy_bits),
               step_count)
        .second;
}

/// P(a, x), the regularised lower incomplete gamma function; NaN where it does not converge.
double gamma_p(double a, double x) {
    using namespace boost::math::policies;
    using Lenient = policy<evaluation_error<ignore_error>, overflow_error<ignore_error>>;
    return boost::math::gamma_p(a, x, Lenient());
}

}  // namespace

std::optional<double> two_sided_normal_rho(const MixtureOptions& options) {
    return rho_of(options, 1);
}

std::optional<double> two_sided_normal_log(double s, double v, const MixtureOptions& options) {
    const auto rho = two_sided_normal_rho(options);
    if (!rho || !is_moderate(s) || !is_variance(v)) return std::nullopt;
    return s * s / (2 * (v + *rho)) - std::log1p(v / *rho) / 2;
}

std::optional<double> two_sided_normal_bound(double v,
                                             double alpha,
                                             const MixtureOptions& options) {
    const auto rho = two_sided_normal_rho(options);
    if (!rho || !is_variance(v) || !is_level(alpha)) return std::nullopt;
    return std::sqrt((v + *rho) * (std::log1p(v / *rho) - 2 * std::log(alpha)));
}

std::optional<double> one_sided_normal_log(double s, double v, const MixtureOptions& options) {
    const auto rho = one_sided_rho(options);
    if (!rho || !is_moderate(s) || !is_variance(v)) return std::nullopt;
    return one_sided_log(s, v, *rho);
}

std::optional<double> one_sided_normal_bound(double v,
                                             double alpha,
                                             const MixtureOptions& options) {
    const auto rho = one_sided_rho(options);
    if (!rho || !is_variance(v) || !is_level(2 * alpha)) return std::nullopt;
    return root(v, alpha, [&](double s) { return one_sided_log(s, v, *rho); });
}

std::optional<double> gamma_exponential_bound(double v,
                                              double alpha,
                                              double scale,
                                              const MixtureOptions& options) {
    const auto rho = one_sided_rho(options);
    if (!rho || !is_variance(v) || !is_level(2 * alpha) || !is_moderate_scale(scale))
        return std::nullopt;
    const double square = scale * scale;
    const double prior = *rho / square;
    const double shape = (v + *rho) / square;
    // Outside, the incomplete gamma function does not converge; the bound is the normal one there
    // when the scale is small, and useless when it is large.
    if (!(prior >= 1e-6 && shape <= 1e8)) return std::nullopt;
    const double constant =
        prior * std::log(prior) - std::lgamma(prior) - std::log(gamma_p(prior, prior));
    return root(v, alpha, [&](double s) {
        const double moved = (scale * s + v) / square;
        return constant + std::lgamma(shape) + std::log(gamma_p(shape, moved + prior)) -
               shape * std::log(moved + prior) + moved;
    });
}

std::optional<double> polynomial_stitching_bound(double v,
                                                 double alpha,
                                                 double v_min,
                                                 double scale) {
    if (!is_variance(v) || !is_level(alpha) || !is_moderate_scale(v_min) || !(scale >= 0) ||
        !is_moderate(scale))
        return std::nullopt;
    // Howard et al. 2021, eq. 9: epochs grow by eta, and epoch k is given 1 / (zeta(s) k^s) of
    // alpha.
    constexpr double eta = 2;
    constexpr double s = 1.4;
    const double k1 = (std::pow(eta, 0.25) + std::pow(eta, -0.25)) / std::numbers::sqrt2;
    const double k2 = (std::sqrt(eta) + 1) / 2;
    const double used = std::max(v, v_min);
    const double penalty = s * std::log(std::log(eta * used / v_min)) +
                           std::log(boost::math::zeta(s) / std::pow(std::log(eta), s)) -
                           std::log(alpha);
    const double linear = k2 * scale * penalty;
    return std::sqrt(k1 * k1 * used * penalty + linear * linear) + linear;
}

}  // namespace assay::stats
