#include "metrics/aggregation.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cmath>

namespace assay::metrics {
namespace {

Scoring exact_match() {
    return Scoring::make(std::array{EvaluatorRequest{.metric = "exact_match"}}).value();
}

struct Row {
    std::string sample;
    std::optional<std::string_view> cluster;
    std::optional<double> value;  ///< null: unscored
};

stats::Estimate estimate_of(const std::vector<Row>& rows) {
    const Scoring scoring = exact_match();
    Aggregation aggregation(scoring, {});
    for (const Row& row : rows) {
        const std::array scores = {Score{.evaluator = "exact_match", .value = row.value}};
        aggregation.add(row.sample, row.cluster, Observation{.output = ""}, scores);
    }
    return aggregation.finish().at(0).estimate;
}

TEST(Aggregation, of_a_rate_has_wilsons_interval) {
    const auto estimate = estimate_of({{"1", {}, 1}, {"2", {}, 0}, {"3", {}, 1}, {"4", {}, 1}});
    EXPECT_EQ(estimate.method, "proportion, wilson");
    EXPECT_DOUBLE_EQ(*estimate.value, 0.75);
    EXPECT_EQ(estimate.count, 4);
}

TEST(Aggregation, of_a_rate_with_values_between_0_and_1_has_the_t_interval) {
    const auto estimate = estimate_of({{"1", {}, 1}, {"2", {}, 0.5}, {"3", {}, 0}});
    EXPECT_EQ(estimate.method, "mean, t");
    EXPECT_DOUBLE_EQ(*estimate.standard_error, 0.5 / std::sqrt(3));
}

TEST(Aggregation, counts_unscored_samples_and_leaves_them_out_of_the_mean) {
    const auto estimate = estimate_of({{"1", {}, 1}, {"2", {}, {}}, {"3", {}, 1}});
    EXPECT_EQ(estimate.value, 1);
    EXPECT_EQ(estimate.count, 2);
    EXPECT_EQ(estimate.unscored_count, 1);
}

TEST(Aggregation, counts_infrastructure_errors_as_unscored) {
    const Scoring scoring = exact_match();
    Aggregation aggregation(scoring, {});
    aggregation.add_unscored("1", {});
    const auto estimate = aggregation.finish().at(0).estimate;
    EXPECT_EQ(estimate.unscored_count, 1);
    EXPECT_EQ(estimate.value, std::nullopt);
    EXPECT_EQ(estimate.status, stats::Status::insufficient_data);
}

TEST(Aggregation, takes_repeats_of_a_sample_as_one_unit) {
    const auto estimate = estimate_of({{"1", {}, 1}, {"1", {}, 1}, {"2", {}, 0}, {"2", {}, 1}});
    EXPECT_EQ(estimate.count, 4);
    EXPECT_EQ(estimate.cluster_count, 2);
    EXPECT_DOUBLE_EQ(*estimate.value, 0.75);
    EXPECT_DOUBLE_EQ(*estimate.standard_error, 0.25);  // of the means 1 and 0.5
}

TEST(Aggregation, takes_a_named_cluster_as_one_unit_wherever_its_samples_come) {
    const auto apart = estimate_of({{"1", "a", 1}, {"2", "b", 0}, {"3", "a", 1}, {"4", {}, 0}});
    const auto together = estimate_of({{"1", "a", 1}, {"3", "a", 1}, {"2", "b", 0}, {"4", {}, 0}});
    EXPECT_EQ(apart.cluster_count, 3);
    EXPECT_EQ(apart, together);
}

TEST(Aggregation, of_one_sample_has_no_standard_error) {
    const auto estimate = estimate_of({{"1", {}, 1}});
    EXPECT_EQ(estimate.value, 1);
    EXPECT_EQ(estimate.standard_error, std::nullopt);
}

}  // namespace
}  // namespace assay::metrics
