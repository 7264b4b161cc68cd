#include "metrics/aggregation.hpp"
#include "metrics/scored.hpp"

#include <gmock/gmock.h>

#include <array>
namespace assay::metrics {
namespace {

using testing::HasSubstr;

SampleValue reduced(std::string_view options, const std::vector<double>& scores) {
    return (*find("pass_at_k"))->epochs(resolved("pass_at_k", options)).value()->reduce(scores);
}

TEST(PassAtK, equals_the_unbiased_estimator) {
    const std::vector<double> three_of_ten = {1, 0, 0, 1, 0, 0, 0, 0, 0, 1};
    EXPECT_NEAR(*reduced("{}", three_of_ten).value, 0.3, 1e-12);
    EXPECT_NEAR(*reduced(R"({"k": 5})", three_of_ten).value, 0.9166666666666666, 1e-12);
    EXPECT_EQ(reduced(R"({"k": 8})", three_of_ten).value, 1);
    EXPECT_EQ(reduced(R"({"k": 2})", {0, 0}).value, 0);
}

TEST(PassAtK, needs_k_scored_repeats) {
    EXPECT_THAT(reduced(R"({"k": 3})", {1, 1}).reason, HasSubstr("pass@3 needs 3"));
    EXPECT_EQ(reduced("{}", {}).value, std::nullopt);
}

TEST(PassAtK, passes_at_the_threshold) {
    EXPECT_EQ(reduced(R"({"threshold": 0.5})", {0.5, 0.4}).value, 0.5);
}

TEST(PassAtK, grows_with_k) {
    double before = 0;
    for (const std::string_view options :
         {R"({"k": 1})", R"({"k": 2})", R"({"k": 3})", R"({"k": 4})"}) {
        const double value = *reduced(options, {1, 0, 0, 0}).value;
        EXPECT_GT(value, before);
        before = value;
    }
}

TEST(PassAtK, refuses_k_below_1) {
    EXPECT_THAT(option_error("pass_at_k", R"({"k": 0})"), HasSubstr("at least 1"));
}

TEST(PassAtK, estimates_the_mean_over_samples) {
    const std::array requests = {EvaluatorRequest{.metric = "exact_match"},
                                 EvaluatorRequest{.metric = "pass_at_k", .options = {{"k", 2}}}};
    const Scoring scoring = Scoring::make(requests).value();
    Aggregation aggregation(scoring, {});
    constexpr std::array<std::string_view, 1> targets = {"4"};
    for (const std::string_view sample : {"1", "2", "3"}) {
        for (const std::string_view output : {"4", "5", "5"}) {
            const Observation seen{.output = sample == "3" ? "5" : output, .targets = targets};
            aggregation.add(sample, {}, seen, scoring.score(seen));
        }
    }
    aggregation.add_unscored("4", {});
    const auto estimate = aggregation.finish().at(1).estimate;
    EXPECT_NEAR(*estimate.value, (2.0 / 3 + 2.0 / 3 + 0) / 3, 1e-12);
    EXPECT_EQ(estimate.count, 3);
    EXPECT_EQ(estimate.unscored_count, 1);
}

}  // namespace
}  // namespace assay::metrics
