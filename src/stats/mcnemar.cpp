#include "stats/mcnemar.hpp"

#include "stats/tails.hpp"

#include <boost/math/distributions/binomial.hpp>

#include <algorithm>
#include <cmath>

namespace assay::stats {

HypothesisTest mcnemar_exact_test(const Discordant& counts) {
    HypothesisTest test{.method = "mcnemar, exact"};
    const auto fewer = static_cast<double>(std::min(counts.first_only, counts.second_only));
    const auto n = static_cast<double>(counts.first_only) + static_cast<double>(counts.second_only);
    if (n == 0) {
        test.status = Status::zero_variance;
        return test;
    }
    test.statistic = fewer;
    test.p_value = std::min(1.0, 2 * boost::math::cdf(boost::math::binomial(n, 0.5), fewer));
    return test;
}

HypothesisTest mcnemar_test(const Discordant& counts, Continuity continuity) {
    HypothesisTest test{.method = continuity == Continuity::corrected
                                      ? "mcnemar, chi-squared, continuity corrected"
                                      : "mcnemar, chi-squared"};
    const auto first = static_cast<double>(counts.first_only);
    const auto second = static_cast<double>(counts.second_only);
    if (first + second == 0) {
        test.status = Status::zero_variance;
        return test;
    }
    double distance = std::abs(first - second);
    if (continuity == Continuity::corrected) distance = std::max(0.0, distance - 1);
    test.statistic = distance * distance / (first + second);
    test.degrees_of_freedom = 1;
    test.p_value = chi_squared_p_value(*test.statistic, 1);
    return test;
}

HypothesisTest suited_mcnemar_test(const Discordant& counts) {
    constexpr std::size_t chi_squared_count_min = 25;
    return counts.first_only + counts.second_only < chi_squared_count_min
               ? mcnemar_exact_test(counts)
               : mcnemar_test(counts, Continuity::corrected);
}

}  // namespace assay::stats
