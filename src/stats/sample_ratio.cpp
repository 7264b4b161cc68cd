#include "stats/sample_ratio.hpp"

#include "stats/ranges.hpp"
#include "stats/tails.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {
namespace {

/// The shares with sum 1 to the last bit; empty when they are no allocation.
std::vector<double> normalized(std::span<const double> ratios) {
    constexpr double slack_ratio = 1e-6;
    constexpr double ratio_min = 1e-9;
    double sum = 0;
    for (const double ratio : ratios) {
        if (!(ratio == 0 || ratio >= ratio_min)) return {};
        sum += ratio;
    }
    if (!(std::abs(sum - 1) <= slack_ratio)) return {};
    std::vector<double> out(ratios.begin(), ratios.end());
    for (double& ratio : out) ratio /= sum;
    return out;
}

bool are_counts(std::span<const std::size_t> counts, std::span<const double> ratios) {
    return !ratios.empty() && counts.size() == ratios.size() &&
           std::ranges::all_of(counts, [](std::size_t count) {
               return static_cast<double>(count) <= gamma_count_max;
           });
}

bool has_unplanned(std::span<const std::size_t> counts, std::span<const double> ratios) {
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (ratios[i] == 0 && counts[i] > 0) return true;
    return false;
}

SampleRatioVerdict verdict_of(double p_value, const SampleRatioOptions& options) {
    if (p_value < options.mismatch_p_value) return SampleRatioVerdict::mismatch;
    return p_value < options.suspicious_p_value ? SampleRatioVerdict::suspicious
                                                : SampleRatioVerdict::as_planned;
}

/// Of the counts of arms with a share: Dirichlet-multinomial over multinomial. The multinomial
/// coefficients cancel.
double log_bayes_factor(std::span<const std::size_t> counts,
                        std::span<const double> ratios,
                        double concentration) {
    double log_factor = 0;
    double total = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (ratios[i] == 0) continue;
        const double prior = concentration * ratios[i];
        const auto n = static_cast<double>(counts[i]);
        log_factor += std::lgamma(prior + n) - std::lgamma(prior) - n * std::log(ratios[i]);
        total += n;
    }
    return log_factor + std::lgamma(concentration) - std::lgamma(concentration + total);
}

}  // namespace

SampleRatioTest sample_ratio_test(std::span<const std::size_t> counts,
                                  std::span<const double> allocation_ratios,
                                  const SampleRatioOptions& options) {
    constexpr double expected_count_min = 5;
    SampleRatioTest test;
    const std::vector<double> ratios = normalized(allocation_ratios);
    if (!are_counts(counts, ratios)) {
        test.status = Status::invalid_argument;
        return test;
    }
    test.has_unplanned_traffic = has_unplanned(counts, ratios);
    if (test.has_unplanned_traffic) test.verdict = SampleRatioVerdict::mismatch;
    double total = 0;
    double arm_count = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (ratios[i] == 0) continue;
        total += static_cast<double>(counts[i]);
        ++arm_count;
    }
    if (arm_count < 2 || total == 0) {
        if (!test.has_unplanned_traffic)
            test.status = total == 0 ? Status::insufficient_data : Status::no_variation;
        return test;
    }
    double statistic = 0;
    double expected_min = total;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (ratios[i] == 0) continue;
        const double expected = total * ratios[i];
        const double distance = static_cast<double>(counts[i]) - expected;
        statistic += distance * distance / expected;
        expected_min = std::min(expected_min, expected);
    }
    test.statistic = statistic;
    test.degrees_of_freedom = arm_count - 1;
    test.p_value = chi_squared_p_value(statistic, arm_count - 1);
    if (!test.has_unplanned_traffic) test.verdict = verdict_of(*test.p_value, options);
    if (expected_min < expected_count_min)
        test.warnings.emplace_back(
            "An arm expects fewer than 5 units, so the p-value is rough; the sequential test is "
            "not.");
    return test;
}

SequentialSampleRatio::SequentialSampleRatio(std::span<const double> allocation_ratios,
                                             double concentration,
                                             const SampleRatioOptions& options)
    : allocation_ratios_(normalized(allocation_ratios)),
      concentration_(concentration),
      options_(options),
      counts_(allocation_ratios_.size()) {
    if (!(concentration >= 1e-6 && concentration <= gamma_count_max)) allocation_ratios_.clear();
}

SampleRatioLook SequentialSampleRatio::look(std::span<const std::size_t> counts) {
    bool is_valid = are_counts(counts, allocation_ratios_);
    for (std::size_t i = 0; is_valid && i < counts.size(); ++i) is_valid = counts[i] >= counts_[i];
    if (!is_valid) return {.status = Status::invalid_argument};
    counts_.assign(counts.begin(), counts.end());
    const double factor = log_bayes_factor(counts, allocation_ratios_, concentration_);
    log_bayes_factor_max_ = std::max(log_bayes_factor_max_, factor);
    SampleRatioLook look{.log_bayes_factor = factor,
                         .p_value = std::exp(-log_bayes_factor_max_),
                         .has_unplanned_traffic = has_unplanned(counts, allocation_ratios_)};
    look.verdict = look.has_unplanned_traffic ? SampleRatioVerdict::mismatch
                                              : verdict_of(*look.p_value, options_);
    return look;
}

}  // namespace assay::stats
