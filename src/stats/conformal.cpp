#include "stats/conformal.hpp"

#include "stats/hypothesis_test.hpp"

#include <boost/math/distributions/beta.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

namespace assay::stats {
namespace {

/// Cases accepted from some confidence on.
struct Accepted {
    double confidence;
    std::size_t count;
    std::size_t error_count;
};

/// One entry for every distinct confidence, the highest first.
std::vector<Accepted> accepted_sets(std::span<const double> confidences,
                                    std::span<const std::uint8_t> is_error) {
    std::vector<std::size_t> order(confidences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, std::greater{}, [&](std::size_t i) { return confidences[i]; });
    std::vector<Accepted> sets;
    std::size_t error_count = 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        error_count += is_error[order[k]];
        const double confidence = confidences[order[k]];
        if (k + 1 < order.size() && confidences[order[k + 1]] == confidence) continue;
        sets.push_back({confidence, k + 1, error_count});
    }
    return sets;
}

/// At most `count_max` of them, near even steps in the number of cases; the largest always.
std::vector<Accepted> thin(const std::vector<Accepted>& sets, std::size_t count_max) {
    if (sets.size() <= count_max) return sets;
    std::vector<Accepted> kept;
    std::size_t step = 1;
    for (const Accepted& set : sets) {
        // Compares set.count / total with step / count_max.
        if (set.count * count_max < step * sets.back().count) continue;
        kept.push_back(set);
        step = set.count * count_max / sets.back().count + 1;
    }
    return kept;
}

}  // namespace

ConformalQuantile split_conformal_quantile(std::span<const double> scores,
                                           double miscoverage_ratio) {
    constexpr std::uint64_t parts = 1'000'000'000;
    const bool in_range = miscoverage_ratio > 0 && miscoverage_ratio < 1;
    const auto missed = in_range ? static_cast<std::uint64_t>(
                                       std::llround(miscoverage_ratio * static_cast<double>(parts)))
                                 : 0;
    if (missed == 0 || missed == parts ||
        !std::ranges::none_of(scores, [](double score) { return std::isnan(score); }))
        return {.status = Status::invalid_argument};
    // 64 bits hold the product for some 18 thousand million scores.
    const std::uint64_t product = (scores.size() + 1) * (parts - missed);
    ConformalQuantile out{.rank = static_cast<std::size_t>((product + parts - 1) / parts)};
    if (out.rank > scores.size()) return out;
    std::vector<double> sorted(scores.begin(), scores.end());
    const auto nth = sorted.begin() + static_cast<std::ptrdiff_t>(out.rank - 1);
    std::ranges::nth_element(sorted, nth);
    out.quantile = *nth;
    return out;
}

std::optional<double> error_upper_bound(std::size_t error_count,
                                        std::size_t count,
                                        double risk_ratio) {
    if (count == 0 || error_count > count || !(risk_ratio > 0 && risk_ratio < 1))
        return std::nullopt;
    if (error_count == count) return 1;
    const boost::math::beta_distribution<> distribution(static_cast<double>(error_count) + 1,
                                                        static_cast<double>(count - error_count));
    return boost::math::quantile(boost::math::complement(distribution, risk_ratio));
}

EscalationRule escalation_rule(std::span<const double> confidences,
                               std::span<const std::uint8_t> is_error,
                               const EscalationOptions& options) {
    const bool fits = confidences.size() == is_error.size() && all_finite(confidences) &&
                      std::ranges::all_of(is_error, [](auto error) { return error <= 1; }) &&
                      options.error_ratio_max >= 0 && options.error_ratio_max <= 1 &&
                      options.risk_ratio > 0 && options.risk_ratio < 1 &&
                      options.threshold_count_max > 0;
    if (!fits) return {.status = Status::invalid_argument};
    if (confidences.empty()) return {.status = Status::insufficient_data};
    const auto sets = thin(accepted_sets(confidences, is_error), options.threshold_count_max);
    EscalationRule rule{.threshold_count = sets.size()};
    const double risk = options.risk_ratio / static_cast<double>(sets.size());
    for (const Accepted& set : sets) {
        const auto bound = error_upper_bound(set.error_count, set.count, risk);
        if (!bound || *bound > options.error_ratio_max) continue;
        rule.confidence_min = set.confidence;
        rule.accepted_count = set.count;
        rule.error_count = set.error_count;
        rule.error_bound_ratio = bound;
    }
    return rule;
}

}  // namespace assay::stats
