#include "stats/allocation.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace assay::stats {
namespace {

using Counts = std::vector<std::size_t>;

TEST(NeymanAllocation, follows_size_times_deviation_over_the_root_of_cost) {
    const std::array strata = {StratumPlan{.population_count = 400, .deviation = 10, .cost = 4},
                               StratumPlan{.population_count = 600, .deviation = 20, .cost = 9}};
    // Shares 2000 and 4000.
    EXPECT_EQ(neyman_allocation(strata, 30, 0), (Counts{10, 20}));
    EXPECT_EQ(neyman_allocation_for_budget(strata, 10 * 4 + 20 * 9, 0), (Counts{10, 20}));
}

TEST(NeymanAllocation, gives_the_last_observation_to_the_largest_remainder) {
    const std::array strata = {StratumPlan{.population_count = 100, .deviation = 1},
                               StratumPlan{.population_count = 100, .deviation = 1},
                               StratumPlan{.population_count = 150, .deviation = 1}};
    EXPECT_EQ(neyman_allocation(strata, 10, 0), (Counts{3, 3, 4}));
    EXPECT_EQ(neyman_allocation(strata, 8, 0), (Counts{2, 2, 4}));
}

TEST(NeymanAllocation, gives_what_a_full_stratum_cannot_take_to_the_others) {
    const std::array strata = {StratumPlan{.population_count = 5, .deviation = 100},
                               StratumPlan{.population_count = 100, .deviation = 1},
                               StratumPlan{.population_count = 100, .deviation = 3}};
    EXPECT_EQ(neyman_allocation(strata, 45, 0), (Counts{5, 10, 30}));
    EXPECT_EQ(neyman_allocation(strata, 500, 0), (Counts{5, 100, 100}));
}

TEST(NeymanAllocation, keeps_the_floor) {
    const std::array strata = {StratumPlan{.population_count = 1, .deviation = 0},
                               StratumPlan{.population_count = 100, .deviation = 0},
                               StratumPlan{.population_count = 100, .deviation = 1}};
    EXPECT_EQ(neyman_allocation(strata, 20, 2), (Counts{1, 2, 17}));
    EXPECT_EQ(neyman_allocation(strata, 111, 2), (Counts{1, 10, 100}));
    EXPECT_EQ(neyman_allocation(strata, 4, 2), std::nullopt);
}

TEST(NeymanAllocation, spreads_by_size_when_nothing_varies) {
    const std::array strata = {StratumPlan{.population_count = 10, .deviation = 0},
                               StratumPlan{.population_count = 30, .deviation = 0}};
    EXPECT_EQ(neyman_allocation(strata, 8, 0), (Counts{2, 6}));
}

TEST(NeymanAllocation, never_spends_more_than_the_budget) {
    const std::array strata = {
        StratumPlan{.population_count = 1000, .deviation = 0.5, .cost = 0.07},
        StratumPlan{.population_count = 300, .deviation = 0.3, .cost = 0.31},
        StratumPlan{.population_count = 50, .deviation = 0.9, .cost = 1.9}};
    for (double budget = 1; budget < 200; budget += 3.7) {
        const Counts counts = *neyman_allocation_for_budget(strata, budget, 0);
        double cost = 0;
        for (std::size_t i = 0; i < counts.size(); ++i)
            cost += static_cast<double>(counts[i]) * strata[i].cost;
        EXPECT_LE(cost, budget + 1e-6);
        EXPECT_GT(cost, budget - 2);
    }
}

TEST(NeymanAllocation, refuses_arguments_out_of_range) {
    const double infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(neyman_allocation({}, 5, 0), std::nullopt);
    const std::array free = {StratumPlan{.population_count = 5, .deviation = 1, .cost = 0}};
    EXPECT_EQ(neyman_allocation(free, 5, 0), std::nullopt);
    const std::array wild = {StratumPlan{.population_count = 5, .deviation = infinity}};
    EXPECT_EQ(neyman_allocation(wild, 5, 0), std::nullopt);
}

}  // namespace
}  // namespace assay::stats
