#include "stats/group_sequential.hpp"

#include "stats/plan_search.hpp"
#include "stats/ranges.hpp"
#include "stats/stopped_walk.hpp"
#include "stats/tails.hpp"

#include <boost/math/tools/toms748_solve.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace assay::stats {
namespace {

constexpr std::size_t look_count_max = 200;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double exponent_max = 100;
constexpr double z_max = 37;  ///< a normal tail beyond it is 0 to double precision

bool is_alpha(double alpha) { return is_level(2 * alpha); }

bool are_fractions(std::span<const double> fractions) {
    constexpr double step_min = 1e-4;
    constexpr double slack = 1e-12;
    if (fractions.empty() || fractions.size() > look_count_max) return false;
    double before = 0;
    for (const double fraction : fractions) {
        if (!(fraction - before >= step_min - slack && fraction <= 1)) return false;
        before = fraction;
    }
    return true;
}

double nominal(double z, Sides sides) {
    return sides == Sides::two ? normal_p_value(z) : normal_upper_tail(z);
}

/// The standard deviation of the step after a look, of any size after the last.
double next_deviation(std::span<const double> fractions, std::size_t look) {
    return look + 1 < fractions.size() ? std::sqrt(fractions[look + 1] - fractions[look])
                                       : infinity;
}

/// Chance to cross z at the next look.
double crossing(const StoppedWalk& walk, double fraction, double z, Sides sides) {
    const double place = z * std::sqrt(fraction);
    const double up = walk.above(fraction, place);
    return sides == Sides::two ? up + walk.below(fraction, -place) : up;
}

/// The z that is crossed at the next look with this chance.
double bound_for(double chance, const StoppedWalk& walk, double fraction, Sides sides) {
    constexpr int accuracy_bits = 45;
    constexpr double chance_min = 1e-320;
    // The logarithm is close to a parabola, on which the search is fast.
    const auto excess = [&](double z) {
        return std::log(std::max(crossing(walk, fraction, z, sides), chance_min) / chance);
    };
    const double low = sides == Sides::two ? 0 : -z_max;
    if (excess(low) <= 0) return low;
    std::uintmax_t step_count = 200;
    const auto bracket = boost::math::tools::toms748_solve(
        excess, low, z_max, boost::math::tools::eps_tolerance<double>(accuracy_bits), step_count);
    return bracket.second;
}

void move_on(StoppedWalk& walk,
             std::span<const double> fractions,
             std::size_t look,
             const std::optional<double>& z,
             Sides sides) {
    const double place = z ? *z * std::sqrt(fractions[look]) : infinity;
    walk.advance(fractions[look],
                 sides == Sides::two ? -place : -infinity,
                 place,
                 next_deviation(fractions, look));
}

std::vector<double> fractions_of(const GroupSequentialDesign& design) {
    std::vector<double> fractions;
    fractions.reserve(design.looks.size());
    for (const GroupSequentialBound& look : design.looks)
        fractions.push_back(look.information_fraction);
    return fractions;
}

/// Chances to stop by look.
std::vector<double> stop_ratios(const GroupSequentialDesign& design, double drift) {
    const std::vector<double> fractions = fractions_of(design);
    std::vector<double> ratios;
    StoppedWalk walk(drift);
    for (std::size_t look = 0; look < fractions.size(); ++look) {
        const auto& z = design.looks[look].z;
        ratios.push_back(z ? crossing(walk, fractions[look], *z, design.sides) : 0);
        move_on(walk, fractions, look, z, design.sides);
    }
    return ratios;
}

double sum_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum;
}

/// The design with the bounds c * (looks / look)^exponent.
GroupSequentialDesign shaped(std::size_t look_count, Sides sides, double c, double exponent) {
    GroupSequentialDesign design{.sides = sides};
    const auto count = static_cast<double>(look_count);
    for (std::size_t i = 1; i <= look_count; ++i) {
        const double fraction = static_cast<double>(i) / count;
        const double z = c * std::pow(fraction, -exponent);
        design.looks.push_back({.information_fraction = fraction,
                                .z = z,
                                .alpha_spent = 0,
                                .nominal_p_value = nominal(z, sides)});
    }
    return design;
}

}  // namespace

std::optional<double> spent_alpha(double fraction,
                                  double alpha,
                                  Sides sides,
                                  const Spending& spending) {
    if (!(fraction >= 0 && fraction <= 1) || !is_alpha(alpha)) return std::nullopt;
    const double side_count = sides == Sides::two ? 2 : 1;
    switch (spending.shape) {
        case SpendingShape::obrien_fleming:
            if (fraction == 0) return 0;
            return 2 * side_count *
                   normal_upper_tail(z_above(alpha / side_count / 2) / std::sqrt(fraction));
        case SpendingShape::pocock:
            return alpha * std::log1p((std::numbers::e - 1) * fraction);
        case SpendingShape::power:
            if (!(spending.exponent > 0 && spending.exponent <= exponent_max)) return std::nullopt;
            return alpha * std::pow(fraction, spending.exponent);
    }
    return std::nullopt;
}

GroupSequentialDesign spending_design(std::span<const double> information_fractions,
                                      double alpha,
                                      Sides sides,
                                      const Spending& spending) {
    constexpr double spent_min = 1e-200;
    GroupSequentialDesign design{.sides = sides, .alpha = alpha};
    if (!are_fractions(information_fractions) || !spent_alpha(1, alpha, sides, spending)) {
        design.status = Status::invalid_argument;
        return design;
    }
    StoppedWalk walk(0);
    double spent = 0;
    for (std::size_t look = 0; look < information_fractions.size(); ++look) {
        const double fraction = information_fractions[look];
        GroupSequentialBound bound{.information_fraction = fraction,
                                   .z = {},
                                   .alpha_spent = *spent_alpha(fraction, alpha, sides, spending),
                                   .nominal_p_value = 0};
        const double increment = bound.alpha_spent - spent;
        if (increment > spent_min) {
            bound.z = bound_for(increment, walk, fraction, sides);
            bound.nominal_p_value = nominal(*bound.z, sides);
            spent = bound.alpha_spent;
        }
        move_on(walk, information_fractions, look, bound.z, sides);
        design.looks.push_back(bound);
    }
    return design;
}

GroupSequentialDesign classical_design(std::size_t look_count,
                                       double alpha,
                                       Sides sides,
                                       ClassicalShape shape) {
    constexpr std::size_t classical_count_max = 50;
    constexpr int halving_count = 45;
    if (look_count == 0 || look_count > classical_count_max || !is_alpha(alpha))
        return {.status = Status::invalid_argument, .sides = sides, .alpha = alpha};
    const double exponent = shape == ClassicalShape::pocock ? 0 : 0.5;
    double low = z_above(sides == Sides::two ? alpha / 2 : alpha);
    // Bonferroni's bound holds for equal ones, and so for those that are higher before the end.
    double high =
        z_above((sides == Sides::two ? alpha / 2 : alpha) / static_cast<double>(look_count));
    for (int i = 0; i < halving_count; ++i) {
        const double middle = (low + high) / 2;
        const double total = sum_of(stop_ratios(shaped(look_count, sides, middle, exponent), 0));
        (total > alpha ? low : high) = middle;
    }
    GroupSequentialDesign design = shaped(look_count, sides, high, exponent);
    design.alpha = alpha;
    const std::vector<double> ratios = stop_ratios(design, 0);
    double spent = 0;
    for (std::size_t i = 0; i < look_count; ++i) design.looks[i].alpha_spent = spent += ratios[i];
    return design;
}

GroupSequentialPower group_sequential_power(const GroupSequentialDesign& design, double drift) {
    constexpr double drift_max = 1e3;
    if (design.status != Status::ok || design.looks.empty() || !(std::abs(drift) <= drift_max))
        return {.status = Status::invalid_argument};
    GroupSequentialPower power{.stop_ratios = stop_ratios(design, drift)};
    double information = 0;
    double going = 1;
    for (std::size_t i = 0; i < design.looks.size(); ++i) {
        const double before = i == 0 ? 0 : design.looks[i - 1].information_fraction;
        information += going * (design.looks[i].information_fraction - before);
        going = std::max(0.0, going - power.stop_ratios[i]);
    }
    power.power_ratio = std::min(1.0, sum_of(power.stop_ratios));
    power.expected_information_fraction = information / design.looks.back().information_fraction;
    return power;
}

Planned group_sequential_inflation(const GroupSequentialDesign& design, double power_ratio) {
    constexpr double drift_max = 100;
    const PowerAim aim = {.alpha = design.alpha, .power_ratio = power_ratio, .sides = design.sides};
    if (design.status != Status::ok || design.looks.empty() || !is_aim(aim) ||
        design.looks.back().information_fraction != 1)
        return {.status = Status::invalid_argument};
    const Planned drift = least_effect(
        drift_max, power_ratio, [&](double shift) { return sum_of(stop_ratios(design, shift)); });
    if (!drift.value) return drift;
    const double ratio = *drift.value / z_sum(aim);
    return {.value = ratio * ratio};
}

GroupSequentialLook group_sequential_look(const GroupSequentialDesign& design,
                                          std::size_t look_index,
                                          double estimate,
                                          double standard_error) {
    if (design.status != Status::ok || look_index >= design.looks.size() ||
        !is_moderate(estimate) || !is_moderate(standard_error) || standard_error < 0)
        return {.status = Status::invalid_argument};
    if (is_nil(standard_error, estimate)) return {.status = Status::zero_variance};
    GroupSequentialLook look{.z = estimate / standard_error};
    const auto& bound = design.looks[look_index].z;
    if (!bound) return look;
    const bool is_two_sided = design.sides == Sides::two;
    look.is_crossed = (is_two_sided ? std::abs(*look.z) : *look.z) >= *bound;
    look.interval = {.low = estimate - *bound * standard_error,
                     .high = is_two_sided ? estimate + *bound * standard_error : infinity,
                     .level_ratio = 1 - design.alpha};
    return look;
}

}  // namespace assay::stats
