#include "stats/stopped_walk.hpp"

#include "stats/tails.hpp"

#include <boost/math/quadrature/gauss.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace assay::stats {
namespace {

/// Standard deviations beyond which a normal density is left out: 1e-18 of its peak.
constexpr double reach = 9;

}  // namespace

double StoppedWalk::above(double time, double place) const {
    const double step = time - time_;
    const double deviation = std::sqrt(step);
    double sum = 0;
    for (std::size_t i = 0; i < places_.size(); ++i)
        sum += masses_[i] * normal_upper_tail((place - places_[i] - drift_ * step) / deviation);
    return sum;
}

double StoppedWalk::below(double time, double place) const {
    const double step = time - time_;
    const double deviation = std::sqrt(step);
    double sum = 0;
    for (std::size_t i = 0; i < places_.size(); ++i)
        sum += masses_[i] * normal_upper_tail((places_[i] + drift_ * step - place) / deviation);
    return sum;
}

void StoppedWalk::advance(double time, double low, double high, double resolution) {
    using Gauss = boost::math::quadrature::gauss<double, 10>;
    const double step = time - time_;
    const double deviation = std::sqrt(step);
    const double from = std::max(low, drift_ * time - reach * std::sqrt(time));
    const double to = std::min(high, drift_ * time + reach * std::sqrt(time));
    std::vector<double> places;
    std::vector<double> masses;
    const double panel_count =
        from < to ? std::ceil((to - from) / std::min(resolution, deviation)) : 0;
    const double half = panel_count > 0 ? (to - from) / panel_count / 2 : 0;
    const auto add = [&](double place, double weight) {
        const double origin = place - drift_ * step;
        const auto begin = std::ranges::lower_bound(places_, origin - reach * deviation);
        const auto end = std::ranges::upper_bound(places_, origin + reach * deviation);
        double density = 0;
        for (auto from_place = begin; from_place < end; ++from_place) {
            const double z = (origin - *from_place) / deviation;
            density += masses_[static_cast<std::size_t>(from_place - places_.begin())] *
                       std::exp(-z * z / 2);
        }
        places.push_back(place);
        masses.push_back(density * weight * half / deviation * std::numbers::inv_sqrtpi /
                         std::numbers::sqrt2);
    };
    for (double panel = 0; panel < panel_count; ++panel) {
        const double centre = from + (2 * panel + 1) * half;
        const auto& abscissas = Gauss::abscissa();
        for (std::size_t i = abscissas.size(); i-- > 0;)
            add(centre - half * abscissas[i], Gauss::weights()[i]);
        for (std::size_t i = 0; i < abscissas.size(); ++i)
            add(centre + half * abscissas[i], Gauss::weights()[i]);
    }
    time_ = time;
    places_ = std::move(places);
    masses_ = std::move(masses);
}

}  // namespace assay::stats
