#include "stats/survey.hpp"

#include "stats/hypothesis_test.hpp"
#include "stats/symmetric_interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace assay::stats {
namespace {

constexpr double effective_count_min = 30;

/// The nearest other stratum with observations; the earlier of two equally near.
std::optional<std::size_t> neighbour(std::span<const StratumSample> strata, std::size_t index) {
    for (std::size_t step = 1; step < strata.size(); ++step) {
        if (index >= step && strata[index - step].sample.count() > 0) return index - step;
        if (index + step < strata.size() && strata[index + step].sample.count() > 0)
            return index + step;
    }
    return std::nullopt;
}

Status check(std::span<const StratumSample> strata, double confidence_ratio) {
    Status status = strata.empty() ? Status::insufficient_data : Status::ok;
    for (const StratumSample& stratum : strata) {
        if (!std::isfinite(stratum.sample.mean()) ||
            stratum.sample.count() > stratum.population_count)
            return Status::invalid_argument;
        if (stratum.sample.count() == 0 && stratum.population_count > 0)
            status = Status::insufficient_data;
    }
    return is_confidence(confidence_ratio) ? status : Status::invalid_argument;
}

/// Of the mean; null when a stratum of one observation has no neighbour.
std::optional<double> stratified_variance(std::span<const StratumSample> strata,
                                          Population about,
                                          double population,
                                          std::size_t& collapsed_count) {
    double variance = 0;
    for (std::size_t i = 0; i < strata.size(); ++i) {
        const StratumSample& stratum = strata[i];
        if (stratum.population_count == 0) continue;
        const auto n = static_cast<double>(stratum.sample.count());
        const auto size = static_cast<double>(stratum.population_count);
        const double unseen = about == Population::finite ? 1 - n / size : 1;
        if (unseen <= 0) continue;
        Moments spread = stratum.sample;
        if (spread.count() == 1) {
            const auto other = neighbour(strata, i);
            if (!other) return std::nullopt;
            spread.merge(strata[*other].sample);
            ++collapsed_count;
        }
        const double share = size / population;
        variance += share * share * unseen * spread.sample_variance() / n;
    }
    return variance;
}

struct Weighted {
    std::span<const double> values;
    std::span<const double> ratios;
    const WeightedOptions& options;
};

/// Checks the input and sets what both estimators share; whether there is something to estimate.
bool start(const Weighted& in, const char* method, WeightedEstimate& out) {
    Estimate& estimate = out.estimate;
    estimate.method = method;
    estimate.count = in.values.size();
    const auto& clusters = in.options.clusters;
    const bool fits = in.values.size() == in.ratios.size() && all_finite(in.values) &&
                      is_confidence(in.options.confidence_ratio) &&
                      (clusters.empty() || clusters.size() == in.values.size());
    if (!fits ||
        !std::ranges::all_of(in.ratios, [](double ratio) { return ratio > 0 && ratio <= 1; }) ||
        !std::ranges::all_of(clusters, [&](auto id) { return id < in.values.size(); })) {
        estimate.status = Status::invalid_argument;
        return false;
    }
    if (in.values.empty()) {
        estimate.status = Status::insufficient_data;
        return false;
    }
    double weights = 0;
    double squares = 0;
    for (const double ratio : in.ratios) {
        weights += 1 / ratio;
        squares += 1 / ratio / ratio;
    }
    out.effective_count = weights * weights / squares;
    if (out.effective_count < effective_count_min)
        estimate.warnings.push_back(
            fmt::format("The weights leave {:.1f} effective observations, so the interval may be "
                        "too narrow.",
                        out.effective_count));
    return true;
}

/// Turns contributions whose sum is the estimate (or its error) into the interval.
void conclude(std::vector<double> contributions, const Weighted& in, Estimate& estimate) {
    const auto& clusters = in.options.clusters;
    Moments moments = moments_of(contributions);
    if (!clusters.empty()) {
        std::vector<double> sums(contributions.size(), 0);
        std::vector<bool> is_used(contributions.size(), false);
        for (std::size_t i = 0; i < contributions.size(); ++i) {
            sums[clusters[i]] += contributions[i];
            is_used[clusters[i]] = true;
        }
        moments = {};
        for (std::size_t i = 0; i < sums.size(); ++i)
            if (is_used[i]) moments.add(sums[i]);
        estimate.cluster_count = moments.count();
    }
    if (moments.count() < 2) {
        estimate.status = Status::insufficient_data;
        return;
    }
    const auto n = static_cast<double>(moments.count());
    set_symmetric_interval(
        std::sqrt(n * moments.sample_variance()), n - 1, in.options.confidence_ratio, estimate);
}

}  // namespace

Estimate stratified_mean(std::span<const StratumSample> strata,
                         Population about,
                         double confidence_ratio) {
    Estimate estimate{.status = check(strata, confidence_ratio), .method = "mean, stratified t"};
    double population = 0;
    std::size_t stratum_count = 0;
    for (const StratumSample& stratum : strata) {
        population += static_cast<double>(stratum.population_count);
        estimate.count += stratum.sample.count();
        if (stratum.population_count > 0) ++stratum_count;
    }
    if (estimate.status == Status::ok && population == 0)
        estimate.status = Status::insufficient_data;
    if (estimate.status != Status::ok) return estimate;
    double mean = 0;
    for (const StratumSample& stratum : strata)
        mean += static_cast<double>(stratum.population_count) / population * stratum.sample.mean();
    estimate.value = mean;
    std::size_t collapsed_count = 0;
    const auto variance = stratified_variance(strata, about, population, collapsed_count);
    if (!variance) {
        estimate.status = Status::insufficient_data;
        return estimate;
    }
    if (collapsed_count > 0)
        estimate.warnings.push_back(fmt::format(
            "{} of {} strata have one observation; their variance is that of them and a neighbour "
            "together.",
            collapsed_count,
            stratum_count));
    const double freedom =
        estimate.count > stratum_count ? static_cast<double>(estimate.count - stratum_count) : 1;
    set_symmetric_interval(std::sqrt(*variance), freedom, confidence_ratio, estimate);
    return estimate;
}

Estimate stratified_total(std::span<const StratumSample> strata,
                          Population about,
                          double confidence_ratio) {
    Estimate estimate = stratified_mean(strata, about, confidence_ratio);
    estimate.method = "total, stratified t";
    double population = 0;
    for (const StratumSample& stratum : strata)
        population += static_cast<double>(stratum.population_count);
    if (estimate.value) *estimate.value *= population;
    if (estimate.standard_error) *estimate.standard_error *= population;
    if (estimate.interval) {
        estimate.interval->low *= population;
        estimate.interval->high *= population;
    }
    return estimate;
}

WeightedEstimate horvitz_thompson_total(std::span<const double> values,
                                        std::span<const double> inclusion_ratios,
                                        const WeightedOptions& options) {
    const Weighted in{values, inclusion_ratios, options};
    WeightedEstimate out;
    if (!start(in, "total, Horvitz-Thompson t", out)) return out;
    std::vector<double> contributions(values.size());
    double total = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        contributions[i] = values[i] / inclusion_ratios[i];
        total += contributions[i];
    }
    out.estimate.value = total;
    conclude(std::move(contributions), in, out.estimate);
    return out;
}

WeightedEstimate hajek_mean(std::span<const double> values,
                            std::span<const double> inclusion_ratios,
                            const WeightedOptions& options) {
    const Weighted in{values, inclusion_ratios, options};
    WeightedEstimate out;
    if (!start(in, "mean, Hajek t", out)) return out;
    WeightedMean mean;
    for (std::size_t i = 0; i < values.size(); ++i) mean.add(values[i], 1 / inclusion_ratios[i]);
    out.estimate.value = mean.mean();
    std::vector<double> contributions(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        contributions[i] = (values[i] - mean.mean()) / inclusion_ratios[i] / mean.weights();
    conclude(std::move(contributions), in, out.estimate);
    return out;
}

}  // namespace assay::stats
