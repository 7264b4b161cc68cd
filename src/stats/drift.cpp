#include "stats/drift.hpp"

#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::stats {
namespace {

/// The alarm of whichever side is above the threshold, if any; `index` is that of the newest value.
std::optional<DriftAlarm> alarm_of(const OneSidedSum& up,
                                   const OneSidedSum& down,
                                   double allowance,
                                   double threshold,
                                   std::size_t index) {
    const bool is_up = up.sum() > threshold;
    if (!is_up && !(down.sum() > threshold)) return std::nullopt;
    const OneSidedSum& side = is_up ? up : down;
    const double shift = side.sum() / static_cast<double>(side.run_length()) + allowance;
    return DriftAlarm{.direction = is_up ? DriftDirection::up : DriftDirection::down,
                      .index = index,
                      .since_index = index + 1 - std::min(index + 1, side.run_length()),
                      .shift = is_up ? shift : -shift};
}

/// Solves (I - transitions) x = 1 by elimination; returns x[0]. The matrix is row by row and
/// substochastic, so that its diagonal never vanishes and no pivot is needed.
double expected_steps(std::vector<double> transitions, std::size_t state_count) {
    std::vector<double> right(state_count, 1);
    const auto at = [&](std::size_t row, std::size_t column) -> double& {
        return transitions[row * state_count + column];
    };
    for (std::size_t row = 0; row < state_count; ++row)
        for (std::size_t column = 0; column < state_count; ++column)
            at(row, column) = (row == column ? 1 : 0) - at(row, column);
    // From the last state to the first, so that the first is left with its answer.
    for (std::size_t pivot = state_count; pivot-- > 1;) {
        for (std::size_t row = 0; row < pivot; ++row) {
            const double factor = at(row, pivot) / at(pivot, pivot);
            for (std::size_t column = 0; column < pivot; ++column)
                at(row, column) -= factor * at(pivot, column);
            right[row] -= factor * right[pivot];
        }
    }
    return right[0] / at(0, 0);
}

/// The up side alone, its sum cut into states: 0, and equal steps around their middles.
double one_sided_run_length(double allowance, double threshold, double shift) {
    constexpr std::size_t state_count = 201;
    const double step = 2 * threshold / (2 * static_cast<double>(state_count) - 1);
    const boost::math::normal increment(shift - allowance, 1);
    std::vector<double> transitions(state_count * state_count);
    for (std::size_t from = 0; from < state_count; ++from) {
        double below = 0;
        for (std::size_t to = 0; to < state_count; ++to) {
            const double edge = (static_cast<double>(to) - static_cast<double>(from) + 0.5) * step;
            const double up_to = boost::math::cdf(increment, edge);
            transitions[from * state_count + to] = up_to - below;
            below = up_to;
        }
    }
    return expected_steps(std::move(transitions), state_count);
}

}  // namespace

bool Cusum::add(double value) {
    const std::size_t index = count_++;
    if (!std::isfinite(value)) return false;
    const double distance = value - options_.target;
    up_.add(distance - options_.allowance);
    down_.add(-distance - options_.allowance);
    const auto now = alarm_of(up_, down_, options_.allowance, options_.threshold, index);
    if (now && !alarm_) alarm_ = now;
    return now.has_value();
}

bool PageHinkley::add(double value) {
    const std::size_t index = count_++;
    if (!std::isfinite(value)) return false;
    ++used_count_;
    mean_ += (value - mean_) / static_cast<double>(used_count_);
    const double distance = value - mean_;
    up_.add(distance - options_.allowance);
    down_.add(-distance - options_.allowance);
    const auto now = alarm_of(up_, down_, options_.allowance, options_.threshold, index);
    if (now && !alarm_) alarm_ = now;
    return now.has_value();
}

std::optional<double> cusum_average_run_length(double allowance, double threshold, double shift) {
    if (!std::isfinite(allowance) || !std::isfinite(threshold) || !std::isfinite(shift) ||
        allowance < 0 || threshold <= 0)
        return std::nullopt;
    const double up = one_sided_run_length(allowance, threshold, shift);
    const double down = one_sided_run_length(allowance, threshold, -shift);
    // The sides cannot both be far above 0, so that their alarms add up like rates (Kemp 1961).
    return 1 / (1 / up + 1 / down);
}

double cusum_threshold(double allowance, double average_run_length) {
    double low = 2;
    double high = 30;
    for (int i = 0; i < 50; ++i) {
        const double middle = (low + high) / 2;
        const double reach = 2 * allowance * (middle + 1.166);
        const double run_length = (std::exp(reach) - reach - 1) / (4 * allowance * allowance);
        (run_length < average_run_length ? low : high) = middle;
    }
    return high;
}

}  // namespace assay::stats
