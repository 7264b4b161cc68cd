#include "stats/active_testing.hpp"

#include "stats/mean.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

namespace assay::stats {
namespace {

TEST(Lure, with_even_draws_is_the_plain_mean) {
    const std::vector<double> losses = {0.2, 0.9, 0.4};
    const std::vector<double> even = {1.0 / 10, 1.0 / 9, 1.0 / 8};
    EXPECT_NEAR(*lure_estimate(losses, even, 10, 0.95).value, 0.5, 1e-15);
}

TEST(Lure, of_the_whole_pool_has_no_error) {
    const std::vector<double> losses = {0.2, 0.9, 0.4};
    const std::vector<double> ratios = {0.9, 0.3, 1};
    const Estimate out = lure_estimate(losses, ratios, 3, 0.95);
    EXPECT_DOUBLE_EQ(*out.value, 0.5);
    EXPECT_EQ(*out.standard_error, 0);
}

TEST(Lure, covers_the_pool_that_the_plain_mean_misses) {
    std::mt19937_64 random(113);
    std::uniform_real_distribution<double> uniform;
    int covered = 0;
    int plain_covered = 0;
    constexpr int replications = 2000;
    for (int i = 0; i < replications; ++i) {
        std::vector<double> pool(200), guess(200);
        for (std::size_t k = 0; k < pool.size(); ++k) {
            guess[k] = 0.2 + uniform(random);
            pool[k] = guess[k] * (0.5 + uniform(random));
        }
        const double truth = moments_of(pool).mean();
        std::vector<double> losses, ratios;
        double left = std::accumulate(guess.begin(), guess.end(), 0.0);
        for (int draw = 0; draw < 50; ++draw) {
            double at = uniform(random) * left;
            std::size_t k = 0;
            while (k + 1 < guess.size() && (at -= guess[k]) >= 0) ++k;
            while (guess[k] == 0) --k;
            losses.push_back(pool[k]);
            ratios.push_back(guess[k] / left);
            left -= guess[k];
            guess[k] = 0;
        }
        const auto covers = [&](const Estimate& e) {
            return e.interval->low <= truth && truth <= e.interval->high ? 1 : 0;
        };
        covered += covers(lure_estimate(losses, ratios, pool.size(), 0.95));
        plain_covered += covers(mean_estimate(losses, 0.95));
    }
    EXPECT_GT(covered, 0.93 * replications);
    EXPECT_LT(covered, 0.97 * replications);
    EXPECT_LT(plain_covered, 0.6 * replications);
}

TEST(Lure, needs_two_draws) {
    const std::vector<double> loss = {0.2};
    const std::vector<double> ratio = {0.5};
    const Estimate out = lure_estimate(loss, ratio, 4, 0.95);
    EXPECT_EQ(out.status, Status::insufficient_data);
    EXPECT_DOUBLE_EQ(*out.value, 0.1);
    EXPECT_EQ(out.interval, std::nullopt);
    EXPECT_EQ(lure_estimate({}, {}, 4, 0.95).value, std::nullopt);
}

TEST(Lure, refuses_draws_that_cannot_be) {
    const std::vector<double> losses = {0.2, 0.3};
    const std::vector<double> ratios = {0.5, 0.5};
    const std::vector<double> zero = {0.5, 0};
    const std::vector<double> nan = {0.5, std::nan("")};
    EXPECT_EQ(lure_estimate(losses, ratios, 1, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(lure_estimate(losses, zero, 9, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(lure_estimate(nan, ratios, 9, 0.95).status, Status::invalid_argument);
    EXPECT_EQ(lure_estimate(losses, {}, 9, 0.95).status, Status::invalid_argument);
}

}  // namespace
}  // namespace assay::stats
