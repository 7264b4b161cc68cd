#include "stats/agreement.hpp"

#include "stats/kappa.hpp"
#include "stats/krippendorff_alpha.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace assay::stats {
namespace {

using Ratings = std::vector<std::optional<std::uint32_t>>;

RatingTable two_raters(const std::vector<std::uint32_t>& first,
                       const std::vector<std::uint32_t>& second) {
    RatingTable table{.rater_count = 2, .category_values = {0, 1, 2}};
    for (std::size_t i = 0; i < first.size(); ++i) {
        table.ratings.emplace_back(first[i]);
        table.ratings.emplace_back(second[i]);
    }
    return table;
}

TEST(Agreement, of_two_raters_by_conger_is_cohens_kappa) {
    const std::vector<std::uint32_t> first = {0, 1, 2, 2, 1, 0, 2, 0};
    const std::vector<std::uint32_t> second = {0, 2, 2, 1, 1, 0, 0, 0};
    const auto table = *agreement_table(first, second, 3);
    const auto all =
        agreement_coefficients(two_raters(first, second), AgreementWeights::quadratic, 0.95);
    EXPECT_NEAR(*all.conger_kappa.estimate.value,
                *cohen_kappa(table, KappaWeights::quadratic, 0.95).estimate.value,
                1e-14);
}

TEST(Agreement, by_alpha_is_krippendorffs) {
    std::mt19937_64 random(139);
    RatingTable table{.rater_count = 4, .category_values = {1, 2, 5}};
    std::vector<Rating> ratings;
    for (std::uint32_t unit = 0; unit < 40; ++unit) {
        const auto truth = static_cast<std::uint32_t>(random() % 3);
        for (int rater = 0; rater < 4; ++rater) {
            table.ratings.emplace_back();
            if (random() % 3 == 0) continue;
            const auto said = random() % 2 == 0 ? truth : static_cast<std::uint32_t>(random() % 3);
            table.ratings.back() = said;
            ratings.push_back({unit, table.category_values[said]});
        }
    }
    const auto same = [&](AgreementWeights weights, MeasurementLevel level) {
        const auto ours = agreement_coefficients(table, weights, 0.95).krippendorff_alpha.estimate;
        const auto theirs = krippendorff_alpha(ratings, level, 0.95).estimate;
        EXPECT_NEAR(*ours.value, *theirs.value, 1e-12);
        EXPECT_NEAR(*ours.standard_error, *theirs.standard_error, 1e-12);
    };
    same(AgreementWeights::identity, MeasurementLevel::nominal);
    same(AgreementWeights::quadratic, MeasurementLevel::interval);
}

TEST(Agreement, by_gwet_stays_high_when_one_category_is_common) {
    // 118 of 125 units are agreed on, nearly all in the first category.
    RatingTable table{.rater_count = 2, .category_values = {0, 1}};
    const auto add = [&](int times, std::uint32_t first, std::uint32_t second) {
        for (int i = 0; i < times; ++i) {
            table.ratings.emplace_back(first);
            table.ratings.emplace_back(second);
        }
    };
    add(118, 0, 0);
    add(5, 0, 1);
    add(2, 1, 0);
    const auto all = agreement_coefficients(table, AgreementWeights::identity, 0.95);
    EXPECT_NEAR(*all.gwet_ac.estimate.value, 0.941, 5e-4);
    EXPECT_LT(*all.fleiss_kappa.estimate.value, 0);
}

TEST(Agreement, is_1_when_all_agree_on_different_things) {
    const std::vector<std::uint32_t> values = {0, 1, 2, 1};
    for (const auto weights : {AgreementWeights::identity,
                               AgreementWeights::linear,
                               AgreementWeights::quadratic,
                               AgreementWeights::ordinal}) {
        const auto all = agreement_coefficients(two_raters(values, values), weights, 0.95);
        for (const auto& one : {all.gwet_ac,
                                all.fleiss_kappa,
                                all.conger_kappa,
                                all.brennan_prediger,
                                all.krippendorff_alpha})
            EXPECT_NEAR(*one.estimate.value, 1, 1e-12);
    }
}

TEST(Agreement, in_one_category_is_defined_only_where_chance_is_not_taken_from_it) {
    const std::vector<std::uint32_t> ones = {1, 1, 1};
    const auto all =
        agreement_coefficients(two_raters(ones, ones), AgreementWeights::identity, 0.95);
    EXPECT_EQ(all.fleiss_kappa.estimate.status, Status::no_variation);
    EXPECT_EQ(all.conger_kappa.estimate.status, Status::no_variation);
    EXPECT_EQ(all.krippendorff_alpha.estimate.status, Status::no_variation);
    EXPECT_EQ(all.krippendorff_alpha.estimate.value, std::nullopt);
    EXPECT_NEAR(*all.gwet_ac.estimate.value, 1, 1e-12);
    EXPECT_NEAR(*all.brennan_prediger.estimate.value, 1, 1e-12);
}

TEST(Agreement, needs_a_pair) {
    RatingTable table{.rater_count = 2, .category_values = {0, 1}};
    const auto status = [&] {
        return agreement_coefficients(table, AgreementWeights::identity, 0.95)
            .gwet_ac.estimate.status;
    };
    EXPECT_EQ(status(), Status::no_pairable_units);
    table.ratings = Ratings{0, std::nullopt, std::nullopt, 1};
    EXPECT_EQ(status(), Status::no_pairable_units);
    table.ratings = Ratings{0, 1};
    EXPECT_EQ(status(), Status::insufficient_data);
}

TEST(Agreement, refuses_a_table_that_is_none) {
    const auto status = [](const RatingTable& table) {
        return agreement_coefficients(table, AgreementWeights::linear, 0.95)
            .gwet_ac.estimate.status;
    };
    EXPECT_EQ(status({.rater_count = 2, .category_values = {0, 1}, .ratings = Ratings{0}}),
              Status::invalid_argument);
    EXPECT_EQ(status({.rater_count = 1, .category_values = {0, 1}, .ratings = Ratings{2}}),
              Status::invalid_argument);
    EXPECT_EQ(status({.rater_count = 1, .category_values = {1, 1}, .ratings = Ratings{0}}),
              Status::invalid_argument);
    EXPECT_EQ(status({.rater_count = 0, .category_values = {0, 1}}), Status::invalid_argument);
}

}  // namespace
}  // namespace assay::stats
