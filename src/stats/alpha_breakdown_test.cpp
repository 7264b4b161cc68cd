#include "stats/alpha_breakdown.hpp"

#include "stats/random.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace assay::stats {
namespace {

/// Three annotators who mostly agree and a fourth who does not.
std::vector<AnnotatorRating> with_an_outlier() {
    Random random(3, 0);
    std::vector<AnnotatorRating> out;
    for (std::uint32_t unit = 0; unit < 40; ++unit) {
        const auto truth = static_cast<double>(random.next() % 4);
        for (std::uint32_t a = 0; a < 4; ++a) {
            const bool is_wild = a == 3 || random.uniform() < 0.1;
            out.push_back({unit, 10 * a, is_wild ? static_cast<double>(random.next() % 4) : truth});
        }
    }
    return out;
}

std::vector<Rating> without(const std::vector<AnnotatorRating>& ratings, std::uint32_t annotator) {
    std::vector<Rating> out;
    for (const AnnotatorRating& one : ratings)
        if (one.annotator != annotator) out.push_back({one.unit, one.value});
    return out;
}

TEST(AlphaWithoutEach, is_alpha_of_the_others) {
    const auto ratings = with_an_outlier();
    for (const MeasurementLevel level : {MeasurementLevel::nominal, MeasurementLevel::ordinal}) {
        const AlphaByAnnotator out = alpha_without_each(ratings, level);
        ASSERT_EQ(out.without.size(), 4);
        for (const AlphaWithout& one : out.without)
            EXPECT_NEAR(
                *one.alpha,
                *krippendorff_alpha(without(ratings, one.annotator), level, 0.95).estimate.value,
                1e-12);
        EXPECT_EQ(out.without[3].annotator, 30);
        EXPECT_GT(*out.without[3].alpha, *out.without[0].alpha + 0.2);
    }
}

TEST(AlphaWithoutEach, of_two_annotators_is_undefined) {
    const std::vector<AnnotatorRating> ratings = {{0, 0, 1}, {0, 1, 2}, {1, 0, 1}, {1, 1, 1}};
    const AlphaByAnnotator out = alpha_without_each(ratings, MeasurementLevel::nominal);
    EXPECT_EQ(out.status, Status::ok);
    EXPECT_EQ(out.without[0].status, Status::no_pairable_units);
    EXPECT_EQ(out.without[0].alpha, std::nullopt);
}

TEST(AlphaWithoutEach, names_bad_input) {
    const auto status = [](const std::vector<AnnotatorRating>& ratings) {
        return alpha_without_each(ratings, MeasurementLevel::ratio).status;
    };
    EXPECT_EQ(status({}), Status::no_pairable_units);
    EXPECT_EQ(status({{0, 0, 1}, {0, 0, 2}}), Status::invalid_argument);
    EXPECT_EQ(status({{0, 0, -1}}), Status::invalid_argument);
    EXPECT_EQ(status({{0, 0, 1}, {0, 1, 1}}), Status::no_variation);
}

TEST(AlphaOfEachValue, is_alpha_of_the_value_against_the_rest) {
    const auto ratings = without(with_an_outlier(), 99);
    const auto out = alpha_of_each_value(ratings);
    ASSERT_EQ(out.size(), 4);
    for (const AlphaOfValue& one : out) {
        std::vector<Rating> binary = ratings;
        for (Rating& rating : binary) rating.value = rating.value == one.value ? 1 : 0;
        EXPECT_NEAR(*one.alpha,
                    *krippendorff_alpha(binary, MeasurementLevel::nominal, 0.95).estimate.value,
                    1e-12);
    }
}

TEST(AlphaOfEachValue, of_a_single_value_is_undefined) {
    const std::vector<Rating> ratings = {{0, 2}, {0, 2}, {1, 5}};
    const auto out = alpha_of_each_value(ratings);
    ASSERT_EQ(out.size(), 1);
    EXPECT_EQ(out[0].alpha, std::nullopt);
    EXPECT_EQ(out[0].rating_count, 2);
    EXPECT_TRUE(alpha_of_each_value({}).empty());
    const std::vector<Rating> bad = {{0, std::numeric_limits<double>::quiet_NaN()}};
    EXPECT_TRUE(alpha_of_each_value(bad).empty());
}

}  // namespace
}  // namespace assay::stats
