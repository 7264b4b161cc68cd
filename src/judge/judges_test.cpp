// The judges that read one structured verdict.
#include "judge/fake_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::judge {
namespace {

using testing::HasSubstr;

std::string error_of(std::string_view kind, std::string_view options) {
    const Json value = parse_json(options).value();
    return find_judge(kind).value()->make(value.get_object()).error().message;
}

TEST(Judges, are_found_by_name_or_the_nearest_is_named) {
    EXPECT_GE(all_judges().size(), 10U);
    EXPECT_THAT(find_judge("geval").error().message, HasSubstr("'g_eval'"));
}

TEST(Classify, gives_the_choice_its_score) {
    const auto judge = make("classify", R"({"question": "factuality"})");
    FakeModel model = saying({R"({"reasoning": "a subset", "choice": "A"})"});
    const auto judgement = ask(*judge, capital, model);
    EXPECT_EQ(judgement->value, 0.4);
    EXPECT_EQ(judgement->label, "A");
    EXPECT_EQ(judgement->reason, "a subset");
}

TEST(Classify, an_invented_choice_is_unscored) {
    const auto judge =
        make("classify", R"({"question": "Polite?", "choices": {"yes": 1, "no": {"score": 0}}})");
    FakeModel model = saying({R"({"reasoning": "", "choice": "perhaps"})"});
    const auto judgement = ask(*judge, capital, model);
    EXPECT_FALSE(judgement->value);
    EXPECT_THAT(judgement->reason, HasSubstr("perhaps"));
    EXPECT_EQ(model.calls.size(), 2U);
}

TEST(Classify, refuses_choices_without_a_score) {
    EXPECT_THAT(error_of("classify", R"({"question": "x"})"), HasSubstr("at least two"));
    EXPECT_THAT(error_of("classify", R"({"question": "x", "choices": {"a": 2, "b": 0}})"),
                HasSubstr("0 to 1"));
}

constexpr std::string_view two_criteria = R"({"criteria": [
    {"name": "tone", "levels": ["rude", "neutral", "kind"], "weight": 3},
    {"name": "depth", "levels": ["shallow", "deep"]}]})";

TEST(Rubric, is_the_weighted_mean_of_its_levels) {
    FakeModel model = saying({R"({"reasoning": "r", "tone": 2, "depth": 2})"});
    const auto judgement = ask(*make("rubric", two_criteria), capital, model);
    ASSERT_TRUE(judgement) << judgement.error().message;
    EXPECT_DOUBLE_EQ(*judgement->value, (3 * 0.5 + 1) / 4);
    EXPECT_EQ(judgement->label, "tone 2, depth 2");
    EXPECT_THAT(model.calls[0].messages[0].content, HasSubstr("3: kind"));
}

TEST(Rubric, a_level_that_does_not_exist_is_repaired) {
    FakeModel model = saying({R"({"reasoning": "r", "tone": 4, "depth": 2})",
                              R"({"reasoning": "r", "tone": 3, "depth": 1})"});
    const auto judgement = ask(*make("rubric", two_criteria), capital, model);
    EXPECT_DOUBLE_EQ(*judgement->value, 0.75);
    EXPECT_TRUE(judgement->has(JudgeFlag::repaired));
}

TEST(Rubric, refuses_criteria_that_cannot_be_graded) {
    EXPECT_THAT(error_of("rubric", R"({"criteria": []})"), HasSubstr("levels worst first"));
    EXPECT_THAT(error_of("rubric", R"({"criteria": [{"name": "a", "levels": ["x"]}]})"),
                HasSubstr("at least two"));
    EXPECT_THAT(
        error_of("rubric", R"({"criteria": [{"name": "a", "levels": ["x", "y"], "weight": 0}]})"),
        HasSubstr("above 0"));
    EXPECT_THAT(error_of("rubric",
                         R"({"criteria": [{"name": "a", "levels": ["x", "y"]},
                                          {"name": "a", "levels": ["x", "y"]}]})"),
                HasSubstr("named 'a'"));
}

std::string statements(std::initializer_list<bool> holds) {
    JsonArray list;
    for (const bool one : holds) list.push_back({{"statement", "s"}, {"holds", one}});
    return to_json_text({{"statements", std::move(list)}});
}

Question with_context() {
    Question question = capital;
    question.context = {"France is in Europe.", "Paris is its capital.", "It rains."};
    return question;
}

TEST(Statements, faithfulness_is_the_share_that_holds) {
    FakeModel model = saying({statements({true, false, true, true})});
    const auto judgement = ask(*make("faithfulness"), with_context(), model);
    EXPECT_EQ(judgement->value, 0.75);
    EXPECT_EQ(judgement->label, "3 of 4");
}

TEST(Statements, no_statement_is_unscored) {
    FakeModel model = saying({statements({})});
    EXPECT_FALSE(ask(*make("answer_relevancy"), capital, model)->value);
}

TEST(Statements, a_sample_without_context_is_unscored_and_nobody_is_asked) {
    FakeModel model = saying({statements({true})});
    const auto judgement = ask(*make("faithfulness"), capital, model);
    EXPECT_FALSE(judgement->value);
    EXPECT_THAT(judgement->reason, HasSubstr("no context"));
    EXPECT_TRUE(model.calls.empty());
}

TEST(Statements, context_precision_looks_at_the_order) {
    const auto judge = make("context_precision");
    FakeModel first = saying({statements({true, false, false})});
    EXPECT_EQ(ask(*judge, with_context(), first)->value, 1);
    FakeModel last = saying({statements({false, false, true})});
    EXPECT_DOUBLE_EQ(*ask(*judge, with_context(), last)->value, 1.0 / 3);
    FakeModel mixed = saying({statements({false, true, true})});
    EXPECT_DOUBLE_EQ(*ask(*judge, with_context(), mixed)->value, (1.0 / 2 + 2.0 / 3) / 2);
    FakeModel none = saying({statements({false, false, false})});
    EXPECT_EQ(ask(*judge, with_context(), none)->value, 0);
}

TEST(Statements, one_entry_is_due_for_each_expected_step) {
    Question question{.input = "Book", .output = "log", .targets = {"search", "book"}};
    FakeModel short_of_one = saying({statements({true}), statements({true, false})});
    const auto judgement = ask(*make("trajectory"), question, short_of_one);
    EXPECT_EQ(judgement->value, 0.5);
    EXPECT_TRUE(judgement->has(JudgeFlag::repaired));
}

constexpr std::string_view three_members = R"({
    "of": {"judge": "classify", "question": "Polite?", "choices": {"yes": 1, "no": 0}},
    "models": ["a/x", "b/y", "c/z"], "weights": [2, 1, 1]})";

TEST(Panel, weighs_its_members_and_shows_how_far_they_disagree) {
    FakeModel model = saying({R"({"reasoning": "p", "choice": "yes"})",
                              R"({"reasoning": "q", "choice": "no"})",
                              R"({"reasoning": "p", "choice": "yes"})"});
    const auto judgement = ask(*make("panel", three_members), capital, model);
    ASSERT_TRUE(judgement) << judgement.error().message;
    EXPECT_DOUBLE_EQ(*judgement->value, 0.75);
    EXPECT_EQ(judgement->confidence, 0);
    EXPECT_EQ(judgement->label, "a/x 1, b/y 0, c/z 1");
    EXPECT_EQ(judgement->cost, Usd{3000});
    EXPECT_EQ(judgement->call_count, 3U);
}

TEST(Panel, needs_a_majority_of_scores) {
    FakeModel model = saying({R"({"reasoning": "p", "choice": "yes"})", "no idea"});
    const auto judgement = ask(*make("panel", three_members), capital, model);
    EXPECT_FALSE(judgement->value);
    EXPECT_THAT(judgement->reason, HasSubstr("2 of 3 members"));
}

TEST(Panel, refuses_what_is_no_panel) {
    EXPECT_THAT(error_of("panel", R"({"models": ["a/b", "c/d"]})"), HasSubstr("'of'"));
    EXPECT_THAT(error_of("panel", R"({"of": {"judge": "panel"}, "models": ["a/b", "c/d"]})"),
                HasSubstr("panel of panels"));
    EXPECT_THAT(error_of("panel", R"({"of": {"judge": "faithfulness"}, "models": ["a/b"]})"),
                HasSubstr("2 to 16"));
    EXPECT_THAT(
        error_of("panel",
                 R"({"of": {"judge": "faithfulness"}, "models": ["a/b", "c/d"], "weights": [1]})"),
        HasSubstr("one for each model"));
}

}  // namespace
}  // namespace assay::judge
