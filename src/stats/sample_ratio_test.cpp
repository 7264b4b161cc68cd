#include "stats/sample_ratio.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>

namespace assay::stats {
namespace {

using Counts = std::vector<std::size_t>;
using Shares = std::vector<double>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(SampleRatio, alarms_only_on_what_chance_does_not_explain) {
    EXPECT_EQ(sample_ratio_test(Counts{5021, 4979}, Shares{0.5, 0.5}).verdict,
              SampleRatioVerdict::as_planned);
    EXPECT_EQ(sample_ratio_test(Counts{10200, 9800}, Shares{0.5, 0.5}).verdict,
              SampleRatioVerdict::suspicious);
    EXPECT_EQ(sample_ratio_test(Counts{10300, 9700}, Shares{0.5, 0.5}).verdict,
              SampleRatioVerdict::mismatch);
}

TEST(SampleRatio, counts_an_arm_without_share_as_no_degree_of_freedom) {
    const SampleRatioTest without = sample_ratio_test(Counts{540, 460}, Shares{0.5, 0.5});
    const SampleRatioTest with = sample_ratio_test(Counts{540, 460, 0}, Shares{0.5, 0.5, 0});
    EXPECT_EQ(with.degrees_of_freedom, 1);
    EXPECT_EQ(with.p_value, without.p_value);
    EXPECT_NEAR(*with.p_value, 0.0114, 1e-4);
}

TEST(SampleRatio, alarms_on_one_unit_in_an_arm_without_share) {
    const SampleRatioTest test = sample_ratio_test(Counts{500, 500, 1}, Shares{0.5, 0.5, 0});
    EXPECT_EQ(test.verdict, SampleRatioVerdict::mismatch);
    EXPECT_TRUE(test.has_unplanned_traffic);
    SequentialSampleRatio sequence(Shares{0.5, 0.5, 0});
    EXPECT_EQ(sequence.look(Counts{500, 500, 0}).verdict, SampleRatioVerdict::as_planned);
    EXPECT_EQ(sequence.look(Counts{500, 500, 1}).verdict, SampleRatioVerdict::mismatch);
}

TEST(SampleRatio, says_why_it_is_undefined) {
    const auto status = [](const Counts& counts, const Shares& shares) {
        return sample_ratio_test(counts, shares).status;
    };
    EXPECT_EQ(status({1, 1}, {0.5, 0.4}), Status::invalid_argument);
    EXPECT_EQ(status({1, 1}, {1.5, -0.5}), Status::invalid_argument);
    EXPECT_EQ(status({1, 1}, {nan, 0.5}), Status::invalid_argument);
    EXPECT_EQ(status({1}, {0.5, 0.5}), Status::invalid_argument);
    EXPECT_EQ(status({}, {}), Status::invalid_argument);
    EXPECT_EQ(status({0, 0}, {0.5, 0.5}), Status::insufficient_data);
    EXPECT_EQ(status({7, 0}, {1, 0}), Status::no_variation);
    EXPECT_EQ(status({7, 2}, {1, 0}), Status::ok);
    EXPECT_EQ(status({1, 1}, {1e-300, 1}), Status::invalid_argument);
    EXPECT_EQ(status({1, 2'000'000'000'000}, {0.5, 0.5}), Status::invalid_argument);
    EXPECT_FALSE(sample_ratio_test(Counts{2, 1}, Shares{0.5, 0.5}).warnings.empty());
}

TEST(SequentialSampleRatio, keeps_its_smallest_p_value) {
    SequentialSampleRatio sequence(Shares{0.5, 0.5});
    const double low = *sequence.look(Counts{400, 200}).p_value;
    EXPECT_LT(low, 0.001);
    EXPECT_EQ(sequence.look(Counts{400, 400}).p_value, low);
    EXPECT_EQ(sequence.look(Counts{400, 400}).verdict, SampleRatioVerdict::mismatch);
}

TEST(SequentialSampleRatio, refuses_counts_that_fell_and_forgets_them) {
    SequentialSampleRatio sequence(Shares{0.5, 0.5});
    EXPECT_EQ(sequence.look(Counts{0, 0}).p_value, 1);
    EXPECT_EQ(sequence.look(Counts{10, 10}).status, Status::ok);
    EXPECT_EQ(sequence.look(Counts{9, 11}).status, Status::invalid_argument);
    EXPECT_EQ(sequence.look(Counts{10, 11}).status, Status::ok);
    EXPECT_EQ(sequence.look(Counts{10}).status, Status::invalid_argument);
    EXPECT_EQ(SequentialSampleRatio(Shares{0.5, 0.6}).look(Counts{1, 1}).status,
              Status::invalid_argument);
    EXPECT_EQ(SequentialSampleRatio(Shares{0.5, 0.5}, nan).look(Counts{1, 1}).status,
              Status::invalid_argument);
}

TEST(SequentialSampleRatio, rarely_alarms_when_looked_at_after_every_unit) {
    std::mt19937_64 random(11);
    std::bernoulli_distribution goes_left(0.3);
    int alarm_count = 0;
    constexpr int repetition_count = 400;
    for (int repetition = 0; repetition < repetition_count; ++repetition) {
        SequentialSampleRatio sequence(Shares{0.3, 0.7}, 100, {.mismatch_p_value = 0.05});
        Counts counts = {0, 0};
        for (int unit = 0; unit < 1000; ++unit) {
            ++counts[goes_left(random) ? 0 : 1];
            if (sequence.look(counts).verdict != SampleRatioVerdict::mismatch) continue;
            ++alarm_count;
            break;
        }
    }
    // 5 % and two standard errors.
    EXPECT_LE(alarm_count, repetition_count * 0.05 + 2 * std::sqrt(repetition_count * 0.0475));
}

}  // namespace
}  // namespace assay::stats
