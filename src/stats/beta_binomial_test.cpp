#include "stats/beta_binomial.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

/// P(treatment above control) as a finite sum over the treatment's whole parameter.
double exact_probability(const Rate& control, const Rate& treatment) {
    const double a = 1 + static_cast<double>(control.successes);
    const double b = 1 + static_cast<double>(control.count - control.successes);
    const double d = 1 + static_cast<double>(treatment.count - treatment.successes);
    double sum = 0;
    for (std::size_t i = 0; i <= treatment.successes; ++i) {
        const auto k = static_cast<double>(i);
        sum += std::exp(log_beta(a + k, b + d) - std::log(d + k) - log_beta(1 + k, d) -
                        log_beta(a, b));
    }
    return sum;
}

TEST(BayesRates, agree_with_the_finite_sum) {
    for (const Rate& control : {Rate{0, 0}, Rate{0, 5}, Rate{50, 500}, Rate{4990, 5000}}) {
        for (const Rate& treatment : {Rate{0, 0}, Rate{7, 7}, Rate{62, 510}, Rate{2, 3000}}) {
            const BayesRates rates = bayes_rates(control, treatment, {}, 0.95);
            EXPECT_NEAR(*rates.probability_better, exact_probability(control, treatment), 1e-9);
            EXPECT_NEAR(rates.loss->if_held - rates.loss->if_shipped,
                        rates.treatment->mean - rates.control->mean,
                        1e-9);
        }
    }
}

TEST(BayesRates, are_even_without_data) {
    for (const double prior : {0.5, 1.0, 40.0}) {
        const BayesRates rates = bayes_rates({0, 0}, {0, 0}, {prior, prior}, 0.95);
        EXPECT_NEAR(*rates.probability_better, 0.5, 1e-6);
        EXPECT_NEAR(rates.control->mean, 0.5, 1e-12);
    }
}

TEST(BayesRates, hold_for_arms_of_very_unequal_size) {
    const BayesRates rates = bayes_rates({500'000'000, 1'000'000'000}, {6, 9}, {}, 0.95);
    // P(Beta(7, 4) > 1/2): at most 6 heads less of 10 throws of a coin.
    EXPECT_NEAR(*rates.probability_better, 848.0 / 1024, 1e-6);
    const BayesRates millions =
        bayes_rates({100'000'000, 1'000'000'000}, {100'100'000, 1'000'000'000}, {}, 0.95);
    EXPECT_NEAR(*millions.probability_better, 1, 1e-9);
    EXPECT_GE(millions.loss->if_shipped, 0);
}

TEST(BayesRates, say_why_they_are_undefined) {
    EXPECT_EQ(bayes_rates({2, 1}, {1, 2}, {}, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(bayes_rates({1, 2}, {1, 2}, {0.4, 1}, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(bayes_rates({1, 2}, {1, 2}, {1, nan}, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(bayes_rates({1, 2}, {1, 2}, {}, 0).status, Status::invalid_argument);
}

}  // namespace
}  // namespace assay::stats
