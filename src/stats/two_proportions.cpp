#include "stats/two_proportions.hpp"

#include "stats/proportion.hpp"
#include "stats/symmetric_interval.hpp"
#include "stats/tails.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace assay::stats {
namespace {

/// Halvings after which a bracket within [-1, 1] is down to rounding.
constexpr int halving_count = 60;

struct Group {
    explicit Group(const Rate& rate)
        : x(static_cast<double>(rate.successes)), n(static_cast<double>(rate.count)), p(x / n) {}
    double x;
    double n;
    double p;
};

bool is_rate(const Rate& rate) { return rate.count > 0 && rate.successes <= rate.count; }

/// invalid_argument or insufficient_data for what is not a rate.
Status status_of(const Rate& control, const Rate& treatment) {
    if (control.successes > control.count || treatment.successes > treatment.count)
        return Status::invalid_argument;
    if (control.count == 0 || treatment.count == 0) return Status::insufficient_data;
    return Status::ok;
}

double log_choose(double n, double k) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

/// The control rate that is most likely when the treatment rate is `difference` above it.
double restricted_rate(const Group& control, const Group& treatment, double difference) {
    double low = std::max(0.0, -difference);
    double high = std::min(1.0, 1 - difference);
    // The log-likelihood is concave, so its slope falls from above 0 to below.
    for (int i = 0; i < halving_count; ++i) {
        const double p = (low + high) / 2;
        double slope = 0;
        if (control.x > 0) slope += control.x / p;
        if (control.n > control.x) slope -= (control.n - control.x) / (1 - p);
        if (treatment.x > 0) slope += treatment.x / (p + difference);
        if (treatment.n > treatment.x) slope -= (treatment.n - treatment.x) / (1 - p - difference);
        (slope > 0 ? low : high) = p;
    }
    return (low + high) / 2;
}

/// The same as statsmodels 0.13.5 has it; may lie outside [0, 1] or be NaN.
double statsmodels_rate(const Group& control, const Group& treatment, double difference) {
    const double n = control.n + treatment.n;
    const double x = control.x + treatment.x;
    const double c2 = ((treatment.n + 2 * control.n) * difference - n - x) / (3 * n);
    // The first control.x should be control.n.
    const double c1 = (control.x * difference - n - 2 * control.x) * difference + x;
    const double c0 = control.x * difference * (1 - difference);
    const double q = c2 * c2 * c2 - c1 * c2 / (2 * n) + c0 / (2 * n);
    const double p = std::copysign(std::sqrt(c2 * c2 - c1 / (3 * n)), q);
    const double angle = (std::numbers::pi + std::acos(q / (p * p * p))) / 3;
    return 2 * p * std::cos(angle) - c2;
}

/// Whether the score test at level z keeps `difference`.
bool is_plausible(const Group& control,
                  const Group& treatment,
                  ScoreConvention convention,
                  double difference,
                  double z) {
    const double n = control.n + treatment.n;
    const double p = convention == ScoreConvention::statsmodels_0_13
                         ? statsmodels_rate(control, treatment, difference)
                         : restricted_rate(control, treatment, difference);
    const double q = p + difference;
    const double factor = convention == ScoreConvention::mee ? 1 : n / (n - 1);
    const double variance = factor * (p * (1 - p) / control.n + q * (1 - q) / treatment.n);
    const double distance = treatment.p - control.p - difference;
    return distance * distance <= z * z * variance;
}

/// The border between the observed difference and `outside`, which is not plausible.
double score_limit(const Group& control,
                   const Group& treatment,
                   ScoreConvention convention,
                   double outside,
                   double z) {
    double inside = treatment.p - control.p;
    for (int i = 0; i < halving_count; ++i) {
        const double middle = (inside + outside) / 2;
        const bool is_kept = is_plausible(control, treatment, convention, middle, z);
        (is_kept ? inside : outside) = middle;
    }
    return inside;
}

}  // namespace

HypothesisTest two_proportion_z_test(const Rate& control, const Rate& treatment) {
    HypothesisTest test{.status = status_of(control, treatment), .method = "two proportions, z"};
    if (test.status != Status::ok) return test;
    const Group c(control);
    const Group t(treatment);
    const double pooled = (c.x + t.x) / (c.n + t.n);
    test.estimate = t.p - c.p;
    if (c.x + t.x == 0 || c.x + t.x == c.n + t.n) {
        test.status = Status::zero_variance;
        return test;
    }
    test.standard_error = std::sqrt(pooled * (1 - pooled) * (1 / c.n + 1 / t.n));
    test.statistic = *test.estimate / *test.standard_error;
    test.p_value = normal_p_value(*test.statistic);
    return test;
}

HypothesisTest fisher_exact_test(const Rate& control, const Rate& treatment) {
    HypothesisTest test{.status = status_of(control, treatment), .method = "fisher, exact"};
    if (test.status != Status::ok) return test;
    const Group c(control);
    const Group t(treatment);
    const double successes = c.x + t.x;
    const double log_total = log_choose(c.n + t.n, successes);
    const auto probability = [&](double x) {
        return std::exp(log_choose(t.n, x) + log_choose(c.n, successes - x) - log_total);
    };
    // Tables that are equally likely differ by rounding.
    const double observed = probability(t.x) * (1 + 1e-7);
    double p_value = 0;
    for (double x = std::max(0.0, successes - c.n); x <= std::min(t.n, successes); ++x)
        if (const double p = probability(x); p <= observed) p_value += p;
    test.estimate = t.p - c.p;
    test.p_value = std::min(1.0, p_value);
    return test;
}

HypothesisTest rate_difference_test(const Rate& control,
                                    const Rate& treatment,
                                    double confidence_ratio) {
    constexpr double expected_count_min = 5;
    const auto successes = static_cast<double>(control.successes + treatment.successes);
    const auto count = static_cast<double>(control.count + treatment.count);
    const auto smaller = static_cast<double>(std::min(control.count, treatment.count));
    const bool is_small =
        smaller * std::min(successes, count - successes) < expected_count_min * count;
    HypothesisTest test = is_small ? fisher_exact_test(control, treatment)
                                   : two_proportion_z_test(control, treatment);
    if (!is_confidence(confidence_ratio)) {
        test = {.status = Status::invalid_argument, .method = test.method};
        return test;
    }
    if (test.status == Status::ok)
        test.interval = newcombe_interval(control, treatment, confidence_ratio);
    return test;
}

std::optional<Interval> wald_difference_interval(const Rate& control,
                                                 const Rate& treatment,
                                                 double confidence_ratio) {
    if (!is_rate(control) || !is_rate(treatment)) return std::nullopt;
    const Group c(control);
    const Group t(treatment);
    const double half =
        two_sided_z(confidence_ratio) * std::sqrt(c.p * (1 - c.p) / c.n + t.p * (1 - t.p) / t.n);
    return Interval{.low = std::max(-1.0, t.p - c.p - half),
                    .high = std::min(1.0, t.p - c.p + half),
                    .level_ratio = confidence_ratio};
}

std::optional<Interval> newcombe_interval(const Rate& control,
                                          const Rate& treatment,
                                          double confidence_ratio) {
    const auto c = wilson_interval(control.successes, control.count, confidence_ratio);
    const auto t = wilson_interval(treatment.successes, treatment.count, confidence_ratio);
    if (!c || !t) return std::nullopt;
    const double cp = Group(control).p;
    const double tp = Group(treatment).p;
    return Interval{.low = tp - cp - std::hypot(tp - t->low, c->high - cp),
                    .high = tp - cp + std::hypot(t->high - tp, cp - c->low),
                    .level_ratio = confidence_ratio};
}

std::optional<Interval> agresti_caffo_interval(const Rate& control,
                                               const Rate& treatment,
                                               double confidence_ratio) {
    if (!is_rate(control) || !is_rate(treatment)) return std::nullopt;
    return wald_difference_interval({control.successes + 1, control.count + 2},
                                    {treatment.successes + 1, treatment.count + 2},
                                    confidence_ratio);
}

std::optional<Interval> score_difference_interval(const Rate& control,
                                                  const Rate& treatment,
                                                  ScoreConvention convention,
                                                  double confidence_ratio) {
    if (!is_rate(control) || !is_rate(treatment)) return std::nullopt;
    const Group c(control);
    const Group t(treatment);
    const double z = two_sided_z(confidence_ratio);
    return Interval{.low = score_limit(c, t, convention, -1, z),
                    .high = score_limit(c, t, convention, 1, z),
                    .level_ratio = confidence_ratio};
}

}  // namespace assay::stats
