#include "judge/fake_model.hpp"
#include "judge/token_weights.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace assay::judge {
namespace {

using testing::HasSubstr;

constexpr std::string_view coherence = R"({"criteria": "coherence"})";

/// A first token with these probabilities.
FakeModel with_grades(std::vector<std::pair<std::string, double>> probabilities) {
    return FakeModel(
        [probabilities = std::move(probabilities)](const Call& call) {
            EXPECT_TRUE(call.wants_logprobs);
            TokenLogprob token{.token = probabilities.front().first,
                               .log_probability = std::log(probabilities.front().second),
                               .top = {}};
            for (const auto& [text, probability] : probabilities)
                token.top.push_back({.token = text, .log_probability = std::log(probability)});
            return Completion{.text = token.token, .logprobs = {token}};
        },
        {.logprobs = true, .output_schema = true});
}

TEST(GEval, weighs_grades_by_their_probabilities) {
    FakeModel model = with_grades({{"4", 0.6}, {" 5", 0.2}, {"Good", 0.2}});
    const auto judgement = ask(*make("g_eval", coherence), capital, model);
    ASSERT_TRUE(judgement) << judgement.error().message;
    EXPECT_NEAR(*judgement->raw, 4.25, 1e-12);
    EXPECT_NEAR(*judgement->value, 3.25 / 4, 1e-12);
    EXPECT_NEAR(*judgement->confidence, 0.8, 1e-12);
    EXPECT_EQ(judgement->mode, JudgeMode::logprobs);
    EXPECT_EQ(judgement->model, "fake/model");
    EXPECT_EQ(judgement->cost, Usd{1000});
}

TEST(GEval, is_unscored_when_grades_have_less_than_half_of_the_probability) {
    FakeModel model = with_grades({{"The", 0.55}, {"4", 0.45}});
    const auto judgement = ask(*make("g_eval", coherence), capital, model);
    EXPECT_FALSE(judgement->value);
    EXPECT_NEAR(*judgement->confidence, 0.45, 1e-12);
    EXPECT_THAT(judgement->reason, HasSubstr("45 %"));
}

TEST(GEval, a_grade_outside_the_scale_is_no_grade) {
    FakeModel model = with_grades({{"7", 0.9}, {"3", 0.1}});
    EXPECT_FALSE(ask(*make("g_eval", coherence), capital, model)->value);
}

TEST(GEval, averages_samples_where_there_are_no_probabilities) {
    FakeModel model = saying({R"({"reasoning": "fine", "score": 4})",
                              R"({"reasoning": "fine", "score": 5})",
                              R"({"reasoning": "fine", "score": 4})"});
    const auto judge = make("g_eval", R"({"criteria": "fluency", "samples": 3})");
    const auto judgement = ask(*judge, capital, model);
    EXPECT_NEAR(*judgement->raw, 13.0 / 3, 1e-12);
    EXPECT_EQ(judgement->mode, JudgeMode::samples);
    EXPECT_EQ(judgement->call_count, 3U);
    EXPECT_NEAR(*judgement->confidence, 2.0 / 3, 1e-12);
    EXPECT_EQ(model.calls[2].repeat_index, 2U);
    EXPECT_EQ(model.calls[2].temperature, 1);
    EXPECT_EQ(judgement->reason, "fine");
}

TEST(GEval, a_sample_without_a_verdict_is_left_out_not_counted_as_zero) {
    FakeModel model = saying({R"({"reasoning": "", "score": 4})", "no idea", "none"});
    const auto judge = make("g_eval", R"({"criteria": "fluency", "samples": 2})");
    const auto judgement = ask(*judge, capital, model);
    EXPECT_EQ(judgement->raw, 4);
    EXPECT_EQ(judgement->call_count, 3U);
}

TEST(GEval, the_mode_follows_the_model_unless_it_is_fixed) {
    const auto judge = make("g_eval", coherence);
    EXPECT_EQ(judge->mode({.logprobs = true}), JudgeMode::logprobs);
    EXPECT_EQ(judge->mode({}), JudgeMode::samples);
    const auto fixed = make("g_eval", R"({"criteria": "coherence", "mode": "samples"})");
    EXPECT_EQ(fixed->mode({.logprobs = true}), JudgeMode::samples);
}

TEST(GEval, writes_its_steps_once_for_a_criterion_of_the_users) {
    const auto judge = make("g_eval", R"({"criteria": "Is it polite?"})");
    FakeModel model = saying({R"({"steps": ["Look for please.", "Grade."]})"});
    Model* models[] = {&model};
    async::EventLoop loop;
    const auto completed = loop.run(judge->complete({.models = models, .fence_secret = "s"}));
    ASSERT_TRUE(completed && *completed);
    const auto complete = find_judge("g_eval").value()->make(**completed).value();
    EXPECT_FALSE(
        loop.run(complete->complete({.models = models, .fence_secret = "s"}))->has_value());
    EXPECT_EQ(model.calls.size(), 1U);
    EXPECT_EQ(to_json_text(complete->options().at("steps")), R"(["Look for please.","Grade."])");
    const JudgeSpec& spec = *find_judge("g_eval").value();
    EXPECT_NE(content_hash(spec, *judge, "m"), content_hash(spec, *complete, "m"));
}

TEST(GEval, shows_criterion_steps_and_scale) {
    FakeModel model = with_grades({{"3", 1}});
    const auto judge =
        make("g_eval", R"({"criteria": "Is it polite?", "steps": ["Look."], "scale": [0, 3]})");
    EXPECT_EQ(ask(*judge, capital, model)->value, 1);
    EXPECT_THAT(model.calls[0].messages[0].content, HasSubstr("from 0 (worst) to 3 (best)"));
    EXPECT_THAT(model.calls[0].messages[0].content, HasSubstr("1. Look."));
    EXPECT_THAT(model.calls[0].messages[1].content, HasSubstr("Paris"));
}

TEST(GEval, refuses_options_that_mean_nothing) {
    const auto error = [](std::string_view options) {
        const Json value = parse_json(options).value();
        return find_judge("g_eval").value()->make(value.get_object()).error().message;
    };
    EXPECT_THAT(error("{}"), HasSubstr("criteria"));
    EXPECT_THAT(error(R"({"criteria": "x", "scale": [5, 1]})"), HasSubstr("[low, high]"));
    EXPECT_THAT(error(R"({"criteria": "x", "scale": [0, 100]})"), HasSubstr("19"));
    EXPECT_THAT(error(R"({"criteria": "x", "sampels": 3})"), HasSubstr("'samples'"));
    EXPECT_THAT(error(R"({"criteria": "x", "steps": []})"), HasSubstr("steps"));
    EXPECT_THAT(error(R"({"criteria": "x", "mode": "both"})"), HasSubstr("logprobs or samples"));
}

TEST(WeighFirstToken, survives_probabilities_that_no_double_holds) {
    const std::vector<TokenLogprob> tokens = {
        {.token = "2", .log_probability = -799, .top = {{"1", -800}, {"2", -799}}}};
    const auto weighed = weigh_first_token(
        tokens, [](std::string_view token) { return std::optional(token == "1" ? 1.0 : 2.0); });
    EXPECT_NEAR(weighed->mean, 1.7310585786300048, 1e-12);
    EXPECT_EQ(weighed->covered_ratio, 0);
}

TEST(WeighFirstToken, skips_white_space_and_adds_a_chosen_token_that_is_not_listed) {
    const std::vector<TokenLogprob> tokens = {
        {.token = "\n", .log_probability = -0.1, .top = {}},
        {.token = "3", .log_probability = std::log(0.5), .top = {{"1", std::log(0.5)}}}};
    const auto weighed = weigh_first_token(tokens, [](std::string_view token) {
        return token == "1" ? std::optional(1.0) : std::optional(3.0);
    });
    EXPECT_NEAR(weighed->mean, 2, 1e-12);
}

}  // namespace
}  // namespace assay::judge
