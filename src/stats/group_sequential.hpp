#pragma once
// A test at a few planned looks: stop early when z passes the look's bound, and keep alpha over all
// looks together. More power than the sequences that may be looked at any time, but only at looks
// whose information was not chosen by what was seen. Pure functions.
//
// Information fraction: information so far over that at the end; for equal variances the share of
// the units. Looks: at most 200, fractions rising by 1e-4 or more within (0, 1]; alpha in (0, 1/2).
// Everything else is invalid_argument.

#include "stats/estimate.hpp"
#include "stats/power.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

enum class SpendingShape {
    obrien_fleming,  ///< hardly anything early, nearly all at the end: the default
    pocock,          ///< about evenly: stops earlier, needs more units at most
    power,           ///< alpha * fraction ^ exponent
};

struct Spending {
    SpendingShape shape = SpendingShape::obrien_fleming;
    double exponent = 2;  ///< of `power`, above 0, at most 100
};

/// Alpha that may be spent by the fraction, of both sides together. Null outside [0, 1]. O'Brien
/// and Fleming's shape is 4 (1 - Phi(z_{alpha/4} / sqrt(fraction))) with two sides, half of alpha
/// each. Source: Lan & DeMets 1983; Kim & DeMets 1987.
std::optional<double> spent_alpha(double fraction,
                                  double alpha,
                                  Sides sides,
                                  const Spending& spending);

struct GroupSequentialBound {
    double information_fraction;
    std::optional<double> z;  ///< stop beyond it; null when next to nothing may be spent yet
    double alpha_spent;       ///< up to and with this look
    double nominal_p_value;   ///< of z on its own; 0 without z
};

/// Symmetric when two-sided; one-sided bounds are upper bounds.
struct GroupSequentialDesign {
    Status status = Status::ok;
    Sides sides = Sides::two;
    double alpha = 0;
    std::vector<GroupSequentialBound> looks;
};

/// Bounds that spend alpha as said at the fractions, which may be those that came about: a bound
/// depends on its look and those before only. Exact to about 1e-9, by recursive integration: 2 ms
/// for 5 looks, 0.5 s for 200. Source: Armitage, McPherson & Rowe 1969.
GroupSequentialDesign spending_design(std::span<const double> information_fractions,
                                      double alpha,
                                      Sides sides,
                                      const Spending& spending);

enum class ClassicalShape { pocock, obrien_fleming };

/// Equally spaced looks, at most 50, with one constant c: bounds c (Pocock 1977) or
/// c sqrt(looks / look) (O'Brien & Fleming 1979).
GroupSequentialDesign classical_design(std::size_t look_count,
                                       double alpha,
                                       Sides sides,
                                       ClassicalShape shape);

struct GroupSequentialPower {
    Status status = Status::ok;
    std::optional<double> power_ratio;  ///< chance to stop beyond a bound, either side
    std::vector<double> stop_ratios;    ///< the same, by look
    /// Mean information at the stop or the end, as a share of that at the last look.
    std::optional<double> expected_information_fraction;
};

/// drift: the mean of z at information fraction 1, effect / standard error there.
GroupSequentialPower group_sequential_power(const GroupSequentialDesign& design, double drift);

/// By how much the units of a test at one look must be multiplied so that this design, with all
/// its looks, has the same power. The design's last fraction must be 1.
Planned group_sequential_inflation(const GroupSequentialDesign& design, double power_ratio);

struct GroupSequentialLook {
    Status status = Status::ok;
    std::optional<double> z;
    /// Holds at all looks of the design at once (Jennison & Turnbull 1989); one-sided: the high end
    /// is infinite. Null without a bound.
    std::optional<Interval> interval;
    bool is_crossed = false;
};

/// invalid_argument for a look the design does not have, NaN, infinity and a negative standard
/// error; zero_variance for one of 0.
GroupSequentialLook group_sequential_look(const GroupSequentialDesign& design,
                                          std::size_t look_index,
                                          double estimate,
                                          double standard_error);

}  // namespace assay::stats
