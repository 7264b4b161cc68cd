#include "stats/difference_estimator.hpp"

#include "stats/mean.hpp"
#include "stats/ppi.hpp"
#include "stats/survey.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

namespace assay::stats {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Columns {
    std::vector<std::optional<double>> cheap, judged, label;
    std::vector<double> judged_ratio, label_ratio;
    std::vector<Phase> phase;
    std::vector<std::uint32_t> cluster;

    [[nodiscard]] TieredSamples view() const {
        return {.cheap = cheap,
                .judged = judged,
                .label = label,
                .judged_ratio = judged_ratio,
                .label_ratio = label_ratio,
                .phase = phase,
                .cluster = cluster};
    }
};

class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    double normal() { return normal_(engine_); }
    bool chance(double ratio) { return uniform_(engine_) < ratio; }

  private:
    std::mt19937_64 engine_;
    std::normal_distribution<double> normal_;
    std::uniform_real_distribution<double> uniform_;
};

/// A cascade over samples whose quality is the cluster's plus their own, with mean 0 over the
/// source. Low cheap scores are judged more often, and disagreement is labelled more often, so that
/// the plain mean of the labels is far off.
Columns draw_cascade(Random& random, std::size_t sample_count, std::size_t cluster_size) {
    Columns columns;
    double shared = 0;
    for (std::size_t i = 0; i < sample_count; ++i) {
        if (cluster_size > 1 && i % cluster_size == 0) shared = 0.2 * random.normal();
        const double label = shared + 0.2 * random.normal();
        const double cheap = 0.5 + 0.7 * label + 0.2 * random.normal();
        const double judged = label + 0.1 + 0.1 * random.normal();
        const double judged_ratio = cheap < 0.5 ? 0.6 : 0.2;
        const double label_ratio = std::abs(cheap - 0.5 - judged) > 0.15 ? 0.6 : 0.2;
        columns.cheap.emplace_back(cheap);
        columns.judged_ratio.push_back(judged_ratio);
        columns.label_ratio.push_back(label_ratio);
        columns.cluster.push_back(static_cast<std::uint32_t>(i / cluster_size));
        columns.judged.emplace_back();
        columns.label.emplace_back();
        if (!random.chance(judged_ratio)) continue;
        columns.judged.back() = judged;
        if (random.chance(label_ratio)) columns.label.back() = label;
    }
    return columns;
}

bool covers(const Estimate& estimate, double truth) {
    return estimate.interval->low <= truth && truth <= estimate.interval->high;
}

std::vector<double> present(const std::vector<std::optional<double>>& column) {
    std::vector<double> values;
    for (const auto& value : column)
        if (value) values.push_back(*value);
    return values;
}

constexpr int replications = 2000;

TEST(DifferenceEstimator, covers_the_source_mean_that_the_plain_mean_misses) {
    Random random(41);
    int covered = 0;
    int classical_covered = 0;
    int plain_covered = 0;
    double gain = 0;
    for (int i = 0; i < replications; ++i) {
        Columns columns = draw_cascade(random, 1000, 1);
        columns.cluster.clear();
        const DifferenceEstimate result = difference_estimate(columns.view(), {});
        covered += covers(result.estimate, 0);
        classical_covered += covers(result.classical, 0);
        plain_covered += covers(mean_estimate(present(columns.label), 0.95), 0);
        gain += *result.effective_gain / replications;
    }
    EXPECT_GT(covered, 0.93 * replications);
    EXPECT_LT(covered, 0.97 * replications);
    EXPECT_GT(classical_covered, 0.93 * replications);
    EXPECT_LT(plain_covered, 0.8 * replications);
    EXPECT_GT(gain, 2);
}

TEST(DifferenceEstimator, covers_the_mean_of_these_very_samples) {
    Random random(43);
    int covered = 0;
    for (int i = 0; i < replications; ++i) {
        Columns columns = draw_cascade(random, 500, 1);
        // Now everything has a label, but only some samples are drawn.
        double truth = 0;
        for (std::size_t k = 0; k < 500; ++k) {
            const double label = (*columns.cheap[k] - 0.5) + 0.1 * random.normal();
            truth += label / 500;
            columns.phase.push_back(columns.label[k]    ? Phase::labelled
                                    : columns.judged[k] ? Phase::judged
                                                        : Phase::cheap);
            columns.judged[k] = label + 0.05 * random.normal();
            columns.label[k] = label;
        }
        const auto result = difference_estimate(columns.view(), {.population = Population::finite});
        covered += covers(result.estimate, truth);
    }
    EXPECT_GT(covered, 0.93 * replications);
    EXPECT_LT(covered, 0.97 * replications);
}

TEST(DifferenceEstimator, covers_the_source_mean_of_clustered_samples) {
    Random random(47);
    int covered = 0;
    int independent_covered = 0;
    for (int i = 0; i < replications; ++i) {
        Columns columns = draw_cascade(random, 1000, 10);
        covered += covers(difference_estimate(columns.view(), {}).estimate, 0);
        columns.cluster.clear();
        independent_covered += covers(difference_estimate(columns.view(), {}).estimate, 0);
    }
    EXPECT_GT(covered, 0.93 * replications);
    EXPECT_LT(covered, 0.97 * replications);
    EXPECT_LT(independent_covered, 0.9 * replications);
}

TEST(DifferenceEstimator, is_not_biased_by_escalating_what_the_judge_failed_on) {
    Random random(53);
    double error = 0;
    for (int i = 0; i < replications; ++i) {
        Columns columns;
        for (int k = 0; k < 400; ++k) {
            const double label = random.chance(0.7) ? 1 : 0;
            const bool fails = label == 0 && random.chance(0.5);
            columns.cheap.emplace_back(label + random.normal());
            columns.judged.emplace_back();
            columns.label.emplace_back();
            columns.judged_ratio.push_back(0.4);
            columns.label_ratio.push_back(fails ? 1 : 0.2);
            columns.phase.push_back(Phase::cheap);
            if (!random.chance(0.4)) continue;
            columns.phase.back() = Phase::judged;
            if (!fails) columns.judged.back() = 0.8 * label + 0.1 * random.normal();
            if (!random.chance(columns.label_ratio.back())) continue;
            columns.phase.back() = Phase::labelled;
            columns.label.back() = label;
        }
        error += (*difference_estimate(columns.view(), {}).estimate.value - 0.7) / replications;
    }
    EXPECT_NEAR(error, 0, 0.004);
}

TEST(DifferenceEstimator, of_labels_on_everything_is_the_mean) {
    Columns columns;
    columns.label = {0.1, 0.5, 0.9, 0.4, 0.2};
    columns.cheap = {0.2, 0.4, 1.0, 0.3, 0.3};
    const Estimate plain = mean_estimate(present(columns.label), 0.95);
    const Estimate ours = difference_estimate(columns.view(), {}).estimate;
    EXPECT_NEAR(*ours.value, *plain.value, 1e-15);
    EXPECT_NEAR(*ours.standard_error, *plain.standard_error, 1e-15);
    const Estimate finite =
        difference_estimate(columns.view(), {.population = Population::finite}).estimate;
    EXPECT_EQ(*finite.standard_error, 0);
}

TEST(DifferenceEstimator, of_labels_alone_is_the_hajek_mean) {
    Columns columns;
    columns.label = {0.1, {}, 0.9, 0.4, {}, 0.2};
    columns.label_ratio = {0.5, 0.5, 0.25, 0.8, 0.1, 0.3};
    const WeightedEstimate hajek =
        hajek_mean(present(columns.label), std::vector{0.5, 0.25, 0.8, 0.3}, {});
    const DifferenceEstimate ours = difference_estimate(columns.view(), {});
    EXPECT_NEAR(*ours.estimate.value, *hajek.estimate.value, 1e-15);
    EXPECT_NEAR(ours.effective_label_count, hajek.effective_count, 1e-12);
    EXPECT_EQ(ours.population_count, 6);
    EXPECT_EQ(ours.estimate.count, 4);
}

TEST(DifferenceEstimator, warns_when_few_heavy_labels_carry_the_variance) {
    // 500 escalated samples that are certain to be labelled, and 20 of 4,000 others.
    Random random(61);
    Columns columns;
    for (int i = 0; i < 500; ++i) {
        columns.label.emplace_back(0.5 + 0.1 * random.normal());
        columns.label_ratio.push_back(1);
    }
    for (int i = 0; i < 4000; ++i) {
        columns.label.push_back(i < 20 ? std::optional(0.5 + 0.1 * random.normal()) : std::nullopt);
        columns.label_ratio.push_back(0.005);
    }
    const DifferenceEstimate few = difference_estimate(columns.view(), {});
    EXPECT_LT(few.effective_label_count, 30);
    EXPECT_THAT(few.estimate.warnings, Contains(HasSubstr("large weight")));

    for (std::size_t i = 520; i < 720; ++i) columns.label[i] = 0.5 + 0.1 * random.normal();
    std::ranges::replace(columns.label_ratio, 0.005, 0.055);
    const DifferenceEstimate enough = difference_estimate(columns.view(), {});
    EXPECT_GT(enough.effective_label_count, 100);
    EXPECT_THAT(enough.estimate.warnings, IsEmpty());
}

TEST(DifferenceEstimator, with_one_random_sample_is_ppi) {
    Random random(59);
    Columns columns;
    std::vector<double> labels, labelled, unlabelled;
    for (int i = 0; i < 4000; ++i) {
        const double label = random.normal();
        const double cheap = label + 0.5 * random.normal();
        const bool drawn = i % 40 == 0;
        columns.cheap.emplace_back(cheap);
        columns.label.push_back(drawn ? std::optional(label) : std::nullopt);
        columns.label_ratio.push_back(1.0 / 40);
        (drawn ? labelled : unlabelled).push_back(cheap);
        if (drawn) labels.push_back(label);
    }
    const double lambda = 0.8;
    const auto ours = difference_estimate(columns.view(), {.cheap_lambda = lambda});
    // PPI takes its mean over the unlabelled samples, we over all.
    const PpiResult ppi =
        ppi_mean(labels, labelled, unlabelled, {.lambda = lambda * (1 - 1.0 / 40)});
    EXPECT_NEAR(*ours.estimate.value, *ppi.estimate.value, 1e-12);
    EXPECT_NEAR(*ours.estimate.standard_error / *ppi.estimate.standard_error, 1, 0.01);
}

TEST(DifferenceEstimator, takes_a_perfect_judge_at_its_word) {
    Random random(61);
    Columns columns = draw_cascade(random, 3000, 1);
    for (std::size_t i = 0; i < columns.label.size(); ++i)
        if (columns.label[i]) columns.label[i] = columns.judged[i];
    columns.cheap.clear();
    const DifferenceEstimate ours = difference_estimate(columns.view(), {});
    EXPECT_NEAR(ours.judged_lambda, 1, 1e-12);
    EXPECT_NEAR(*ours.estimate.value, *ours.judged_mean, 1e-12);
}

TEST(DifferenceEstimator, ignores_tiers_that_say_nothing) {
    Random random(67);
    Columns columns = draw_cascade(random, 3000, 1);
    for (auto& value : columns.cheap) value = 0.3;
    for (auto& value : columns.judged)
        if (value) value = -*value;
    const DifferenceEstimate ours = difference_estimate(columns.view(), {});
    EXPECT_EQ(ours.cheap_lambda, 0);
    EXPECT_EQ(ours.judged_lambda, 0);
    EXPECT_EQ(*ours.estimate.value, *ours.classical.value);
}

TEST(DifferenceEstimator, of_clusters_of_one_is_the_independent_estimate) {
    Random random(71);
    Columns columns = draw_cascade(random, 500, 1);
    const Estimate clustered = difference_estimate(columns.view(), {}).estimate;
    columns.cluster.clear();
    const Estimate plain = difference_estimate(columns.view(), {}).estimate;
    EXPECT_NEAR(*clustered.standard_error, *plain.standard_error, 1e-15);
    EXPECT_NEAR(clustered.interval->low, plain.interval->low, 1e-12);
    EXPECT_EQ(clustered.cluster_count, plain.count);
}

TEST(DifferenceEstimator, does_not_depend_on_the_order_of_samples) {
    Random random(73);
    const Columns columns = draw_cascade(random, 500, 5);
    Columns turned = columns;
    std::ranges::reverse(turned.cheap);
    std::ranges::reverse(turned.judged);
    std::ranges::reverse(turned.label);
    std::ranges::reverse(turned.judged_ratio);
    std::ranges::reverse(turned.label_ratio);
    std::ranges::reverse(turned.cluster);
    const Estimate a = difference_estimate(columns.view(), {}).estimate;
    const Estimate b = difference_estimate(turned.view(), {}).estimate;
    EXPECT_NEAR(*a.value, *b.value, 1e-14);
    EXPECT_NEAR(*a.standard_error, *b.standard_error, 1e-14);
}

TEST(DifferenceEstimator, keeps_its_precision_on_a_large_offset) {
    Random random(79);
    const Columns columns = draw_cascade(random, 500, 1);
    Columns far = columns;
    for (auto* column : {&far.cheap, &far.judged, &far.label})
        for (auto& value : *column)
            if (value) *value += 1e9;
    const Estimate a = difference_estimate(columns.view(), {}).estimate;
    const Estimate b = difference_estimate(far.view(), {}).estimate;
    EXPECT_NEAR(*a.value, *b.value - 1e9, 1e-6);
    EXPECT_NEAR(*a.standard_error, *b.standard_error, 1e-6);
}

TEST(DifferenceEstimator, trusts_labels_alone_when_they_are_few) {
    Columns columns;
    columns.cheap = {0.1, 0.5, 0.9, 0.4, 0.2};
    columns.label = {0.1, 0.5, 0.8, {}, {}};
    columns.label_ratio = {0.5, 0.5, 0.5, 0.5, 0.5};
    const DifferenceEstimate ours = difference_estimate(columns.view(), {});
    EXPECT_EQ(ours.cheap_lambda, 0);
    EXPECT_EQ(ours.estimate.warnings.size(), 2);
    EXPECT_EQ(ours.estimate.status, Status::ok);
    EXPECT_DOUBLE_EQ(*ours.cheap_mean, 0.42);
}

TEST(DifferenceEstimator, counts_draws_without_a_label) {
    Columns columns;
    columns.label = {0.1, {}, 0.9, {}};
    columns.phase = {Phase::labelled, Phase::labelled, Phase::labelled, Phase::cheap};
    columns.label_ratio = {0.5, 0.5, 0.5, 0.5};
    const Estimate ours = difference_estimate(columns.view(), {}).estimate;
    EXPECT_EQ(ours.count, 2);
    EXPECT_EQ(ours.unscored_count, 1);
    EXPECT_DOUBLE_EQ(*ours.value, 0.5);
}

TEST(DifferenceEstimator, needs_two_labels) {
    Columns columns;
    columns.cheap = {0.1, 0.5};
    EXPECT_EQ(difference_estimate(columns.view(), {}).estimate.status, Status::insufficient_data);
    EXPECT_EQ(difference_estimate(columns.view(), {}).estimate.value, std::nullopt);
    EXPECT_EQ(difference_estimate({}, {}).estimate.status, Status::insufficient_data);
    columns.label = {0.4, {}};
    const Estimate one = difference_estimate(columns.view(), {}).estimate;
    EXPECT_EQ(one.status, Status::insufficient_data);
    EXPECT_DOUBLE_EQ(*one.value, 0.4);
    EXPECT_EQ(one.interval, std::nullopt);
}

TEST(DifferenceEstimator, refuses_input_that_does_not_fit) {
    Columns columns;
    columns.label = {0.1, 0.2, 0.3};
    const auto status = [](const Columns& c, const DifferenceOptions& options = {}) {
        return difference_estimate(c.view(), options).estimate.status;
    };
    EXPECT_EQ(status(columns), Status::ok);
    EXPECT_EQ(status(columns, {.confidence_ratio = 0}), Status::invalid_argument);
    EXPECT_EQ(status(columns, {.judged_lambda = 1.1}), Status::invalid_argument);
    for (const double bad : {0.0, 1.5, std::numeric_limits<double>::quiet_NaN()}) {
        Columns broken = columns;
        broken.label_ratio = {0.5, bad, 0.5};
        EXPECT_EQ(status(broken), Status::invalid_argument);
    }
    Columns infinite = columns;
    infinite.label[1] = std::numeric_limits<double>::infinity();
    EXPECT_EQ(status(infinite), Status::invalid_argument);
    Columns short_column = columns;
    short_column.cheap = {0.1};
    EXPECT_EQ(status(short_column), Status::invalid_argument);
    Columns far_cluster = columns;
    far_cluster.cluster = {0, 1, 3};
    EXPECT_EQ(status(far_cluster), Status::invalid_argument);
}

}  // namespace
}  // namespace assay::stats
