#include "experiment/assignment.hpp"

#include "stats/sample_ratio.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace assay::experiment {
namespace {

constexpr int unit_count = 100'000;

ExperimentPlan plan_of(std::vector<Variant> variants, std::string salt = "salt") {
    ExperimentPlan plan;
    plan.variants = std::move(variants);
    plan.salt = std::move(salt);
    return plan;
}

std::string unit(int number) { return "user-" + std::to_string(number); }

TEST(VariantOf, gives_each_variant_its_share) {
    const auto plan = plan_of({{"a", 0.5}, {"b", 0.3}, {"c", 0.2}});
    std::array<std::size_t, 3> counts{};
    for (int i = 0; i < unit_count; ++i) ++counts[variant_of(plan, unit(i))];
    const std::array<double, 3> shares = {0.5, 0.3, 0.2};
    const auto test = stats::sample_ratio_test(counts, shares);
    EXPECT_GT(test.p_value.value(), 0.01);
}

TEST(VariantOf, is_the_same_every_time_and_differs_between_salts) {
    const auto ours = plan_of({{"a", 0.5}, {"b", 0.5}});
    const auto theirs = plan_of({{"a", 0.5}, {"b", 0.5}}, "other");
    int same = 0;
    for (int i = 0; i < unit_count; ++i) {
        EXPECT_EQ(variant_of(ours, unit(i)), variant_of(ours, unit(i)));
        if (variant_of(ours, unit(i)) == variant_of(theirs, unit(i))) ++same;
    }
    // Independent halves agree for half of the units: within 4 standard deviations.
    EXPECT_NEAR(same, unit_count / 2, 4 * 158);
}

TEST(VariantOf, moves_units_only_to_the_variant_that_grew) {
    const auto before = plan_of({{"a", 0.9}, {"b", 0.1}});
    const auto after = plan_of({{"a", 0.5}, {"b", 0.5}});
    int moved = 0;
    for (int i = 0; i < unit_count; ++i) {
        const auto old_variant = variant_of(before, unit(i));
        const auto new_variant = variant_of(after, unit(i));
        if (old_variant == new_variant) continue;
        EXPECT_EQ(new_variant, 1U);
        ++moved;
    }
    EXPECT_NEAR(moved, 0.4 * unit_count, 4 * 155);
}

TEST(VariantOf, does_not_depend_on_the_order_of_variants) {
    const auto ours = plan_of({{"a", 0.7}, {"b", 0.3}});
    const auto theirs = plan_of({{"b", 0.3}, {"a", 0.7}});
    for (int i = 0; i < 1000; ++i)
        EXPECT_EQ(variant_of(ours, unit(i)), 1 - variant_of(theirs, unit(i)));
    EXPECT_LT(variant_of(ours, ""), 2U);
}

}  // namespace
}  // namespace assay::experiment
