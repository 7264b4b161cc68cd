// The distributions behind the bootstrap of a mean.

#include "stats/binomial.hpp"

#include "stats/bootstrap.hpp"
#include "stats/draw_with_replacement.hpp"
#include "stats/moments.hpp"
#include "stats/tails.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::stats {
namespace {

double log_factorial(std::size_t n) {
    double sum = 0;
    for (std::size_t i = 2; i <= n; ++i) sum += std::log(static_cast<double>(i));
    return sum;
}

/// p-value of "so many of so many draws fall on each number" by chi-squared, cells of few expected
/// draws joined.
double goodness_of_fit(std::size_t count, double share, std::size_t draw_count) {
    Random random(count, 1);
    std::vector<double> seen(count + 1);
    for (std::size_t i = 0; i < draw_count; ++i) seen[draw_binomial(random, count, share)] += 1;
    double statistic = 0;
    double cells = 0;
    double observed = 0;
    double expected = 0;
    for (std::size_t k = 0; k <= count; ++k) {
        const auto left = static_cast<double>(count - k);
        observed += seen[k];
        expected += static_cast<double>(draw_count) *
                    std::exp(log_factorial(count) - log_factorial(k) - log_factorial(count - k) +
                             static_cast<double>(k) * std::log(share) + left * std::log1p(-share));
        if (expected < 10 && k < count) continue;
        if (expected >= 10) {
            statistic += (observed - expected) * (observed - expected) / expected;
            cells += 1;
        }
        observed = 0;
        expected = 0;
    }
    return chi_squared_p_value(statistic, cells - 1);
}

TEST(DrawBinomial, has_the_binomial_distribution) {
    EXPECT_GT(goodness_of_fit(5, 0.3, 200'000), 0.001);
    EXPECT_GT(goodness_of_fit(40, 0.2, 200'000), 0.001);
    EXPECT_GT(goodness_of_fit(25, 0.5, 200'000), 0.001);
    EXPECT_GT(goodness_of_fit(200, 0.07, 200'000), 0.001);
    EXPECT_GT(goodness_of_fit(1000, 0.9, 200'000), 0.001);
    EXPECT_GT(goodness_of_fit(3000, 0.35, 200'000), 0.001);
}

TEST(DrawBinomial, is_certain_at_the_ends) {
    Random random(1, 0);
    EXPECT_EQ(draw_binomial(random, 0, 0.5), 0);
    EXPECT_EQ(draw_binomial(random, 9, 0), 0);
    EXPECT_EQ(draw_binomial(random, 9, 1), 9);
    for (int i = 0; i < 1000; ++i) EXPECT_LE(draw_binomial(random, 3, 0.999), 3);
}

/// How often each of `count` things was drawn.
std::vector<std::uint32_t> draw_counts(Random& random, std::size_t count) {
    std::vector<std::uint32_t> counts(count);
    draw_with_replacement(
        random, count, [&]<std::size_t lane>(std::size_t index) { ++counts[index]; });
    return counts;
}

TEST(DrawWithReplacement, draws_as_many_as_there_are) {
    Random random(2, 0);
    for (const std::size_t count :
         std::vector<std::size_t>{1, 2, 3, 2047, 2048, 2049, 4096, 10'001}) {
        std::size_t total = 0;
        for (const std::uint32_t one : draw_counts(random, count)) total += one;
        EXPECT_EQ(total, count);
    }
}

TEST(DrawWithReplacement, draws_each_thing_alike) {
    constexpr std::size_t count = 5000;
    Random random(3, 0);
    std::vector<double> totals(count);
    constexpr int rounds = 400;
    for (int round = 0; round < rounds; ++round) {
        const auto counts = draw_counts(random, count);
        for (std::size_t i = 0; i < count; ++i) totals[i] += counts[i];
    }
    double statistic = 0;
    for (const double total : totals) statistic += (total - rounds) * (total - rounds) / rounds;
    EXPECT_GT(chi_squared_p_value(statistic, count - 1), 0.001);
}

// Of independent draws the number that falls into any set is binomial; blocks must not show.
TEST(DrawWithReplacement, varies_across_blocks_as_independent_draws_do) {
    constexpr std::size_t count = 5000;
    for (const std::size_t set_size : std::vector<std::size_t>{100, 2048, 2500, 4096}) {
        Random random(4, set_size);
        Moments inside;
        for (int round = 0; round < 4000; ++round) {
            const auto counts = draw_counts(random, count);
            double sum = 0;
            for (std::size_t i = 0; i < set_size; ++i) sum += counts[i];
            inside.add(sum);
        }
        const auto share = static_cast<double>(set_size) / count;
        const double variance = count * share * (1 - share);
        EXPECT_NEAR(inside.mean(), count * share, 4 * std::sqrt(variance / 4000));
        EXPECT_NEAR(inside.sample_variance() / variance, 1, 4 * std::sqrt(2.0 / 4000));
    }
}

/// The largest distance between two empirical distributions, in the unit whose square is
/// exponential at the tail (Kolmogorov & Smirnov).
double distance(std::vector<double> a, std::vector<double> b) {
    std::ranges::sort(a);
    std::ranges::sort(b);
    double largest = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        a[i] <= b[j] ? ++i : ++j;
        largest = std::max(largest,
                           std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                    static_cast<double>(j) / static_cast<double>(b.size())));
    }
    return largest * std::sqrt(static_cast<double>(a.size()) / 2);
}

TEST(DrawWithReplacement, gives_means_distributed_as_those_of_single_draws) {
    // Sorted and very skewed: what a block holds differs from what the next holds.
    std::vector<double> values;
    for (int i = 0; i < 6000; ++i) values.push_back(std::exp(i / 600.0));
    std::vector<double> fast;
    std::vector<double> single;
    for (std::uint64_t resample = 0; resample < 2000; ++resample) {
        Random random(5, resample);
        double sum = 0;
        draw_with_replacement(random, values.size(), [&]<std::size_t lane>(std::size_t index) {
            sum += values[index];
        });
        fast.push_back(sum);
        Random other(6, resample);
        sum = 0;
        for (std::size_t i = 0; i < values.size(); ++i)
            sum += values[static_cast<std::size_t>(other.uniform() *
                                                   static_cast<double>(values.size()))];
        single.push_back(sum);
    }
    EXPECT_LT(distance(fast, single), 1.95);  // 0.1 % of the time by chance
}

TEST(BootstrapMean, has_the_standard_error_of_the_mean_at_any_size) {
    for (const std::size_t count : std::vector<std::size_t>{50, 2048, 2500, 7000}) {
        std::vector<double> values;
        Random random(7, count);
        for (std::size_t i = 0; i < count; ++i) values.push_back(random.uniform());
        const double variance =
            moments_of(values).centred_squares() / static_cast<double>(count * count);
        const Estimate out = bootstrap_mean(values, {.resample_count = 4000});
        EXPECT_NEAR(*out.standard_error / std::sqrt(variance), 1, 0.05);
        EXPECT_NEAR(
            (out.interval->low + out.interval->high) / 2, *out.value, 0.2 * *out.standard_error);
    }
}

}  // namespace
}  // namespace assay::stats
