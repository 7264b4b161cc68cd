#include "stats/bootstrap.hpp"

#include "stats/bca.hpp"
#include "stats/draw_with_replacement.hpp"
#include "stats/hypothesis_test.hpp"
#include "stats/moments.hpp"
#include "stats/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <thread>
#include <vector>

namespace assay::stats {
namespace {

void draw_weights(Random random,
                  std::span<const std::uint32_t> clusters,
                  std::size_t unit_count,
                  std::vector<std::uint32_t>& unit_weights,
                  std::vector<std::uint32_t>& weights) {
    auto& drawn = clusters.empty() ? weights : unit_weights;
    std::ranges::fill(drawn, 0U);
    // Each 64-bit number gives two draws; the bias of the multiplication is below units / 2^32.
    const std::uint64_t bound = unit_count;
    for (std::size_t pair = 0; pair < unit_count / 2; ++pair) {
        const std::uint64_t bits = random.next();
        ++drawn[((bits >> 32) * bound) >> 32];
        ++drawn[((bits & 0xFFFFFFFF) * bound) >> 32];
    }
    if (unit_count % 2 == 1) ++drawn[((random.next() >> 32) * bound) >> 32];
    for (std::size_t i = 0; i < clusters.size(); ++i) weights[i] = drawn[clusters[i]];
}

/// One value per resample; each thread calls its own copy of `value_of`.
template <typename ValueOf>
std::vector<std::optional<double>> resample(const BootstrapOptions& options,
                                            const ValueOf& value_of) {
    std::vector<std::optional<double>> values(options.resample_count);
    const std::size_t thread_count =
        std::clamp<std::size_t>(options.thread_count, 1, std::max<std::size_t>(values.size(), 1));
    const auto work = [&](std::size_t first) {
        ValueOf own = value_of;
        for (std::size_t i = first; i < values.size(); i += thread_count)
            values[i] = own(Random(options.seed, i));
    };
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < thread_count; ++i) threads.emplace_back(work, i);
    work(0);
    threads.clear();
    return values;
}

/// The statistic without each unit in turn, where it is defined.
std::vector<double> leave_one_out(std::size_t count,
                                  std::size_t unit_count,
                                  const WeightedStatistic& statistic,
                                  std::span<const std::uint32_t> clusters) {
    std::vector<double> values;
    std::vector<std::uint32_t> weights(count);
    for (std::size_t unit = 0; unit < unit_count; ++unit) {
        for (std::size_t i = 0; i < count; ++i)
            weights[i] = (clusters.empty() ? i : clusters[i]) == unit ? 0 : 1;
        if (const auto value = statistic(weights)) values.push_back(*value);
    }
    return values;
}

/// Adds standard error, interval and warnings to an estimate that has a value.
template <typename Jackknife>
void summarize(const std::vector<std::optional<double>>& values,
               std::size_t unit_count,
               const BootstrapOptions& options,
               const Jackknife& jackknife,
               Estimate& estimate) {
    std::vector<double> defined;
    for (const auto& value : values)
        if (value) defined.push_back(*value);
    if (defined.size() < values.size())
        estimate.warnings.push_back(
            fmt::format("The value was undefined in {} of {} resamples, which were left out.",
                        values.size() - defined.size(),
                        values.size()));
    if (unit_count < 10)
        estimate.warnings.push_back(
            fmt::format("A bootstrap of {} independent units is unreliable.", unit_count));
    if (defined.size() < 2) return;
    estimate.standard_error = std::sqrt(moments_of(defined).sample_variance());
    std::ranges::sort(defined);
    const double tail = (1 - options.confidence_ratio) / 2;
    estimate.interval = {.low = sorted_quantile(defined, tail),
                         .high = sorted_quantile(defined, 1 - tail),
                         .level_ratio = options.confidence_ratio};
    if (options.interval == BootstrapInterval::percentile) return;
    const auto bca = bca_interval(
        defined, *estimate.value, jackknife_acceleration(jackknife()), options.confidence_ratio);
    if (!bca) {
        estimate.warnings.emplace_back(
            "All resamples lie on one side of the value: percentiles are given instead of BCa.");
        return;
    }
    estimate.method.replace(estimate.method.rfind("percentile"), std::string::npos, "BCa");
    estimate.interval = bca->interval;
}

}  // namespace

Estimate bootstrap_corpus(std::size_t count,
                          const WeightedStatistic& statistic,
                          const BootstrapOptions& options) {
    Estimate estimate{
        .method = "corpus, bootstrap percentile", .count = count, .seed = options.seed};
    std::size_t unit_count = count;
    if (!options.clusters.empty()) {
        unit_count = std::size_t{*std::ranges::max_element(options.clusters)} + 1;
        estimate.cluster_count = unit_count;
    }
    if (count > 0) estimate.value = statistic(std::vector<std::uint32_t>(count, 1));
    if (unit_count < 2) {
        estimate.status = Status::insufficient_data;
        return estimate;
    }
    if (!estimate.value) {
        estimate.status = Status::no_variation;
        return estimate;
    }
    summarize(
        resample(options,
                 [&,
                  weights = std::vector<std::uint32_t>(count),
                  unit_weights = std::vector<std::uint32_t>(
                      options.clusters.empty() ? 0 : unit_count)](Random random) mutable {
                     draw_weights(random, options.clusters, unit_count, unit_weights, weights);
                     return statistic(weights);
                 }),
        unit_count,
        options,
        [&] { return leave_one_out(count, unit_count, statistic, options.clusters); },
        estimate);
    return estimate;
}

Estimate bootstrap_mean(std::span<const double> values, const BootstrapOptions& options) {
    Estimate estimate{
        .method = "mean, bootstrap percentile", .count = values.size(), .seed = options.seed};
    if (!all_finite(values)) {
        estimate.status = Status::invalid_argument;
        return estimate;
    }
    const double mean = moments_of(values).mean();
    if (!values.empty()) estimate.value = mean;
    if (values.size() < 2) {
        estimate.status = Status::insufficient_data;
        return estimate;
    }
    std::vector<double> centred(values.begin(), values.end());
    for (double& value : centred) value -= mean;
    const auto draw_mean = [&](Random random) -> std::optional<double> {
        std::array<double, draws_per_number> sums{};
        const double* from = centred.data();
        draw_with_replacement(random, centred.size(), [&]<std::size_t lane>(std::size_t index) {
            sums[lane] += from[index];
        });
        const double sum = std::accumulate(sums.begin(), sums.end(), 0.0);
        return mean + sum / static_cast<double>(centred.size());
    };
    const auto jackknife = [&] {
        std::vector<double> means;
        means.reserve(values.size());
        for (const double value : values)
            means.push_back(mean + (mean - value) / static_cast<double>(values.size() - 1));
        return means;
    };
    summarize(resample(options, draw_mean), values.size(), options, jackknife, estimate);
    return estimate;
}

}  // namespace assay::stats
