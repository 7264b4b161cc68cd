#include "stats/plan_search.hpp"

#include <boost/math/distributions/normal.hpp>

namespace assay::stats {

using boost::math::complement;

double z_above(double tail) {
    return boost::math::quantile(complement(boost::math::normal(), tail));
}

double z_sum(const PowerAim& aim) {
    return z_above(aim.sides == Sides::two ? aim.alpha / 2 : aim.alpha) +
           z_above(1 - aim.power_ratio);
}

double normal_power(double shift, double alpha, Sides sides) {
    const boost::math::normal normal;
    const double critical = z_above(sides == Sides::two ? alpha / 2 : alpha);
    const double near = boost::math::cdf(complement(normal, critical - shift));
    return sides == Sides::two ? near + boost::math::cdf(normal, -critical - shift) : near;
}

}  // namespace assay::stats
