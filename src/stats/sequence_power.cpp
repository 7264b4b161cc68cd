#include "stats/sequence_power.hpp"

#include "stats/plan_search.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {
namespace {

/// The sequence's bounds at many looks, moved down so that looks between them are made up for.
GroupSequentialDesign design_of(std::size_t count_max, const ConfidenceSequenceOptions& options) {
    constexpr std::size_t look_count = 100;
    constexpr std::size_t count_least = 200;
    // How far a normal walk oversteps on average, in standard deviations of its step.
    constexpr double overstep = 0.5826;
    GroupSequentialDesign design{
        .status = Status::invalid_argument, .sides = Sides::two, .alpha = options.alpha};
    const auto last = static_cast<double>(count_max);
    const double first = std::max<double>(2, static_cast<double>(options.count_min));
    if (count_max < count_least || last < 2 * first || last > planned_count_max) return design;
    // Nothing much happens within the first hundredth of a long experiment.
    const double begin = std::max(first, last / static_cast<double>(look_count));
    const double step = (last - begin) / static_cast<double>(look_count - 1);
    const double made_up = overstep * (std::sqrt(step) - std::sqrt(2.0));
    for (std::size_t i = 0; i < look_count; ++i) {
        const double count = i + 1 == look_count ? last : begin + step * static_cast<double>(i);
        const SequentialLook look =
            confidence_sequence(0, 1, static_cast<std::size_t>(count), options);
        if (!look.interval) return design;
        const double moved = i == 0 ? 0 : std::max(0.0, made_up) / std::sqrt(count);
        design.looks.push_back({.information_fraction = count / last,
                                .z = look.interval->high - moved,
                                .alpha_spent = 0,
                                .nominal_p_value = 0});
    }
    design.status = Status::ok;
    return design;
}

}  // namespace

GroupSequentialPower confidence_sequence_power(std::size_t count_max,
                                               const ConfidenceSequenceOptions& options,
                                               double drift) {
    return group_sequential_power(design_of(count_max, options), drift);
}

Planned confidence_sequence_drift(std::size_t count_max,
                                  const ConfidenceSequenceOptions& options,
                                  double power_ratio) {
    constexpr double drift_max = 100;
    constexpr int halving_count = 16;
    const PowerAim aim = {.alpha = options.alpha, .power_ratio = power_ratio};
    const GroupSequentialDesign design = design_of(count_max, options);
    if (design.status != Status::ok || !is_aim(aim)) return {.status = Status::invalid_argument};
    const auto power = [&](double drift) {
        return *group_sequential_power(design, drift).power_ratio;
    };
    // No rule finds more than one test at the end.
    double low = z_sum(aim);
    double high = low + 1;
    while (high < drift_max && power(high) < power_ratio) high += 1;
    if (power(high) < power_ratio) return {.status = Status::invalid_argument};
    for (int i = 0; i < halving_count; ++i) {
        const double middle = (low + high) / 2;
        (power(middle) < power_ratio ? low : high) = middle;
    }
    return {.value = high};
}

}  // namespace assay::stats
