#include "stats/bootstrap.hpp"

#include "stats/mean.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

namespace assay::stats {
namespace {

/// SplitMix64 (Steele, Lea & Flood 2014).
class Random {
  public:
    Random(std::uint64_t seed, std::uint64_t stream) : state_(seed) {
        // Streams start at hashed places of the sequence, far apart.
        state_ = next() + stream;
        state_ = next();
    }
    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

  private:
    std::uint64_t state_;
};

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

/// Type-7 quantile of sorted values.
double quantile(std::span<const double> sorted, double level) {
    const double place = level * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::vector<std::optional<double>> resample(std::size_t count,
                                            std::size_t unit_count,
                                            const WeightedStatistic& statistic,
                                            const BootstrapOptions& options) {
    std::vector<std::optional<double>> values(options.resample_count);
    const std::size_t thread_count =
        std::clamp<std::size_t>(options.thread_count, 1, std::max<std::size_t>(values.size(), 1));
    const auto work = [&](std::size_t first) {
        std::vector<std::uint32_t> weights(count);
        std::vector<std::uint32_t> unit_weights(options.clusters.empty() ? 0 : unit_count);
        for (std::size_t i = first; i < values.size(); i += thread_count) {
            draw_weights(
                Random(options.seed, i), options.clusters, unit_count, unit_weights, weights);
            values[i] = statistic(weights);
        }
    };
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < thread_count; ++i) threads.emplace_back(work, i);
    work(0);
    threads.clear();
    return values;
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
    std::vector<double> defined;
    Moments moments;
    for (const auto& value : resample(count, unit_count, statistic, options)) {
        if (!value) continue;
        defined.push_back(*value);
        moments.add(*value);
    }
    if (defined.size() < options.resample_count)
        estimate.warnings.push_back(
            fmt::format("The value was undefined in {} of {} resamples, which were left out.",
                        options.resample_count - defined.size(),
                        options.resample_count));
    if (unit_count < 10)
        estimate.warnings.push_back(
            fmt::format("A bootstrap of {} independent units is unreliable.", unit_count));
    if (defined.size() < 2) return estimate;
    std::ranges::sort(defined);
    const double tail = (1 - options.confidence_ratio) / 2;
    estimate.standard_error =
        std::sqrt(moments.centred_squares() / static_cast<double>(moments.count() - 1));
    estimate.interval = {.low = quantile(defined, tail),
                         .high = quantile(defined, 1 - tail),
                         .level_ratio = options.confidence_ratio};
    return estimate;
}

}  // namespace assay::stats
