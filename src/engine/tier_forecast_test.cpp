#include "engine/tier_forecast.hpp"

#include "engine/run_fixture.hpp"

namespace assay::engine {
namespace {

using testing::Contains;
using testing::HasSubstr;

class TierForecastTest : public RunFixture {
  protected:
    RunSpec judged(double full_share) {
        std::string text;
        for (int i = 0; i < 1000; ++i)
            text += fmt::format(R"({{"id":"s{}","output":"grade {}","target":"grade 5"}})"
                                "\n",
                                i,
                                1 + i * 7 % 5);
        std::string rules = "rules:\n";
        for (int grade = 1; grade <= 5; ++grade)
            rules += fmt::format(
                "  - {{contains: 'grade {0}', answer: '{0}', probabilities: {{'{0}': 0.9}}}}\n",
                grade);
        return spec(fmt::format(
            "dataset: {}\nmodels:\n  full: {{model: scripted/full, provider: {{rules: '{}', "
            "prices: "
            "'{}'}}}}\nevaluators:\n  - exact_match\n"
            "  - {{name: j, judge: g_eval, criteria: fluency, model: full}}\n"
            "tiers: {{full: {{share: {}}}}}\n",
            write("graded.jsonl", text),
            write("full.yaml", rules),
            write("prices.yaml", "prices:\n  - {model: 'scripted/*', input: 1, output: 1}\n"),
            full_share));
    }
};

TEST_F(TierForecastTest, without_a_pilot_it_counts_calls_and_says_what_is_unknown) {
    const auto found = forecast(judged(0.25), nullptr, {});
    ASSERT_TRUE(found.has_value()) << found.error().message;
    ASSERT_EQ(found->rows.size(), 1U);
    EXPECT_EQ(found->rows[0].call_count, 250);
    EXPECT_GT(found->rows[0].prompt_tokens, 250 * 100);
    EXPECT_FALSE(found->cost_usd());
    EXPECT_FALSE(found->intervals[0].half_width);
    EXPECT_THAT(found->notes, Contains(HasSubstr("--limit 200")));
}

TEST_F(TierForecastTest, a_pilot_gives_cost_and_width_that_the_run_then_has) {
    const auto pilot = evaluate(judged(0.3));
    ASSERT_TRUE(pilot.has_value()) << pilot.error().message;
    RunSpec wanted = judged(0.6);
    wanted.uses_cache = false;
    const auto found = forecast(wanted, &*pilot, {});
    ASSERT_TRUE(found.has_value()) << found.error().message;
    const auto run = evaluate(wanted);
    ASSERT_TRUE(run.has_value()) << run.error().message;
    EXPECT_NEAR(*found->cost_usd(), run->judging->cost->dollars(), 0.1 * *found->cost_usd());
    const auto& interval = *run->evaluators.back().estimate.interval;
    EXPECT_NEAR(*found->intervals[0].half_width,
                (interval.high - interval.low) / 2,
                0.1 * *found->intervals[0].half_width);
}

TEST_F(TierForecastTest, solves_for_the_cheapest_shares) {
    const auto pilot = evaluate(judged(0.3));
    const RunSpec wanted = judged(0.3);
    const auto narrow = forecast(wanted, &*pilot, {.half_width = 0.03});
    ASSERT_TRUE(narrow.has_value() && narrow->solved) << narrow.error().message;
    EXPECT_LE(narrow->solved->half_width, 0.03);
    const auto paid = forecast(wanted, &*pilot, {.budget_usd = narrow->solved->cost_usd});
    ASSERT_TRUE(paid.has_value() && paid->solved) << paid.error().message;
    EXPECT_NEAR(paid->solved->half_width, 0.03, 0.001);
    EXPECT_LE(paid->solved->cost_usd, narrow->solved->cost_usd);
}

TEST_F(TierForecastTest, says_when_a_goal_is_out_of_reach_or_nothing_is_known) {
    const RunSpec wanted = judged(0.3);
    EXPECT_THAT(forecast(wanted, nullptr, {.half_width = 0.1}).error().message,
                HasSubstr("--limit 200"));
    const auto pilot = evaluate(wanted);
    EXPECT_THAT(forecast(wanted, &*pilot, {.half_width = 1e-9}).error().message,
                HasSubstr("out of reach"));
    EXPECT_THAT(forecast(wanted, &*pilot, {.budget_usd = 1e-6}).error().message,
                HasSubstr("do not pay"));
}

}  // namespace
}  // namespace assay::engine
