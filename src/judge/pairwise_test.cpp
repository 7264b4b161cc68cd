#include "judge/fake_model.hpp"
#include "judge/pairwise_outcome.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::judge {
namespace {

using testing::HasSubstr;

std::string winner(std::string_view name) {
    return to_json_text({{"reasoning", "because"}, {"winner", name}});
}

const Question pair{.input = "Q", .output = "ours", .other_output = "theirs"};

TEST(Pairwise, a_win_needs_both_orders) {
    FakeModel model = saying({winner("first"), winner("second")});
    const auto judgement = ask(*make("pairwise"), pair, model);
    EXPECT_EQ(judgement->value, 1);
    EXPECT_EQ(judgement->label, "win");
    EXPECT_EQ(judgement->call_count, 2U);
    const std::string& straight = model.calls[0].messages[1].content;
    const std::string& swapped = model.calls[1].messages[1].content;
    EXPECT_LT(straight.find("ours"), straight.find("theirs"));
    EXPECT_GT(swapped.find("ours"), swapped.find("theirs"));
}

TEST(Pairwise, a_judge_that_prefers_a_place_gives_a_tie_and_is_flagged) {
    FakeModel model = saying({winner("first"), winner("first")});
    const auto judgement = ask(*make("pairwise"), pair, model);
    EXPECT_EQ(judgement->value, 0.5);
    EXPECT_TRUE(judgement->has(JudgeFlag::position_flip));
}

TEST(Pairwise, a_tie_in_one_order_is_a_tie_without_a_flip) {
    FakeModel model = saying({winner("tie"), winner("second")});
    const auto judgement = ask(*make("pairwise"), pair, model);
    EXPECT_EQ(judgement->value, 0.5);
    EXPECT_FALSE(judgement->has(JudgeFlag::position_flip));
}

TEST(Pairwise, without_one_of_the_verdicts_it_is_unscored) {
    FakeModel model = saying({winner("first"), "hm", "hm"});
    const auto judgement = ask(*make("pairwise"), pair, model);
    EXPECT_FALSE(judgement->value);
    EXPECT_FALSE(judgement->reason.empty());
}

TEST(PairwiseOutcome, covers_every_pair_of_verdicts) {
    using enum Winner;
    EXPECT_EQ(combine(first, second).label(), "win");
    EXPECT_EQ(combine(second, first).label(), "loss");
    EXPECT_EQ(combine(second, second).label(), "tie");
    EXPECT_TRUE(combine(second, second).is_flip);
    EXPECT_EQ(combine(tie, tie).value(), 0.5);
    EXPECT_FALSE(combine(tie, tie).is_flip);
    EXPECT_EQ(combine(first, tie).balance, 1);
    EXPECT_EQ(combine(tie, first).balance, -1);
}

}  // namespace
}  // namespace assay::judge
