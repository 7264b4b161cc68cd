#include "stats/sequence_power.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace assay::stats {
namespace {

constexpr double drift_of_80_percent = 2.801585218;

TEST(SequencePower, is_what_the_simulation_finds) {
    // benchmarks/experiment_simulation, 2,500 units an arm: 1.8 % without an effect; 53.5 % with
    // 1,930 units an arm on average; 99.8 % with 791 of twice the effect.
    const auto power = [](double drift) { return confidence_sequence_power(5000, {}, drift); };
    EXPECT_NEAR(*power(0).power_ratio, 0.018, 0.003);
    const GroupSequentialPower once = power(drift_of_80_percent);
    EXPECT_NEAR(*once.power_ratio, 0.535, 0.01);
    EXPECT_NEAR(*once.expected_information_fraction * 2500, 1930, 25);
    const GroupSequentialPower twice = power(2 * drift_of_80_percent);
    EXPECT_NEAR(*twice.power_ratio, 0.998, 0.002);
    EXPECT_NEAR(*twice.expected_information_fraction * 2500, 791, 25);
}

TEST(SequencePower, needs_a_larger_effect_than_one_test) {
    const double drift = *confidence_sequence_drift(5000, {}, 0.8).value;
    EXPECT_GT(drift, drift_of_80_percent);
    EXPECT_LT(drift, 1.4 * drift_of_80_percent);
    EXPECT_NEAR(*confidence_sequence_power(5000, {}, drift).power_ratio, 0.8, 1e-3);
}

TEST(SequencePower, says_why_it_is_undefined) {
    const auto status = [](std::size_t count_max, const ConfidenceSequenceOptions& options) {
        return confidence_sequence_power(count_max, options, 1).status;
    };
    EXPECT_EQ(status(0, {}), Status::invalid_argument);
    EXPECT_EQ(status(399, {}), Status::invalid_argument);
    EXPECT_EQ(status(400, {}), Status::ok);
    EXPECT_EQ(status(std::numeric_limits<std::size_t>::max(), {}), Status::invalid_argument);
    EXPECT_EQ(status(5000, {.alpha = 2}), Status::invalid_argument);
    EXPECT_EQ(status(1'000'000'000, {}), Status::ok);
    EXPECT_EQ(confidence_sequence_drift(5000, {}, 1).status, Status::invalid_argument);
    EXPECT_EQ(confidence_sequence_power(5000, {}, std::numeric_limits<double>::quiet_NaN()).status,
              Status::invalid_argument);
}

}  // namespace
}  // namespace assay::stats
