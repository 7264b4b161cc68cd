#include "engine/judge_calibration.hpp"

#include "engine/golden_runs.hpp"
#include "engine/run_fixture.hpp"

namespace assay::engine {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// A run whose judge says what the output says; people say a grade less.
class CalibrationTest : public RunFixture {
  protected:
    CalibrationTest() {
        std::string samples;
        for (int i = 0; i < 50; ++i)
            samples += fmt::format(R"({{"id":"s{}","output":"grade {}","topic":"t{}","people":{}}})"
                                   "\n",
                                   i,
                                   2 + i % 4,
                                   i % 2,
                                   i < 45 ? std::to_string(1 + i % 5) : "null");
        std::string rules = "rules:\n";
        for (int grade = 1; grade <= 5; ++grade)
            rules += fmt::format(
                "  - {{contains: 'grade {0}', answer: '{0}', probabilities: {{'{0}': 0.9}}}}\n",
                grade);
        spec_ = spec(fmt::format(
            "dataset: {}\nmodels:\n  full: {{model: scripted/full, provider: {{rules: '{}'}}}}\n"
            "evaluators:\n  - {{name: j, judge: g_eval, criteria: fluency, model: full}}\n",
            write("samples.jsonl", samples),
            write("rules.yaml", rules)));
        report_ = evaluate(spec_).value();
        labels_ = "id,human\n";
        for (int i = 0; i < 40; ++i) labels_ += fmt::format("s{},{}\n", i, 1 + i % 4);
        labels_ += "elsewhere,3\n";
    }

    CalibrationRequest request() {
        return {.labels_file = write("labels.csv", labels_), .scale_low = 1, .scale_high = 5};
    }
    Result<Calibration> compare(const CalibrationRequest& wanted) {
        return calibrate(meta_->run(RunId{report_.run_id}).value(), wanted, stores());
    }

    RunSpec spec_;
    report::RunReport report_;
    std::string labels_;
};

TEST_F(CalibrationTest, finds_bias_and_agreement_and_counts_what_does_not_match) {
    const auto found = compare(request());
    ASSERT_TRUE(found.has_value()) << found.error().message;
    EXPECT_EQ(found->card.count, 40U);
    EXPECT_EQ(found->label_count, 41U);
    EXPECT_EQ(found->unmatched_count, 1U);
    EXPECT_NEAR(*found->card.bias.value, 0.25, 1e-12);
    EXPECT_NEAR(*found->card.spearman, 1, 1e-12);
    EXPECT_EQ(found->card.grade_count, 5U);
    EXPECT_EQ(found->card.model, "scripted/full");
}

TEST_F(CalibrationTest, later_reports_of_the_same_version_say_so) {
    EXPECT_THAT(report_.warnings, Contains(HasSubstr("not calibrated")));
    ASSERT_TRUE(compare(request()));
    const auto again = evaluate(spec_);
    EXPECT_THAT(again->warnings, Not(Contains(HasSubstr("not calibrated"))));
    EXPECT_THAT(again->evaluators.back().judge->calibration, HasSubstr("40 labels, bias +0.250"));
    RunSpec other = spec_;
    other.judging.judges[0].options["criteria"] = "coherence";
    EXPECT_THAT(evaluate(other)->warnings, Contains(HasSubstr("not calibrated")));
}

TEST_F(CalibrationTest, breaks_down_by_a_column_of_the_samples) {
    CalibrationRequest wanted = request();
    wanted.slice_field = "topic";
    const auto found = compare(wanted);
    ASSERT_TRUE(found.has_value()) << found.error().message;
    ASSERT_EQ(found->card.slices.size(), 2U);
    EXPECT_EQ(found->card.slices[0].name, "t0");
    EXPECT_EQ(found->card.slices[0].count, 20U);
}

TEST_F(CalibrationTest, labels_may_stand_in_the_dataset_itself) {
    CalibrationRequest wanted{.label_field = "people", .scale_low = 1, .scale_high = 5};
    const auto found = compare(wanted);
    ASSERT_TRUE(found.has_value()) << found.error().message;
    EXPECT_EQ(found->label_count, 45U);
    EXPECT_EQ(found->card.count, 45U);
    wanted.scale_high = 4;
    EXPECT_THAT(compare(wanted).error().message, HasSubstr("sample s"));
    wanted.label_field = "nobody";
    EXPECT_THAT(compare(wanted).error().message, HasSubstr("at least 10"));
}

TEST_F(CalibrationTest, every_calibration_is_kept_in_time) {
    ASSERT_TRUE(compare(request()));
    EXPECT_EQ(golden_runs("j", *meta_)->size(), 1U);
    ASSERT_TRUE(compare(request()));
    EXPECT_EQ(golden_runs("j", *meta_)->size(), 1U) << "the same run again";
    report_ = evaluate(spec_).value();
    const auto card = compare(request())->card;
    const auto kept = golden_runs(card.hash.substr(0, 8), *meta_);
    ASSERT_TRUE(kept.has_value()) << kept.error().message;
    ASSERT_EQ(kept->size(), 2U);
    EXPECT_EQ(kept->back().run, report_.run_id);
    EXPECT_EQ(kept->back().scores.size(), 40U);
    EXPECT_THAT(golden_runs("x", *meta_).error().message,
                HasSubstr("j (" + card.hash.substr(0, 12)));
    spec_.judging.judges[0].options["criteria"] = "coherence";
    report_ = evaluate(spec_).value();
    ASSERT_TRUE(compare(request()));
    EXPECT_THAT(golden_runs("j", *meta_).error().message, HasSubstr("2 versions"));
}

TEST_F(CalibrationTest, a_panel_weighs_its_members_by_their_cards) {
    const std::string models = fmt::format(
        "models:\n  full: {{model: scripted/full, provider: {{rules: '{0}'}}}}\n"
        "  other: {{model: scripted/other, provider: {{rules: '{1}'}}}}\n",
        (folder_.path() / "rules.yaml").string(),
        write("fives.yaml", "rules:\n  - {answer: '5', probabilities: {'5': 0.9}}\n"));
    const auto judged_by = [&](std::string_view evaluator) {
        return spec(fmt::format("dataset: {}\n{}evaluators:\n  - {}\n",
                                (folder_.path() / "samples.jsonl").string(),
                                models,
                                evaluator));
    };
    const RunSpec panel = judged_by(
        "{name: p, judge: panel, of: {judge: g_eval, criteria: fluency}, "
        "models: [full, other], weights: calibrated}");
    ASSERT_TRUE(compare(request()));
    EXPECT_THAT(evaluate(panel).error().message, HasSubstr("other has none"));
    report_ =
        evaluate(judged_by("{name: o, judge: g_eval, criteria: fluency, model: other}")).value();
    ASSERT_TRUE(compare(request()));
    const auto report = evaluate(panel);
    ASSERT_TRUE(report.has_value()) << report.error().message;
    const RunSpec resolved = run_spec_from_json(meta_->run(RunId{report->run_id})->config).value();
    const Json& weights = resolved.judging.judges[0].options.at("weights");
    // The first is off by a quarter everywhere; the other says 1 where people say 0 to 3 quarters.
    EXPECT_NEAR(weights.at(0).as_double() / weights.at(1).as_double(), 0.46875 / 0.0625, 1e-9);
}

TEST_F(CalibrationTest, says_what_is_wrong_with_labels) {
    CalibrationRequest wanted = request();
    wanted.scale_low = 0;
    wanted.scale_high = 1;
    EXPECT_THAT(compare(wanted).error().message, HasSubstr("--scale"));
    wanted = request();
    wanted.label_field = "grade";
    EXPECT_THAT(compare(wanted).error().message, HasSubstr("grade"));
    wanted = request();
    wanted.judge = "k";
    EXPECT_THAT(compare(wanted).error().message, HasSubstr("--judge: j"));
    labels_ = "id,human\ns1,2\n";
    EXPECT_THAT(compare(request()).error().message, HasSubstr("at least 10"));
    labels_ = "id,human\ns1,good\n";
    EXPECT_THAT(compare(request()).error().message, HasSubstr("labels.csv:2"));
}

}  // namespace
}  // namespace assay::engine
