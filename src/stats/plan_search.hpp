#pragma once
// What the power functions share: checks of an aim, normal quantiles, and the search for the least
// count or effect that reaches a power. Pure functions.

#include "stats/power.hpp"
#include "stats/ranges.hpp"

#include <cmath>

namespace assay::stats {

inline bool is_effect(double effect) { return effect != 0 && std::isfinite(effect); }
inline bool is_group_ratio(double ratio) { return ratio >= 1e-6 && ratio <= 1e6; }
inline constexpr double planned_count_max = 1e15;
inline bool is_aim(const PowerAim& aim) {
    return is_level(aim.alpha) && is_level(aim.power_ratio) && aim.power_ratio > aim.alpha;
}

/// The quantile of the normal distribution with `tail` above it.
double z_above(double tail);

/// A count that nobody could reach is none.
inline Planned planned_count(double count) {
    if (!(count <= planned_count_max)) return {.status = Status::invalid_argument};
    return {.value = count};
}

/// z of the test plus z of the power: the shift, in standard errors, that is seen with that power.
double z_sum(const PowerAim& aim);

/// P(a z test rejects) when its statistic has the mean `shift`.
double normal_power(double shift, double alpha, Sides sides);

/// The x in [low, high] where rising(x) reaches `aim`; low when it does so there.
template <typename Rising>
double first_reaching(double low, double high, double aim, Rising rising) {
    constexpr int halving_count = 100;
    constexpr double slack_ratio = 1e-13;
    if (rising(low) >= aim) return low;
    for (int i = 0; i < halving_count && high - low > slack_ratio * high; ++i) {
        const double middle = (low + high) / 2;
        (rising(middle) >= aim ? high : low) = middle;
    }
    return high;
}

/// The count, at least `least`, from which power(count) reaches `aim`. guess: about that count.
template <typename Power>
double least_count(double least, double guess, double aim, Power power) {
    double high = guess > least ? guess : least;
    while (power(high) < aim) high *= 2;
    return first_reaching(least, high, aim, power);
}

/// The effect from which power(effect) reaches `aim`; invalid_argument when `most` does not.
template <typename Power>
Planned least_effect(double most, double aim, Power power) {
    double high = 1;
    while (high < most && power(high) < aim) high *= 2;
    if (power(high) < aim) return {.status = Status::invalid_argument};
    return {.value = first_reaching(0, high, aim, power)};
}

}  // namespace assay::stats
