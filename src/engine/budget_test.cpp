#include "engine/budget.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::engine {
namespace {

TEST(Budget, calls_in_flight_cannot_overspend_together) {
    Budget budget(Usd{100}, Usd{10});
    EXPECT_TRUE(budget.reserve(Usd{50}));
    EXPECT_TRUE(budget.reserve(Usd{40}));
    EXPECT_FALSE(budget.reserve(Usd{1}));
    EXPECT_TRUE(budget.is_exhausted());
}

TEST(Budget, what_was_reserved_too_much_comes_back) {
    Budget budget(Usd{100}, Usd{});
    EXPECT_TRUE(budget.reserve(Usd{90}));
    budget.settle(Usd{90}, Usd{20});
    EXPECT_EQ(budget.spent(), Usd{20});
    EXPECT_TRUE(budget.reserve(Usd{80}));
    EXPECT_FALSE(budget.is_exhausted());
}

TEST(Budget, without_a_limit_everything_passes_and_is_counted) {
    Budget budget(std::nullopt, Usd{});
    EXPECT_TRUE(budget.reserve(Usd{1'000'000'000'000}));
    budget.settle(Usd{1'000'000'000'000}, Usd{7});
    EXPECT_EQ(budget.spent(), Usd{7});
}

TEST(Budget, says_what_is_spent_and_what_the_next_call_may_cost) {
    Budget budget(Usd::from_dollars(5), Usd::from_dollars(4.99));
    EXPECT_THAT(budget.reserve(Usd::from_dollars(0.02)).error().message,
                ::testing::HasSubstr("$5.00"));
}

}  // namespace
}  // namespace assay::engine
