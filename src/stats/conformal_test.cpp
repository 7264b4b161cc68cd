#include "stats/conformal.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <vector>

namespace assay::stats {
namespace {

TEST(SplitConformal, takes_its_rank_in_whole_numbers) {
    // In floating point (9 + 1) * (1 - 0.7) is above 3, so that rounding up would give 4.
    const std::vector<double> scores = {9, 8, 7, 6, 5, 4, 3, 2, 1};
    const ConformalQuantile out = split_conformal_quantile(scores, 0.7);
    EXPECT_EQ(out.rank, 3);
    EXPECT_EQ(*out.quantile, 3);
}

TEST(SplitConformal, has_no_bound_with_too_few_scores) {
    const ConformalQuantile out = split_conformal_quantile(std::vector{1.0, 2.0}, 0.1);
    EXPECT_EQ(out.status, Status::ok);
    EXPECT_EQ(out.rank, 3);
    EXPECT_EQ(out.quantile, std::nullopt);
    EXPECT_EQ(split_conformal_quantile({}, 0.1).rank, 1);
}

TEST(SplitConformal, covers_new_scores_as_promised) {
    std::mt19937_64 random(97);
    std::exponential_distribution<double> exponential;
    int covered = 0;
    constexpr int replications = 5000;
    for (int i = 0; i < replications; ++i) {
        std::vector<double> scores(39);
        for (double& score : scores) score = exponential(random);
        covered += exponential(random) <= *split_conformal_quantile(scores, 0.1).quantile ? 1 : 0;
    }
    EXPECT_NEAR(covered / double{replications}, 0.9, 0.013);
}

TEST(SplitConformal, refuses_ratios_out_of_range) {
    const std::vector<double> scores = {1};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double bad : {0.0, 1.0, -0.1, 1e-12, nan})
        EXPECT_EQ(split_conformal_quantile(scores, bad).status, Status::invalid_argument);
    EXPECT_EQ(split_conformal_quantile(std::vector{nan}, 0.5).status, Status::invalid_argument);
}

TEST(ErrorUpperBound, of_no_errors_is_the_rule_of_three) {
    EXPECT_NEAR(*error_upper_bound(0, 1000, 0.05), 0.003, 1e-5);
    EXPECT_EQ(*error_upper_bound(5, 5, 0.05), 1);
    EXPECT_EQ(error_upper_bound(0, 0, 0.05), std::nullopt);
    EXPECT_EQ(error_upper_bound(2, 1, 0.05), std::nullopt);
}

struct Cases {
    std::vector<double> confidences;
    std::vector<std::uint8_t> is_error;
};

Cases draw(std::mt19937_64& random, std::size_t count) {
    std::uniform_real_distribution<double> uniform;
    Cases cases;
    for (std::size_t i = 0; i < count; ++i) {
        cases.confidences.push_back(uniform(random));
        cases.is_error.push_back(uniform(random) < 0.5 * (1 - cases.confidences.back()) ? 1 : 0);
    }
    return cases;
}

TEST(EscalationRule, rarely_breaks_its_promise) {
    std::mt19937_64 random(101);
    int broken = 0;
    int useful = 0;
    constexpr int replications = 1000;
    for (int i = 0; i < replications; ++i) {
        const Cases cases = draw(random, 400);
        const EscalationRule rule =
            escalation_rule(cases.confidences, cases.is_error, {.error_ratio_max = 0.2});
        if (!rule.confidence_min) continue;
        ++useful;
        // At and above t the error rate is the mean of 0.5 (1 - c), which is 0.25 (1 - t).
        broken += 0.25 * (1 - *rule.confidence_min) > 0.2 ? 1 : 0;
    }
    EXPECT_LT(broken, 0.05 * replications);
    EXPECT_GT(useful, 0.95 * replications);
}

TEST(EscalationRule, accepts_cases_of_equal_confidence_together) {
    const std::vector<double> confidences(100, 0.9);
    const std::vector<std::uint8_t> right(100, 0);
    const EscalationRule rule = escalation_rule(confidences, right, {.error_ratio_max = 0.05});
    EXPECT_EQ(*rule.confidence_min, 0.9);
    EXPECT_EQ(rule.accepted_count, 100);
    EXPECT_EQ(rule.threshold_count, 1);
    EXPECT_NEAR(*rule.error_bound_ratio, 0.0295, 1e-4);
}

TEST(EscalationRule, tries_no_more_thresholds_than_allowed_and_always_the_lowest) {
    std::mt19937_64 random(103);
    const Cases cases = draw(random, 333);
    const std::vector<std::uint8_t> right(333, 0);
    const EscalationRule rule = escalation_rule(
        cases.confidences, right, {.error_ratio_max = 0.5, .threshold_count_max = 7});
    EXPECT_EQ(rule.threshold_count, 7);
    EXPECT_EQ(rule.accepted_count, 333);
}

TEST(EscalationRule, escalates_everything_when_nothing_can_be_promised) {
    const std::vector<double> confidences = {0.9, 0.8, 0.7};
    const std::vector<std::uint8_t> right(3, 0);
    const EscalationRule rule = escalation_rule(confidences, right, {.error_ratio_max = 0.05});
    EXPECT_EQ(rule.status, Status::ok);
    EXPECT_EQ(rule.confidence_min, std::nullopt);
    EXPECT_EQ(escalation_rule({}, {}, {.error_ratio_max = 0.1}).status, Status::insufficient_data);
    EXPECT_EQ(escalation_rule(confidences, right, {.error_ratio_max = 2}).status,
              Status::invalid_argument);
}

}  // namespace
}  // namespace assay::stats
