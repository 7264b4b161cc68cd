#include "stats/multiple_testing.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>

namespace assay::stats {
namespace {

using Values = std::vector<std::optional<double>>;

constexpr std::array every = {PAdjustment::bonferroni,
                              PAdjustment::holm,
                              PAdjustment::hochberg,
                              PAdjustment::hommel,
                              PAdjustment::benjamini_hochberg,
                              PAdjustment::benjamini_yekutieli};

TEST(PAdjustment, multiplies_by_the_tests_that_remain) {
    const Values p = {0.01, 0.04, 0.03};
    const Values adjusted = adjust_p_values(p, PAdjustment::holm).values;
    EXPECT_DOUBLE_EQ(*adjusted[0], 0.03);
    EXPECT_DOUBLE_EQ(*adjusted[1], 0.06);
    EXPECT_DOUBLE_EQ(*adjusted[2], 0.06);
}

TEST(PAdjustment, leaves_one_p_value_as_it_is) {
    for (const PAdjustment adjustment : every)
        EXPECT_EQ(adjust_p_values(Values{0.2}, adjustment).values, Values{0.2});
}

TEST(PAdjustment, does_not_count_a_test_that_could_not_be_made) {
    for (const PAdjustment adjustment : every) {
        const Values with = adjust_p_values(Values{0.02, std::nullopt, 0.3}, adjustment).values;
        const Values without = adjust_p_values(Values{0.02, 0.3}, adjustment).values;
        EXPECT_EQ(with, (Values{without[0], std::nullopt, without[1]}));
    }
}

TEST(PAdjustment, says_why_there_is_nothing_to_adjust) {
    EXPECT_EQ(adjust_p_values({}, PAdjustment::holm).status, Status::insufficient_data);
    EXPECT_EQ(adjust_p_values(Values{std::nullopt}, PAdjustment::hommel).status,
              Status::insufficient_data);
    for (const double wrong : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
        const AdjustedPValues out = adjust_p_values(Values{0.5, wrong}, PAdjustment::holm);
        EXPECT_EQ(out.status, Status::invalid_argument);
        EXPECT_EQ(out.values, (Values{std::nullopt, std::nullopt}));
    }
}

TEST(PAdjustment, orders_the_methods_as_theory_does) {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> uniform(0, 1);
    for (int repetition = 0; repetition < 100; ++repetition) {
        Values p;
        for (int i = 0; i < 12; ++i) p.emplace_back(std::pow(uniform(random), 3));
        std::vector<Values> adjusted;
        for (const PAdjustment adjustment : every)
            adjusted.push_back(adjust_p_values(p, adjustment).values);
        for (std::size_t i = 0; i < p.size(); ++i) {
            const auto value = [&](std::size_t method) { return *adjusted[method][i]; };
            EXPECT_GE(value(0), value(1));          // Bonferroni, Holm
            EXPECT_GE(value(1), value(2));          // Hochberg
            EXPECT_GE(value(2), value(3) - 1e-15);  // Hommel
            EXPECT_GE(value(3), value(4) - 1e-15);  // Benjamini-Hochberg
            EXPECT_GE(value(4), *p[i]);
            EXPECT_GE(value(5), value(4));
        }
    }
}

}  // namespace
}  // namespace assay::stats
