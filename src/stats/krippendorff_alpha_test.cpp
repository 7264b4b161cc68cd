#include "stats/krippendorff_alpha.hpp"

#include "stats/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace assay::stats {
namespace {

constexpr std::array levels = {MeasurementLevel::nominal,
                               MeasurementLevel::ordinal,
                               MeasurementLevel::interval,
                               MeasurementLevel::ratio};

/// Krippendorff 2011, section C: four observers, 12 units; 0 stands for no value.
std::vector<Rating> paper() {
    constexpr std::array<std::array<int, 12>, 4> rows = {{{1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0},
                                                          {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3},
                                                          {0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0},
                                                          {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0}}};
    std::vector<Rating> ratings;
    for (const auto& row : rows)
        for (std::uint32_t unit = 0; unit < row.size(); ++unit)
            if (row[unit] != 0) ratings.push_back({unit, static_cast<double>(row[unit])});
    return ratings;
}

/// By its definition, from all pairs.
double alpha_by_pairs(const std::vector<Rating>& ratings, MeasurementLevel level) {
    std::vector<Rating> used;
    const auto size_of = [&](std::uint32_t unit) {
        return static_cast<double>(std::ranges::count(ratings, unit, &Rating::unit));
    };
    for (const Rating& rating : ratings)
        if (size_of(rating.unit) > 1) used.push_back(rating);
    const auto n_of = [&](double value) {
        return static_cast<double>(std::ranges::count(used, value, &Rating::value));
    };
    const auto distance = [&](double a, double b) -> double {
        if (a == b) return 0;
        if (level == MeasurementLevel::nominal) return 1;
        double d = a - b;
        if (level == MeasurementLevel::ratio) d /= a + b;
        if (level == MeasurementLevel::ordinal) {
            const auto between = std::ranges::count_if(used, [&](const Rating& r) {
                return r.value >= std::min(a, b) && r.value <= std::max(a, b);
            });
            d = static_cast<double>(between) - (n_of(a) + n_of(b)) / 2;
        }
        return d * d;
    };
    double observed = 0;
    double expected = 0;
    for (const Rating& a : used)
        for (const Rating& b : used) {
            expected += distance(a.value, b.value) / static_cast<double>(used.size() - 1);
            if (a.unit == b.unit) observed += distance(a.value, b.value) / (size_of(a.unit) - 1);
        }
    return 1 - observed / expected;
}

TEST(KrippendorffAlpha, is_that_of_the_paper) {
    const KrippendorffAlpha out = krippendorff_alpha(paper(), MeasurementLevel::nominal, 0.95);
    EXPECT_NEAR(*out.estimate.value, 0.743, 5e-4);
    EXPECT_EQ(out.estimate.count, 40);
    EXPECT_EQ(out.unit_count, 11);
}

TEST(KrippendorffAlpha, has_the_standard_error_of_the_irr_cac_package) {
    const auto error = [](MeasurementLevel level) {
        return *krippendorff_alpha(paper(), level, 0.95).estimate.standard_error;
    };
    EXPECT_NEAR(error(MeasurementLevel::nominal), 0.14548, 5e-6);
    EXPECT_NEAR(error(MeasurementLevel::interval), 0.12905, 5e-6);
}

TEST(KrippendorffAlpha, agrees_with_its_definition_by_pairs) {
    std::mt19937_64 random(127);
    std::uniform_int_distribution<int> value(0, 6);
    std::vector<Rating> ratings;
    for (std::uint32_t unit = 0; unit < 30; ++unit) {
        const int centre = value(random);
        for (int k = 0; k <= value(random) / 2; ++k)
            ratings.push_back({unit, std::abs(centre + value(random) / 3 - 1) * 1.0});
    }
    std::ranges::shuffle(ratings, random);
    for (const auto level : levels)
        EXPECT_NEAR(*krippendorff_alpha(ratings, level, 0.95).estimate.value,
                    alpha_by_pairs(ratings, level),
                    1e-12);
}

TEST(KrippendorffAlpha, is_1_for_full_agreement) {
    const std::vector<Rating> ratings = {{7, 1}, {7, 1}, {9, 4}, {9, 4}, {9, 4}};
    for (const auto level : levels) {
        const KrippendorffAlpha out = krippendorff_alpha(ratings, level, 0.95);
        EXPECT_NEAR(*out.estimate.value, 1, 1e-12);
        EXPECT_NEAR(*out.estimate.standard_error, 0, 1e-12);
    }
}

TEST(KrippendorffAlpha, keeps_its_precision_on_a_large_offset) {
    std::vector<Rating> far = paper();
    for (Rating& rating : far) rating.value += 1e9;
    for (const auto level : {MeasurementLevel::interval, MeasurementLevel::ordinal})
        EXPECT_NEAR(*krippendorff_alpha(far, level, 0.95).estimate.value,
                    *krippendorff_alpha(paper(), level, 0.95).estimate.value,
                    1e-9);
}

TEST(KrippendorffAlpha, covers_what_many_units_show) {
    std::mt19937_64 random(131);
    std::normal_distribution<double> normal;
    int covered = 0;
    constexpr int replications = 1000;
    for (int i = 0; i < replications; ++i) {
        std::vector<Rating> ratings;
        for (std::uint32_t unit = 0; unit < 60; ++unit) {
            const double truth = normal(random);
            for (int k = 0; k < 3; ++k) ratings.push_back({unit, truth + 0.5 * normal(random)});
        }
        const Interval interval =
            *krippendorff_alpha(ratings, MeasurementLevel::interval, 0.95).estimate.interval;
        // The share of the variance that is between units.
        covered += interval.low <= 0.8 && 0.8 <= interval.high ? 1 : 0;
    }
    EXPECT_GT(covered, 0.92 * replications);
    EXPECT_LT(covered, 0.97 * replications);
}

TEST(KrippendorffAlpha, is_undefined_without_pairs_and_without_variation) {
    const std::vector<Rating> apart = {{1, 1}, {2, 2}};
    const std::vector<Rating> constant = {{1, 2}, {1, 2}, {2, 2}, {2, 2}};
    for (const auto level : levels) {
        EXPECT_EQ(krippendorff_alpha({}, level, 0.95).estimate.status, Status::no_pairable_units);
        EXPECT_EQ(krippendorff_alpha(apart, level, 0.95).estimate.status,
                  Status::no_pairable_units);
        EXPECT_EQ(krippendorff_alpha(constant, level, 0.95).estimate.status, Status::no_variation);
        EXPECT_EQ(krippendorff_alpha(constant, level, 0.95).estimate.value, std::nullopt);
    }
    const std::vector<Rating> one_unit = {{1, 1}, {1, 2}};
    const auto one = krippendorff_alpha(one_unit, MeasurementLevel::nominal, 0.95);
    EXPECT_EQ(one.estimate.status, Status::insufficient_data);
    EXPECT_EQ(one.estimate.interval, std::nullopt);
}

TEST(KrippendorffAlpha, refuses_numbers_that_are_none_and_negative_ratios) {
    const std::vector<Rating> nan = {{1, 1}, {1, std::nan("")}};
    const std::vector<Rating> negative = {{1, 1}, {1, -1}};
    EXPECT_EQ(krippendorff_alpha(nan, MeasurementLevel::nominal, 0.95).estimate.status,
              Status::invalid_argument);
    EXPECT_EQ(krippendorff_alpha(negative, MeasurementLevel::ratio, 0.95).estimate.status,
              Status::invalid_argument);
    EXPECT_NE(krippendorff_alpha(negative, MeasurementLevel::interval, 0.95).estimate.status,
              Status::invalid_argument);
}

TEST(KrippendorffAlphaBootstrap, has_the_value_and_about_the_standard_error_of_alpha) {
    for (const MeasurementLevel level : levels) {
        // Twenty copies of the paper's units.
        std::vector<Rating> ratings;
        for (std::uint32_t copy = 0; copy < 20; ++copy)
            for (const Rating& rating : paper())
                ratings.push_back({rating.unit + 100 * copy, rating.value});
        const Estimate exact = krippendorff_alpha(ratings, level, 0.95).estimate;
        const Estimate drawn = krippendorff_alpha_bootstrap(ratings, level);
        EXPECT_EQ(drawn.status, Status::ok);
        EXPECT_NEAR(*drawn.value, *exact.value, 1e-12);
        EXPECT_NEAR(*drawn.standard_error, *exact.standard_error, 0.15 * *exact.standard_error);
        EXPECT_EQ(drawn.count, exact.count);
    }
}

TEST(KrippendorffAlphaBootstrap, reports_resamples_without_variation) {
    std::vector<Rating> ratings;
    for (std::uint32_t unit = 0; unit < 12; ++unit) {
        ratings.push_back({unit, 1});
        ratings.push_back({unit, unit == 0 ? 2.0 : 1.0});
    }
    const Estimate out = krippendorff_alpha_bootstrap(ratings, MeasurementLevel::nominal);
    ASSERT_EQ(out.warnings.size(), 1);
    EXPECT_EQ(out.method, "krippendorff alpha, nominal, bootstrap percentile");
}

TEST(KrippendorffAlphaBootstrap, names_bad_input) {
    const auto status = [](const std::vector<Rating>& ratings) {
        return krippendorff_alpha_bootstrap(ratings, MeasurementLevel::ratio).status;
    };
    EXPECT_EQ(status({}), Status::no_pairable_units);
    EXPECT_EQ(status({{0, 1}, {1, 1}}), Status::no_pairable_units);
    EXPECT_EQ(status({{0, 1}, {0, 1}, {1, 1}, {1, 1}}), Status::no_variation);
    EXPECT_EQ(status({{0, 1}, {0, 2}}), Status::insufficient_data);
    EXPECT_EQ(status({{0, -1}, {0, 2}}), Status::invalid_argument);
}

TEST(KrippendorffAlpha, takes_units_with_any_numbers) {
    std::vector<Rating> far = paper();
    for (Rating& rating : far) rating.unit = 4'000'000'000U - 1000 * rating.unit;
    for (const MeasurementLevel level : levels)
        EXPECT_NEAR(*krippendorff_alpha(far, level, 0.95).estimate.value,
                    *krippendorff_alpha(paper(), level, 0.95).estimate.value,
                    1e-12);
}

TEST(KrippendorffAlpha, takes_minus_zero_for_zero) {
    const std::vector<Rating> ratings = {{0, 0.0}, {0, -0.0}, {1, 1}, {1, 1}};
    EXPECT_EQ(*krippendorff_alpha(ratings, MeasurementLevel::nominal, 0.95).estimate.value, 1);
}

/// How often 95 % intervals hold alpha, which is 0.7225 for raters who know 85 % of the answers and
/// guess the rest among four.
double coverage(std::uint32_t unit_count, int rounds, bool is_bootstrap) {
    Random random(unit_count, 0);
    int covered = 0;
    for (int round = 0; round < rounds; ++round) {
        std::vector<Rating> ratings;
        for (std::uint32_t unit = 0; unit < unit_count; ++unit) {
            const auto truth = static_cast<double>(random.next() % 4);
            for (int rater = 0; rater < 3; ++rater) {
                const bool is_known = random.uniform() < 0.85;
                const auto guess = static_cast<double>(random.next() % 4);
                ratings.push_back({unit, is_known ? truth : guess});
            }
        }
        const Estimate out =
            is_bootstrap ? krippendorff_alpha_bootstrap(
                               ratings, MeasurementLevel::nominal, {.resample_count = 400})
                         : krippendorff_alpha(ratings, MeasurementLevel::nominal, 0.95).estimate;
        if (out.interval->low <= 0.7225 && 0.7225 <= out.interval->high) ++covered;
    }
    return static_cast<double>(covered) / rounds;
}

TEST(KrippendorffAlpha, covers_the_agreement_of_raters_who_guess) {
    EXPECT_NEAR(coverage(50, 1000, false), 0.945, 0.02);
}

// Percentiles of resampled units are somewhat too narrow where units are few.
TEST(KrippendorffAlphaBootstrap, covers_the_agreement_of_raters_who_guess) {
    EXPECT_NEAR(coverage(50, 400, true), 0.935, 0.03);
}

}  // namespace
}  // namespace assay::stats
