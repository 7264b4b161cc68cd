#include "metrics/scoring.hpp"

#include <gmock/gmock.h>

#include <array>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

std::string error_of(std::vector<EvaluatorRequest> requests) {
    const auto scoring = Scoring::make(requests);
    return scoring ? "" : scoring.error().message;
}

TEST(Scoring, names_an_evaluator_after_its_metric) {
    const auto scoring = Scoring::make(std::array{EvaluatorRequest{.metric = "exact_match"},
                                                  EvaluatorRequest{"strict", "exact_match", {}}});
    ASSERT_TRUE(scoring) << scoring.error().message;
    EXPECT_EQ(scoring->evaluators()[0].name, "exact_match");
    EXPECT_EQ(scoring->evaluators()[1].name, "strict");
    EXPECT_EQ(scoring->evaluators()[0].hash, scoring->evaluators()[1].hash);
}

TEST(Scoring, suggests_the_nearest_metric) {
    EXPECT_THAT(error_of({{.metric = "exact_macth"}}), HasSubstr("did you mean 'exact_match'"));
}

TEST(Scoring, refuses_unknown_options) {
    EXPECT_THAT(error_of({{.metric = "exact_match", .options = {{"ignore_cas", true}}}}),
                HasSubstr("ignore_cas"));
}

TEST(Scoring, refuses_two_evaluators_of_one_name) {
    EXPECT_THAT(error_of({{.metric = "exact_match"}, {.metric = "exact_match"}}),
                HasSubstr("two evaluators are called 'exact_match'"));
}

TEST(Scoring, gives_one_score_per_evaluator) {
    const auto scoring = Scoring::make(std::array{EvaluatorRequest{.metric = "exact_match"}});
    constexpr std::array<std::string_view, 1> targets = {"4"};
    const Observation observation{.output = "4", .targets = targets};
    EXPECT_EQ(scoring->score(observation),
              (std::vector<Score>{{.evaluator = "exact_match", .value = 1, .reason = ""}}));
}

TEST(Scoring, leaves_room_for_scores_that_are_made_elsewhere) {
    const ExternalEvaluator external{
        .version = 1, .identity = {{"command", "x"}}, .range = {.low = -1, .high = 1}};
    const auto scoring = Scoring::make(
        std::array{EvaluatorRequest{.name = "mine", .metric = "exec", .external = external},
                   EvaluatorRequest{.metric = "pass_at_k", .options = {{"of", "mine"}, {"k", 1}}}});
    ASSERT_TRUE(scoring) << scoring.error().message;
    EXPECT_EQ(scoring->evaluators()[0].metric, "exec");
    EXPECT_TRUE(scoring->is_per_sample(0));
    EXPECT_EQ(scoring->configured()[0].metric->range.low, -1);
    const auto scores = scoring->score({.output = "4"});
    EXPECT_EQ(scores[0].value, std::nullopt);
    EXPECT_EQ(scores[0].reason, "its evaluator has not scored it");
}

TEST(Scoring, hashes_what_changes_scores_that_are_made_elsewhere) {
    const auto hash = [](const char* command) {
        return Scoring::make(std::array{EvaluatorRequest{
                                 .name = "mine",
                                 .metric = "exec",
                                 .external = ExternalEvaluator{.version = 1,
                                                               .identity = {{"command", command}},
                                                               .range = {.low = 0, .high = 1}}}})
            ->evaluators()[0]
            .hash;
    };
    EXPECT_EQ(hash("a"), hash("a"));
    EXPECT_NE(hash("a"), hash("b"));
}

}  // namespace
}  // namespace assay::metrics
