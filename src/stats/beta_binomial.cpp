#include "stats/beta_binomial.hpp"

#include "stats/ranges.hpp"
#include "stats/symmetric_interval.hpp"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/quadrature/gauss.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace assay::stats {
namespace {

using Lenient = boost::math::policies::policy<
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>>;
using Beta = boost::math::beta_distribution<double, Lenient>;
using boost::math::cdf;
using boost::math::complement;

struct Posterior {
    Posterior(const Rate& rate, const BetaPrior& prior)
        : successes(prior.successes + static_cast<double>(rate.successes)),
          failures(prior.failures + static_cast<double>(rate.count - rate.successes)),
          beta(successes, failures) {}

    [[nodiscard]] double mean() const { return successes / (successes + failures); }
    [[nodiscard]] double deviation() const {
        const double total = successes + failures;
        return std::sqrt(successes / total * failures / total / (total + 1));
    }

    double successes;
    double failures;
    Beta beta;
};

/// Where the integrands change: distances of the means in deviations, close where the density is.
/// As angles whose squared sine is the rate, so that densities with a parameter of 1/2, infinite at
/// 0 and 1, are finite.
std::vector<double> panel_borders(const Posterior& control, const Posterior& treatment) {
    constexpr std::array distances = {
        0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 13.0, 17.0, 22.0, 30.0, 40.0};
    std::vector<double> angles = {0, std::asin(1.0)};
    for (const Posterior* posterior : {&control, &treatment}) {
        for (const double distance : distances) {
            for (const double sign : {-1.0, 1.0}) {
                const double rate = posterior->mean() + sign * distance * posterior->deviation();
                if (rate > 0 && rate < 1) angles.push_back(std::asin(std::sqrt(rate)));
            }
        }
    }
    std::ranges::sort(angles);
    return angles;
}

template <typename Integrand>
double integrate(const std::vector<double>& angles, Integrand integrand) {
    using Gauss = boost::math::quadrature::gauss<double, 15>;
    double sum = 0;
    for (std::size_t i = 1; i < angles.size(); ++i) {
        if (angles[i] == angles[i - 1]) continue;
        sum += Gauss::integrate(
            [&](double angle) {
                const double sine = std::sin(angle);
                return integrand(sine * sine) * 2 * sine * std::cos(angle);
            },
            angles[i - 1],
            angles[i]);
    }
    return sum;
}

BetaPosterior summary(const Posterior& posterior, double credible_ratio) {
    const double tail = (1 - credible_ratio) / 2;
    return {.mean = posterior.mean(),
            .interval = {.low = boost::math::quantile(posterior.beta, tail),
                         .high = boost::math::quantile(complement(posterior.beta, tail)),
                         .level_ratio = credible_ratio}};
}

}  // namespace

BayesRates bayes_rates(const Rate& control,
                       const Rate& treatment,
                       const BetaPrior& prior,
                       double credible_ratio) {
    constexpr double prior_min = 0.5;
    const auto is_parameter = [](double value) {
        return value >= prior_min && value <= gamma_count_max;
    };
    const auto is_too_large = [](const Rate& rate) {
        return static_cast<double>(rate.count) > gamma_count_max;
    };
    if (is_too_large(control) || is_too_large(treatment) || control.successes > control.count ||
        treatment.successes > treatment.count || !is_parameter(prior.successes) ||
        !is_parameter(prior.failures) || !is_confidence(credible_ratio))
        return {.status = Status::invalid_argument};
    const Posterior a(control, prior);
    const Posterior b(treatment, prior);
    const std::vector<double> angles = panel_borders(a, b);
    const double better =
        integrate(angles, [&](double x) { return pdf(b.beta, x) * cdf(a.beta, x); });
    const double shortfall =
        integrate(angles, [&](double x) { return cdf(b.beta, x) * cdf(complement(a.beta, x)); });
    const double gain =
        integrate(angles, [&](double x) { return cdf(a.beta, x) * cdf(complement(b.beta, x)); });
    if (!std::isfinite(better) || !std::isfinite(shortfall) || !std::isfinite(gain))
        return {.status = Status::not_converged};
    return {.control = summary(a, credible_ratio),
            .treatment = summary(b, credible_ratio),
            .probability_better = std::clamp(better, 0.0, 1.0),
            .loss = ExpectedLoss{.if_shipped = shortfall, .if_held = gain}};
}

}  // namespace assay::stats
