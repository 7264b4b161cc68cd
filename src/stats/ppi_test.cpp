#include "stats/ppi.hpp"

#include "stats/mean.hpp"
#include "stats/symmetric_interval.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

namespace assay::stats {
namespace {

/// Labels, and predictions of them that are `bias` too high.
struct Population {
    std::vector<double> labels, labelled, unlabelled;
};

Population draw(std::mt19937_64& random, std::size_t n, std::size_t m, double bias) {
    std::normal_distribution<double> normal;
    Population population;
    for (std::size_t i = 0; i < n + m; ++i) {
        const double label = 0.6 + 0.3 * normal(random);
        const double prediction = label + bias + 0.15 * normal(random);
        if (i < n) {
            population.labels.push_back(label);
            population.labelled.push_back(prediction);
        } else {
            population.unlabelled.push_back(prediction);
        }
    }
    return population;
}

PpiResult estimate(const Population& p, const PpiOptions& options = {}) {
    return ppi_mean(p.labels, p.labelled, p.unlabelled, options);
}

TEST(Ppi, covers_the_truth_with_a_biased_judge_and_few_labels) {
    std::mt19937_64 random(7);
    int covered = 0;
    double width = 0;
    double classical_width = 0;
    constexpr int replications = 2000;
    for (int i = 0; i < replications; ++i) {
        const PpiResult result = estimate(draw(random, 25, 400, 0.2));
        const Interval interval = *result.estimate.interval;
        covered += interval.low <= 0.6 && 0.6 <= interval.high ? 1 : 0;
        width += interval.high - interval.low;
        classical_width += result.classical.interval->high - result.classical.interval->low;
    }
    EXPECT_GT(covered, 0.93 * replications);
    EXPECT_LT(covered, 0.97 * replications);
    EXPECT_LT(width, 0.6 * classical_width);
}

TEST(Ppi, without_trust_in_the_predictions_is_the_mean_of_the_labels) {
    std::mt19937_64 random(1);
    const Population p = draw(random, 20, 50, 0.1);
    const Estimate plain = mean_estimate(p.labels, 0.95);
    const PpiResult result = estimate(p, {.lambda = 0});
    EXPECT_NEAR(*result.estimate.value, *plain.value, 1e-15);
    EXPECT_NEAR(*result.estimate.standard_error, *plain.standard_error, 1e-15);
    EXPECT_NEAR(result.estimate.interval->low, plain.interval->low, 1e-12);
    EXPECT_NEAR(*result.effective_gain, 1, 1e-12);
}

TEST(Ppi, gives_a_constant_judge_no_say) {
    const std::vector<double> labels = {0, 1, 1, 0, 1};
    const std::vector<double> constant(5, 0.7);
    const PpiResult result = ppi_mean(labels, constant, std::vector<double>(9, 0.7), {});
    EXPECT_EQ(result.lambda, 0);
    EXPECT_DOUBLE_EQ(*result.estimate.value, 0.6);
    EXPECT_EQ(result.estimate.warnings.size(), 1);
}

TEST(Ppi, gives_a_judge_that_contradicts_the_labels_no_say) {
    const std::vector<double> labels = {0, 1, 1, 0, 1, 0};
    const std::vector<double> opposite = {1, 0, 0, 1, 0, 1};
    EXPECT_EQ(ppi_mean(labels, opposite, opposite, {}).lambda, 0);
}

TEST(Ppi, has_a_p_value_below_alpha_exactly_outside_the_interval) {
    std::mt19937_64 random(3);
    const PpiResult result = estimate(draw(random, 30, 300, 0.1));
    const Interval interval = *result.estimate.interval;
    EXPECT_NEAR(*p_value(result.estimate, interval.low), 0.05, 1e-9);
    EXPECT_NEAR(*p_value(result.estimate, interval.high), 0.05, 1e-9);
    EXPECT_LT(*p_value(result.estimate, interval.high + 0.001), 0.05);
}

TEST(Ppi, of_clusters_of_one_is_the_independent_estimate) {
    std::mt19937_64 random(5);
    const Population p = draw(random, 30, 100, 0.1);
    std::vector<std::uint32_t> labelled(30), unlabelled(100);
    std::iota(labelled.begin(), labelled.end(), 0U);
    std::iota(unlabelled.begin(), unlabelled.end(), 30U);
    const PpiOptions clustered{
        .lambda = 0.5, .labelled_clusters = labelled, .unlabelled_clusters = unlabelled};
    const PpiResult a = estimate(p, clustered);
    const PpiResult b = estimate(p, {.lambda = 0.5});
    EXPECT_NEAR(*a.estimate.standard_error, *b.estimate.standard_error, 1e-14);
    EXPECT_NEAR(a.estimate.interval->low, b.estimate.interval->low, 1e-12);
    EXPECT_EQ(a.estimate.cluster_count, 30);
}

TEST(Ppi, covers_the_truth_when_whole_clusters_are_labelled) {
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal;
    int covered = 0;
    constexpr int replications = 1000;
    for (int i = 0; i < replications; ++i) {
        Population p;
        std::vector<std::uint32_t> labelled, unlabelled;
        for (std::uint32_t cluster = 0; cluster < 150; ++cluster) {
            const double shift = normal(random);
            for (int k = 0; k < 4; ++k) {
                const double label = shift + normal(random);
                const double prediction = label + 0.5 * shift + 0.5 * normal(random);
                (cluster < 30 ? labelled : unlabelled).push_back(cluster);
                (cluster < 30 ? p.labelled : p.unlabelled).push_back(prediction);
                if (cluster < 30) p.labels.push_back(label);
            }
        }
        const PpiResult result =
            estimate(p, {.labelled_clusters = labelled, .unlabelled_clusters = unlabelled});
        covered += result.estimate.interval->low <= 0 && 0 <= result.estimate.interval->high;
    }
    EXPECT_GT(covered, 0.93 * replications);
    EXPECT_LT(covered, 0.97 * replications);
}

TEST(Ppi, needs_two_labels) {
    const std::vector<double> one = {0.5};
    const PpiResult result = ppi_mean(one, one, std::vector<double>{0.1, 0.2}, {});
    EXPECT_EQ(result.estimate.status, Status::insufficient_data);
    EXPECT_DOUBLE_EQ(*result.estimate.value, 0.5);
    EXPECT_EQ(result.estimate.interval, std::nullopt);
    const PpiResult none = ppi_mean({}, {}, one, {});
    EXPECT_EQ(none.estimate.status, Status::insufficient_data);
    EXPECT_EQ(none.estimate.value, std::nullopt);
}

TEST(Ppi, without_unlabelled_samples_is_the_mean_of_the_labels_and_says_so) {
    const std::vector<double> labels = {0.1, 0.5, 0.9};
    const PpiResult result = ppi_mean(labels, labels, {}, {.lambda = 1});
    EXPECT_EQ(result.lambda, 0);
    EXPECT_EQ(*result.estimate.standard_error, *mean_estimate(labels, 0.95).standard_error);
    EXPECT_EQ(result.estimate.warnings.size(), 1);
}

TEST(Ppi, refuses_input_that_does_not_fit) {
    const std::vector<double> two = {0.1, 0.2};
    const std::vector<double> three = {0.1, 0.2, 0.3};
    const std::vector<double> broken = {0.1, std::numeric_limits<double>::quiet_NaN()};
    const std::vector<std::uint32_t> far = {0, 99};
    const auto status = [](const PpiResult& result) { return result.estimate.status; };
    EXPECT_EQ(status(ppi_mean(two, three, two, {})), Status::invalid_argument);
    EXPECT_EQ(status(ppi_mean(two, broken, two, {})), Status::invalid_argument);
    EXPECT_EQ(status(ppi_mean(two, two, two, {.lambda = 1.5})), Status::invalid_argument);
    EXPECT_EQ(status(ppi_mean(two, two, two, {.confidence_ratio = 1})), Status::invalid_argument);
    const PpiOptions clustered{.labelled_clusters = far, .unlabelled_clusters = far};
    EXPECT_EQ(status(ppi_mean(two, two, two, clustered)), Status::invalid_argument);
    EXPECT_EQ(ppi_mean(two, broken, two, {}).estimate.value, std::nullopt);
}

}  // namespace
}  // namespace assay::stats
