#include "cli/progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

engine::Progress judging() {
    engine::Progress progress;
    progress.done_count = 1000;
    progress.is_judging = true;
    progress.due_count = 400;
    progress.judged_count = 100;
    progress.elapsed_s = 10;
    progress.cost_before_judging = Usd::from_dollars(1);
    progress.cost = Usd::from_dollars(1.5);
    progress.tiers = {{.tier = "fast", .judged_count = 100, .cost = Usd::from_dollars(0.1)},
                      {.tier = "full", .judged_count = 8, .cost = Usd::from_dollars(0.4)}};
    return progress;
}

TEST(ProgressText, tells_how_many_are_answered_and_what_is_left) {
    engine::Progress progress;
    progress.done_count = 50;
    progress.earlier_count = 10;
    progress.elapsed_s = 5;
    progress.read_ratio = 0.25;
    EXPECT_EQ(progress_text(progress), "60 done, 10/s, about 15 s left");
}

TEST(ProgressText, burns_the_budget_down_by_tier) {
    engine::Progress progress = judging();
    progress.budget = Usd::from_dollars(5);
    EXPECT_EQ(progress_text(progress),
              "1000 answered, 100 of 400 judged, 10/s, about 30 s left, fast 100 for $0.1, full 8 "
              "for $0.4, $1.50 of $5.00 spent, about $3.00 at the end");
}

TEST(ProgressText, tells_when_the_budget_will_not_do) {
    engine::Progress progress = judging();
    progress.budget = Usd::from_dollars(2);
    EXPECT_THAT(progress_text(progress), HasSubstr("$2.00 spent, enough for about 50 % of the"));
}

TEST(ProgressText, names_the_server_that_does_not_answer) {
    engine::Progress progress = judging();
    progress.models = {
        {.model = "openai/a", .breaker = "closed", .concurrency = 8, .concurrency_max = 8},
        {.model = "openai/b", .breaker = "open", .breaker_open_count = 1},
        {.model = "openai/c", .breaker = "closed", .concurrency = 3, .concurrency_max = 8}};
    const std::string text = progress_text(progress);
    EXPECT_THAT(text, Not(HasSubstr("openai/a")));
    EXPECT_THAT(text, HasSubstr("openai/b does not answer (circuit open)"));
    EXPECT_THAT(text, HasSubstr("openai/c bears 3 of 8 calls at a time"));
}

}  // namespace
}  // namespace assay::cli
