#include "stats/kappa.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace assay::stats {
namespace {

using Categories = std::vector<std::uint32_t>;

TEST(CohenKappa, takes_out_what_chance_agrees_on) {
    // Observed 0.7, expected 0.5 * 0.6 + 0.5 * 0.4.
    const AgreementTable table{.category_count = 2, .counts = {20, 5, 10, 15}};
    const Kappa out = cohen_kappa(table, KappaWeights::none, 0.95);
    EXPECT_NEAR(out.observed_agreement, 0.7, 1e-15);
    EXPECT_NEAR(out.expected_agreement, 0.5, 1e-15);
    EXPECT_NEAR(*out.estimate.value, 0.4, 1e-15);
    EXPECT_EQ(out.estimate.count, 50);
}

TEST(CohenKappa, is_1_for_agreement_and_negative_for_opposition) {
    const Categories first = {0, 1, 2, 0, 1, 2};
    const Categories opposite = {2, 1, 0, 2, 1, 0};
    const auto same = *agreement_table(first, first, 3);
    const auto other = *agreement_table(first, opposite, 3);
    for (const auto weights : {KappaWeights::none, KappaWeights::linear, KappaWeights::quadratic}) {
        EXPECT_NEAR(*cohen_kappa(same, weights, 0.95).estimate.value, 1, 1e-15);
        EXPECT_LE(*cohen_kappa(other, weights, 0.95).estimate.value, 1e-15);
    }
    EXPECT_NEAR(*cohen_kappa(other, KappaWeights::quadratic, 0.95).estimate.value, -1, 1e-15);
}

TEST(CohenKappa, does_not_depend_on_who_is_first) {
    const Categories first = {0, 1, 2, 2, 1, 0, 2};
    const Categories second = {0, 2, 2, 1, 1, 0, 0};
    const Kappa a = cohen_kappa(*agreement_table(first, second, 3), KappaWeights::linear, 0.95);
    const Kappa b = cohen_kappa(*agreement_table(second, first, 3), KappaWeights::linear, 0.95);
    EXPECT_NEAR(*a.estimate.value, *b.estimate.value, 1e-15);
    EXPECT_NEAR(*a.p_value, *b.p_value, 1e-15);
}

TEST(CohenKappa, does_not_change_with_an_unused_category) {
    const Categories first = {0, 1, 1, 0, 1};
    const Categories second = {0, 1, 0, 0, 1};
    const auto two = cohen_kappa(*agreement_table(first, second, 2), KappaWeights::none, 0.95);
    const auto nine = cohen_kappa(*agreement_table(first, second, 9), KappaWeights::none, 0.95);
    EXPECT_NEAR(*two.estimate.value, *nine.estimate.value, 1e-15);
}

TEST(CohenKappa, is_undefined_when_both_use_one_category) {
    const Categories ones(3, 1);
    const Kappa out = cohen_kappa(*agreement_table(ones, ones, 4), KappaWeights::linear, 0.95);
    EXPECT_EQ(out.estimate.status, Status::no_variation);
    EXPECT_EQ(out.estimate.value, std::nullopt);
    // One category each, but not the same one: no agreement, and none expected.
    const Categories zeros(3, 0);
    const Kappa none = cohen_kappa(*agreement_table(ones, zeros, 4), KappaWeights::linear, 0.95);
    EXPECT_EQ(none.estimate.status, Status::ok);
    EXPECT_NEAR(*none.estimate.value, 0, 1e-15);
}

TEST(CohenKappa, refuses_what_is_no_table) {
    EXPECT_EQ(cohen_kappa({.category_count = 2, .counts = {1, 2, 3}}, KappaWeights::none, 0.95)
                  .estimate.status,
              Status::invalid_argument);
    EXPECT_EQ(cohen_kappa({.category_count = 1, .counts = {-1}}, KappaWeights::none, 0.95)
                  .estimate.status,
              Status::invalid_argument);
    EXPECT_EQ(
        cohen_kappa({.category_count = 1, .counts = {1}}, KappaWeights::none, 0.95).estimate.status,
        Status::insufficient_data);
    EXPECT_EQ(cohen_kappa({}, KappaWeights::none, 0.95).estimate.status, Status::insufficient_data);
    EXPECT_FALSE(agreement_table(Categories{0}, Categories{2}, 2));
    EXPECT_FALSE(agreement_table(Categories{0}, Categories{}, 2));
}

TEST(FleissKappa, refuses_items_with_different_numbers_of_raters) {
    EXPECT_EQ(fleiss_kappa(Categories{2, 1, 2, 0}, 2).status, Status::invalid_argument);
    EXPECT_EQ(fleiss_kappa(Categories{1, 0}, 2).status, Status::invalid_argument);
    EXPECT_EQ(fleiss_kappa(Categories{1, 0, 1}, 2).status, Status::invalid_argument);
    EXPECT_EQ(fleiss_kappa({}, 2).status, Status::insufficient_data);
}

TEST(FleissKappa, is_undefined_when_everybody_always_says_the_same) {
    const FleissKappa out = fleiss_kappa(Categories{3, 0, 3, 0}, 2);
    EXPECT_EQ(out.status, Status::no_variation);
    EXPECT_EQ(out.kappa, std::nullopt);
    EXPECT_DOUBLE_EQ(*out.free_marginal_kappa, 1);
}

}  // namespace
}  // namespace assay::stats
