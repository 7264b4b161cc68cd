#include "stats/tails.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <cmath>

namespace assay::stats {

using boost::math::cdf;
using boost::math::complement;

double normal_p_value(double z) { return 2 * cdf(complement(boost::math::normal(), std::abs(z))); }

double t_p_value(double t, double degrees_of_freedom) {
    return 2 * cdf(complement(boost::math::students_t(degrees_of_freedom), std::abs(t)));
}

double t_upper_tail(double t, double degrees_of_freedom) {
    return cdf(complement(boost::math::students_t(degrees_of_freedom), t));
}

double normal_upper_tail(double z) { return cdf(complement(boost::math::normal(), z)); }

double chi_squared_p_value(double x, double degrees_of_freedom) {
    return cdf(complement(boost::math::chi_squared(degrees_of_freedom), x));
}

}  // namespace assay::stats
