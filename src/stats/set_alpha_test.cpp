#include "stats/set_alpha.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace assay::stats {
namespace {

TEST(SetAlpha, with_masi_weighs_how_sets_lie) {
    // Two units; distances 1 - 1/2 * 2/3 within the second, and 1 between the units' sets but for
    // {cat} and {cat, mouse}.
    const std::vector<SetRating> ratings = {{0, 0b001}, {0, 0b001}, {1, 0b010}, {1, 0b110}};
    const KrippendorffAlpha out = set_alpha(ratings, SetDistance::masi, 0.95);
    const double within = 2.0 / 3;
    const double observed = 2 * within / 4;
    const double expected = (2 * within + 8) / 12;
    EXPECT_NEAR(*out.estimate.value, 1 - observed / expected, 1e-12);
    EXPECT_TRUE(out.estimate.interval.has_value());
}

TEST(SetAlpha, knows_sets_that_only_overlap) {
    const std::vector<SetRating> ratings = {{0, 0b011}, {0, 0b110}, {1, 0b011}, {1, 0b011}};
    const auto at = [&](SetDistance distance) {
        return *set_alpha(ratings, distance, 0.95).observed_disagreement;
    };
    EXPECT_NEAR(at(SetDistance::equality), 0.5, 1e-12);
    EXPECT_NEAR(at(SetDistance::jaccard), 0.5 * 2 / 3, 1e-12);
    EXPECT_NEAR(at(SetDistance::masi), 0.5 * 8 / 9, 1e-12);
}

TEST(SetAlpha, takes_two_empty_sets_for_agreement) {
    const std::vector<SetRating> ratings = {{0, 0}, {0, 0}, {1, 1}, {1, 1}};
    EXPECT_EQ(*set_alpha(ratings, SetDistance::masi, 0.95).estimate.value, 1);
}

TEST(SetAlpha, names_bad_input) {
    EXPECT_EQ(set_alpha({}, SetDistance::masi, 0.95).estimate.status, Status::no_pairable_units);
    EXPECT_EQ(set_alpha({}, SetDistance::masi, 0).estimate.status, Status::invalid_argument);
    const std::vector<SetRating> same = {{0, 3}, {0, 3}};
    EXPECT_EQ(set_alpha(same, SetDistance::masi, 0.95).estimate.status, Status::no_variation);
}

}  // namespace
}  // namespace assay::stats
