#include "stats/bounded_sequence.hpp"

#include "stats/ranges.hpp"
#include "stats/uniform_bound.hpp"

#include <boost/math/tools/toms748_solve.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace assay::stats {
namespace {

constexpr double edge = 1e-12;  ///< means nearer to 0 and 1 than this are 0 and 1

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

/// log of the likelihood, mixed over rates that are Beta around p, over the likelihood at p; a
/// supermartingale when p is the mean of scores within [0, 1]. concentration: of the Beta.
double log_mixture(const BoundedSum& arm, double p, double concentration) {
    const double failures = static_cast<double>(arm.count) - arm.sum;
    const double prior_failures = (1 - p) * concentration;
    const double prior_successes = p * concentration;
    double log_likelihood = 0;
    if (arm.sum > 0) log_likelihood += arm.sum * std::log(p);
    if (failures > 0) log_likelihood += failures * std::log1p(-p);
    return log_beta(prior_failures + failures, prior_successes + arm.sum) -
           log_beta(prior_failures, prior_successes) - log_likelihood;
}

/// The concentration with which the sequence is tightest at the planned count; null for wrong
/// options.
std::optional<double> concentration_of(const BoundedSequenceOptions& options) {
    // An improper Beta would make everything fit.
    constexpr double least = 1e-3;
    const auto rho =
        two_sided_normal_rho({.best_v = options.planned_count, .best_alpha = options.alpha});
    if (!rho || options.planned_count > gamma_count_max) return std::nullopt;
    return std::max(*rho - 1, least);
}

/// Of ok, insufficient_data and invalid_argument, which are in the order of their gravity.
Status status_of(const BoundedSum& arm) {
    const auto count = static_cast<double>(arm.count);
    if (!(arm.sum >= 0 && arm.sum <= count && count <= gamma_count_max))
        return Status::invalid_argument;
    return arm.count == 0 ? Status::insufficient_data : Status::ok;
}

/// Where log_e, which is below the threshold at `inside` and above it at `outside`, passes it.
template <typename LogE>
double border(double inside, double outside, double threshold, LogE log_e) {
    constexpr int accuracy_bits = 44;
    std::uintmax_t step_count = 100;
    // Rounding may say so of very many units; the search needs the two sides.
    if (!(log_e(inside) < threshold)) return inside;
    const auto bracket =
        boost::math::tools::toms748_solve([&](double place) { return log_e(place) - threshold; },
                                          std::min(inside, outside),
                                          std::max(inside, outside),
                                          boost::math::tools::eps_tolerance<double>(accuracy_bits),
                                          step_count);
    return inside < outside ? bracket.second : bracket.first;
}

/// Least sum of both arms' log mixtures over the control means when the treatment's is
/// `difference` above.
double least_log_mixture(const BoundedSum& control,
                         const BoundedSum& treatment,
                         double difference,
                         double concentration) {
    constexpr int grid_count = 24;
    constexpr int narrowing_count = 30;
    const double low = std::max(edge, edge - difference);
    const double high = std::min(1 - edge, 1 - edge - difference);
    const auto at = [&](double p) {
        return log_mixture(control, p, concentration) +
               log_mixture(treatment, p + difference, concentration);
    };
    const double step = (high - low) / grid_count;
    double best = low;
    double least = at(low);
    for (int i = 1; i <= grid_count; ++i) {
        const double p = i == grid_count ? high : low + step * i;
        if (const double value = at(p); value < least) {
            least = value;
            best = p;
        }
    }
    // Golden section: the best lies within a step of the best of the grid.
    constexpr double golden = 0.6180339887498949;
    double left = std::max(low, best - step);
    double right = std::min(high, best + step);
    double first = right - golden * (right - left);
    double second = left + golden * (right - left);
    double first_value = at(first);
    double second_value = at(second);
    for (int i = 0; i < narrowing_count; ++i) {
        least = std::min({least, first_value, second_value});
        if (first_value < second_value) {
            right = second;
            second = first;
            second_value = first_value;
            first = right - golden * (right - left);
            first_value = at(first);
        } else {
            left = first;
            first = second;
            first_value = second_value;
            second = left + golden * (right - left);
            second_value = at(second);
        }
    }
    return least;
}

void conclude(double log_e_value, SequentialLook& look) {
    look.log_e_value = log_e_value;
    look.p_value = std::exp(-std::max(0.0, log_e_value));
}

}  // namespace

SequentialLook bounded_mean_look(const BoundedSum& arm,
                                 std::optional<double> null_ratio,
                                 const BoundedSequenceOptions& options) {
    SequentialLook look{.status = status_of(arm), .method = "beta-binomial confidence sequence"};
    const auto concentration = concentration_of(options);
    if (!concentration || (null_ratio && !is_level(*null_ratio)))
        look.status = Status::invalid_argument;
    if (look.status != Status::ok) return look;
    const double mean = arm.sum / static_cast<double>(arm.count);
    look.estimate = mean;
    const double threshold = -std::log(options.alpha);
    const auto log_e = [&](double p) { return log_mixture(arm, p, *concentration); };
    const bool has_low = mean > edge && log_e(edge) > threshold;
    const bool has_high = mean < 1 - edge && log_e(1 - edge) > threshold;
    const double inside = std::clamp(mean, edge, 1 - edge);
    look.interval = {.low = has_low ? border(inside, edge, threshold, log_e) : 0,
                     .high = has_high ? border(inside, 1 - edge, threshold, log_e) : 1,
                     .level_ratio = 1 - options.alpha};
    if (null_ratio) conclude(log_mixture(arm, *null_ratio, *concentration), look);
    look.may_decide = true;
    return look;
}

SequentialLook bounded_difference_look(const BoundedSum& control,
                                       const BoundedSum& treatment,
                                       const BoundedSequenceOptions& options) {
    SequentialLook look{.method = "beta-binomial confidence sequence, difference"};
    const auto concentration = concentration_of(options);
    const Status arms = std::max(status_of(control), status_of(treatment));
    look.status = concentration ? arms : Status::invalid_argument;
    if (look.status != Status::ok) return look;
    const double difference = treatment.sum / static_cast<double>(treatment.count) -
                              control.sum / static_cast<double>(control.count);
    look.estimate = difference;
    const auto log_e = [&](double shift) {
        return least_log_mixture(control, treatment, shift, *concentration);
    };
    // Differences of exactly -1 and 1 leave no room for a mean between 0 and 1.
    constexpr double most = 1 - 4 * edge;
    const double threshold = -std::log(options.alpha);
    const double inside = std::clamp(difference, -most, most);
    const bool has_low = inside > -most && log_e(-most) > threshold;
    const bool has_high = inside < most && log_e(most) > threshold;
    look.interval = {.low = has_low ? border(inside, -most, threshold, log_e) : -1,
                     .high = has_high ? border(inside, most, threshold, log_e) : 1,
                     .level_ratio = 1 - options.alpha};
    conclude(log_e(0), look);
    look.may_decide = true;
    return look;
}

}  // namespace assay::stats
