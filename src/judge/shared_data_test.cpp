// Recorded verdicts of published judges, through our combination of two orders and our weighing of
// tokens, against the published figures.
#include "judge/shared_data.hpp"

#include "judge/pairwise_outcome.hpp"
#include "judge/token_weights.hpp"

#include "domain/completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace assay::judge {
namespace {

struct PublishedAccuracy {
    const char* file;
    std::size_t row_count;
    double accuracy_percent;
};

class JudgeBench : public ::testing::TestWithParam<PublishedAccuracy> {};

/// By position: "A>B" is a win of what is shown first, also in the swapped game.
Winner winner_of(std::string_view decision) {
    if (decision == "A>B") return Winner::first;
    if (decision == "B>A") return Winner::second;
    return Winner::tie;
}

TEST_P(JudgeBench, accuracy_equals_the_published_one) {
    const auto lines = shared_lines(std::string("judgebench/") + GetParam().file);
    if (!lines) GTEST_SKIP() << "no shared data";
    ASSERT_EQ(lines->size(), GetParam().row_count);
    int correct_count = 0;
    for (const std::string& line : *lines) {
        const Json row = parse_json(line).value();
        const JsonArray& judgments = row.at("judgments").as_array();
        const auto decision = [&](std::size_t i) {
            const Json& value = judgments.at(i).at("decision");
            return value.is_string() ? std::string(json_view(value.get_string())) : std::string();
        };
        const auto outcome = combine(winner_of(decision(0)), winner_of(decision(1)));
        const bool prefers_first = row.at("label").as_string() == "A>B";
        correct_count += (prefers_first ? outcome.balance > 0 : outcome.balance < 0) ? 1 : 0;
    }
    EXPECT_NEAR(100.0 * correct_count / static_cast<double>(lines->size()),
                GetParam().accuracy_percent,
                0.005);
}

INSTANTIATE_TEST_SUITE_P(
    recorded,
    JudgeBench,
    ::testing::Values(
        PublishedAccuracy{
            "gpt4o_pairs__reward_model,Skywork_Skywork-Reward-Llama-3.1-8B.jsonl", 350, 62.29},
        PublishedAccuracy{
            "gpt4o_pairs__reward_model,internlm_internlm2-7b-reward.jsonl", 350, 59.43}));

struct PublishedAgreement {
    const char* set;
    const char* judge;
};

class LlmBar : public ::testing::TestWithParam<PublishedAgreement> {};

/// The number before the slash in `71 / 100 = 71.0%`.
int count_in(const Json& text) { return std::stoi(std::string(json_view(text.as_string()))); }

TEST_P(LlmBar, accuracy_and_positional_agreement_equal_the_authors) {
    const std::string stem = std::string("llmbar/") + GetParam().set + "/" + GetParam().judge;
    const auto rows = shared_json(stem + "_result.json");
    if (!rows) GTEST_SKIP() << "no shared data";
    const Json published = shared_json(stem + "_statistics.json").value();
    int agreed_count = 0;
    int both_count = 0;
    int straight_count = 0;
    int swapped_count = 0;
    for (const Json& row : rows->as_array()) {
        // A strategy of several turns records each; the last one is its verdict.
        const Json& results = row.at("results").as_array().back();
        const auto winner = [&](const char* order) {
            const std::string text = to_json_text(results.at(order).at("winner"));
            return text.find('1') != std::string::npos   ? Winner::first
                   : text.find('2') != std::string::npos ? Winner::second
                                                         : Winner::tie;
        };
        // Winners are recorded as outputs 1 and 2, whatever the order shown.
        const Winner straight = winner("swap = False");
        const Winner by_output = winner("swap = True");
        const Winner swapped = by_output == Winner::first    ? Winner::second
                               : by_output == Winner::second ? Winner::first
                                                             : Winner::tie;
        const PairwiseOutcome outcome = combine(straight, swapped);
        const bool is_first = row.at("label").as_int64() == 1;
        straight_count += straight == (is_first ? Winner::first : Winner::second) ? 1 : 0;
        swapped_count += by_output == (is_first ? Winner::first : Winner::second) ? 1 : 0;
        both_count += outcome.value() == (is_first ? 1 : 0) ? 1 : 0;
        agreed_count += straight == by_output ? 1 : 0;
    }
    EXPECT_EQ(straight_count, count_in(published.at("correct_False")));
    EXPECT_EQ(swapped_count, count_in(published.at("correct_True")));
    EXPECT_EQ(both_count, count_in(published.at("correct_both")));
    EXPECT_EQ(agreed_count, count_in(published.at("equal")));
}

INSTANTIATE_TEST_SUITE_P(recorded,
                         LlmBar,
                         ::testing::Values(PublishedAgreement{"Natural", "ChatGPT_Vanilla"},
                                           PublishedAgreement{"Neighbor", "ChatGPT_Vanilla"},
                                           PublishedAgreement{"Manual", "ChatGPT_Vanilla"},
                                           PublishedAgreement{"Natural", "ChatGPT_CoT"},
                                           PublishedAgreement{"Neighbor", "ChatGPT_CoT"},
                                           PublishedAgreement{"Manual", "ChatGPT_CoT"},
                                           PublishedAgreement{"Natural", "ChatGPT_Swap"},
                                           PublishedAgreement{"Neighbor", "ChatGPT_Swap"},
                                           PublishedAgreement{"Manual", "ChatGPT_Swap"},
                                           PublishedAgreement{"Natural", "GPT-4_Vanilla"},
                                           PublishedAgreement{"GPTOut", "GPT-4_Vanilla"}));

/// Preference 1 … 2 from the probabilities of the tokens `m` and `M`.
TEST(AlpacaEval, weighted_preference_equals_the_recorded_one) {
    const auto rows = shared_json(
        "alpaca_eval/text_davinci_001__weighted_alpaca_eval_gpt4_turbo_annotations.json");
    if (!rows) GTEST_SKIP() << "no shared data";
    int compared_count = 0;
    for (const Json& row : rows->as_array()) {
        const Json* recorded = row.as_object().if_contains("first_token_top_logprobs");
        if (recorded == nullptr || recorded->is_null() || row.at("preference").is_null()) continue;
        TokenLogprob token{.token = "", .log_probability = -100, .top = {}};
        for (const Json& entry : recorded->as_array())
            token.top.push_back({std::string(json_view(entry.at("token").as_string())),
                                 *json_number(entry.at("logprob"))});
        const auto weighed = weigh_first_token(std::vector{token},
                                               [](std::string_view text) -> std::optional<double> {
                                                   if (text == "M") return 1.0;
                                                   if (text == "m") return 2.0;
                                                   return std::nullopt;
                                               });
        ++compared_count;
        if (weighed) EXPECT_NEAR(weighed->mean, *json_number(row.at("preference")), 1e-9);
    }
    EXPECT_GT(compared_count, 700);
}

}  // namespace
}  // namespace assay::judge
