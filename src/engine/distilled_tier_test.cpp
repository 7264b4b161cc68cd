// Distilled judges, end to end: one run is judged in full, a model learns from it, and later runs
// let it see every sample.
#include "engine/distilled_tier.hpp"

#include "engine/judge_distillation.hpp"
#include "engine/judging.hpp"
#include "engine/run_fixture.hpp"

#include <algorithm>

namespace assay::engine {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// Every look is a second later, so that progress is reported after every sample.
class HurriedClock final : public Clock {
  public:
    [[nodiscard]] MonotonicTime monotonic() const override {
        return MonotonicTime(std::chrono::seconds(++look_count_));
    }
    [[nodiscard]] WallTime wall() const override { return system_clock().wall(); }

  private:
    mutable std::atomic<int> look_count_{0};
};

class DistilledTierTest : public RunFixture {
  protected:
    /// Outputs that name a grade among other words; a judge repeats it.
    std::string write_graded(const std::string& name, std::size_t count, std::size_t words = 5) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) {
            std::string output;
            for (std::size_t word = 0; word < words; ++word)
                output += fmt::format("w{} ", (i * 31 + word * 17) % 97);
            text += fmt::format(
                R"({{"id":"{}{}","question":"{} {}","output":"{}grade {}","target":"w1 grade 5"}})"
                "\n",
                name,
                i,
                name,
                i,
                output,
                1 + i * 7 % 5);
        }
        return write(name + ".jsonl", text);
    }

    /// The judge says the grade that it reads, or, when strict, the opposite.
    std::string yaml(const std::string& dataset,
                     const std::string& more = "",
                     bool is_contrary = false,
                     const std::string& criteria = "fluency") {
        std::string rules = "rules:\n";
        for (int grade = 1; grade <= 5; ++grade) {
            const int said = is_contrary ? 6 - grade : grade;
            rules += fmt::format(
                "  - {{contains: 'grade {}', answer: '{}', probabilities: {{'{}': 0.9}}}}\n",
                grade,
                said,
                said);
        }
        return fmt::format(
            "dataset: {}\nprompt: '{{{{ question }}}}'\ncache: false\nmodels:\n"
            "  full: {{model: scripted/full, provider: {{rules: '{}', attempts: 1}}}}\n"
            "evaluators:\n  - token_f1\n"
            "  - {{name: j, judge: g_eval, criteria: {}, model: full}}\n{}",
            dataset,
            write(is_contrary ? "contrary.yaml" : "rules.yaml", rules),
            criteria,
            more);
    }

    assay::Run judged_run(const std::string& dataset, bool is_contrary = false) {
        const RunSpec asked = spec(yaml(dataset, "", is_contrary));
        const assay::Run run = start(asked);
        const auto report = execute(run, asked, stores(), {});
        EXPECT_TRUE(report.has_value()) << report.error().message;
        return meta_->run(run.id).value();
    }

    Distillation distil(const assay::Run& run, const std::string& name = "") {
        auto done = distill_judge(std::span(&run, 1), {.judge = "j", .name = name}, stores());
        EXPECT_TRUE(done.has_value()) << done.error().message;
        return *std::move(done);
    }

    std::string refusal(const std::string& text) {
        const auto run = start_run(spec(text), stores(), system_clock());
        return run ? "started" : run.error().message;
    }

    std::vector<SampleResult> results_of(const report::RunReport& report) {
        return results_->page(RunId{report.run_id}, {.count_max = 100'000}).value();
    }

    const std::string tiers_ = "tiers: {distilled: {model: j}, full: {share: 0.2}}\n";
};

TEST_F(DistilledTierTest, repeats_the_judge_on_every_sample) {
    const auto done = distil(judged_run(write_graded("a", 300)));
    EXPECT_EQ(done.judge.version, 1U);
    EXPECT_EQ(done.judge.mode, "logprobs");
    EXPECT_THAT(done.judge.model.metric_names(), testing::ElementsAre("token_f1"));
    EXPECT_GT(done.judge.model.quality().spearman.value(), 0.9);
    const auto report = evaluate(spec(yaml(write_graded("b", 400), tiers_)));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    const auto& result = report->evaluators.back();
    ASSERT_EQ(result.judge->tiers.size(), 2U);
    EXPECT_EQ(result.judge->tiers[0].tier, "distilled");
    EXPECT_EQ(result.judge->tiers[0].mode, "distilled");
    EXPECT_EQ(result.judge->tiers[0].judged_count, 400U);
    EXPECT_EQ(result.judge->tiers[0].call_count, 0U);
    EXPECT_NEAR(static_cast<double>(result.judge->tiers[1].judged_count), 80, 30);
    EXPECT_NEAR(*result.judge->tiers[0].mean, 0.5, 0.05);
    EXPECT_LE(result.estimate.interval->low, 0.5);
    EXPECT_GE(result.estimate.interval->high, 0.5);
    EXPECT_GT(*result.judge->effective_gain, 2);
    EXPECT_THAT(result.estimate.warnings, Not(Contains(HasSubstr("no longer fits"))));
    for (const SampleResult& sample : results_of(*report)) {
        const Judgement* distilled = find_judgement(sample, "j", distilled_tier);
        ASSERT_NE(distilled, nullptr);
        EXPECT_EQ(distilled->mode, JudgeMode::distilled);
        EXPECT_EQ(distilled->inclusion_ratio, 1);
        EXPECT_EQ(distilled->cost, Usd{});
    }
}

TEST_F(DistilledTierTest, needs_no_metric) {
    const auto without_metric = [&](const std::string& dataset, const std::string& more) {
        std::string text = yaml(dataset, more);
        return text.erase(text.find("  - token_f1\n"), std::string_view("  - token_f1\n").size());
    };
    const RunSpec asked = spec(without_metric(write_graded("a", 200), ""));
    const assay::Run run = start(asked);
    ASSERT_TRUE(execute(run, asked, stores(), {}).has_value());
    EXPECT_TRUE(distil(meta_->run(run.id).value()).judge.metrics.empty());
    const auto report = evaluate(spec(without_metric(write_graded("b", 200), tiers_)));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(report->evaluators.back().judge->tiers[0].judged_count, 200U);
}

TEST_F(DistilledTierTest, narrows_the_interval) {
    distil(judged_run(write_graded("a", 300)));
    const std::string dataset = write_graded("b", 400);
    const auto with = evaluate(spec(yaml(dataset, tiers_)));
    const auto without = evaluate(spec(yaml(dataset, "tiers: {full: {share: 0.2}}\n")));
    const auto width = [](const Result<report::RunReport>& report) {
        const auto& interval = *report->evaluators.back().estimate.interval;
        return interval.high - interval.low;
    };
    EXPECT_LT(width(with), 0.8 * width(without));
    EXPECT_NEAR(*with->evaluators.back().judge->metric_mean,
                *without->evaluators.back().judge->metric_mean,
                1e-12);
}

TEST_F(DistilledTierTest, a_model_that_is_wrong_alarms_and_does_not_bias_the_estimate) {
    distil(judged_run(write_graded("a", 300), true));
    const auto report = evaluate(spec(yaml(write_graded("b", 600), tiers_)));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    const auto& result = report->evaluators.back();
    EXPECT_LE(result.estimate.interval->low, 0.5);
    EXPECT_GE(result.estimate.interval->high, 0.5);
    EXPECT_THAT(result.estimate.warnings,
                Contains(AllOf(HasSubstr("no longer fits"), HasSubstr("assay judge distill"))));
}

TEST_F(DistilledTierTest, other_texts_than_in_training_alarm) {
    distil(judged_run(write_graded("a", 300)));
    const auto report = evaluate(spec(yaml(write_graded("b", 300, 60), tiers_)));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_THAT(report->evaluators.back().estimate.warnings,
                Contains(HasSubstr("standard deviations")));
}

TEST_F(DistilledTierTest, uncertain_predictions_go_up) {
    distil(judged_run(write_graded("a", 300)));
    const std::string dataset = write_graded("b", 300);
    const auto escalating = [&](double width) {
        return evaluate(spec(yaml(
            dataset,
            fmt::format("tiers: {{distilled: {{model: j, uncertain_width: {}}}, full: {{share: "
                        "0.05, escalate: uncertain, escalate_share: 0.5}}}}\n",
                        width))));
    };
    const auto all = escalating(0);
    ASSERT_TRUE(all.has_value()) << all.error().message;
    const auto& tiers = all->evaluators.back().judge->tiers;
    EXPECT_EQ(tiers[0].flag_counts.at("uncertain"), 300U);
    EXPECT_NEAR(static_cast<double>(tiers[1].judged_count), 150, 35);
    for (const SampleResult& sample : results_of(*all))
        if (const Judgement* full = find_judgement(sample, "j", full_tier))
            EXPECT_DOUBLE_EQ(full->inclusion_ratio, 0.5);
    const auto none = escalating(2);
    ASSERT_TRUE(none.has_value()) << none.error().message;
    EXPECT_LT(none->evaluators.back().judge->tiers[1].judged_count, 40U);
    EXPECT_TRUE(none->evaluators.back().judge->tiers[0].flag_counts.empty());
}

TEST_F(DistilledTierTest, samples_it_was_trained_on_get_a_prediction_out_of_fold) {
    const std::string dataset = write_graded("a", 300);
    const auto done = distil(judged_run(dataset));
    EXPECT_EQ(done.judge.known_scores.size(), 300U);
    const auto report = evaluate(spec(yaml(dataset, tiers_)));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    std::vector<float> known;
    for (const auto& [print, score] : done.judge.known_scores) known.push_back(score);
    std::vector<float> said;
    for (const SampleResult& sample : results_of(*report))
        said.push_back(static_cast<float>(*find_judgement(sample, "j", distilled_tier)->value));
    std::ranges::sort(known);
    std::ranges::sort(said);
    EXPECT_EQ(said, known);
}

TEST_F(DistilledTierTest, a_resumed_run_predicts_with_the_same_model_and_reports_the_same) {
    distil(judged_run(write_graded("a", 300)), "first");
    const std::string dataset = write_graded("b", 300);
    const RunSpec asked = spec(yaml(
        dataset, "max_connections: 4\ntiers: {distilled: {model: latest}, full: {share: 0.2}}\n"));
    const auto undisturbed = evaluate(asked);
    ASSERT_TRUE(undisturbed.has_value()) << undisturbed.error().message;

    std::atomic<bool> stop{false};
    const assay::Run run = start(asked);
    const HurriedClock clock;
    const auto first = execute(run,
                               asked,
                               stores(),
                               {.on_progress =
                                    [&](const Progress& progress) {
                                        if (progress.judged_count == 10) stop = true;
                                    },
                                .stop_requested = &stop,
                                .clock = clock});
    ASSERT_TRUE(first.has_value()) << first.error().message;
    EXPECT_EQ(first->state, "interrupted");
    distil(judged_run(write_graded("c", 200)), "second");
    const RunSpec stored = run_spec_from_json(meta_->run(run.id)->config).value();
    EXPECT_EQ(stored.judging.distilled->model.size(), 64U);
    const auto resumed = execute(run, stored, stores(), {});
    ASSERT_TRUE(resumed.has_value()) << resumed.error().message;
    EXPECT_EQ(essence(*resumed), essence(*undisturbed));
}

TEST_F(DistilledTierTest, refuses_to_start_with_a_model_that_does_not_fit) {
    const std::string dataset = write_graded("a", 300);
    EXPECT_THAT(refusal(yaml(dataset, tiers_)), HasSubstr("no distilled judge yet"));
    const auto done = distil(judged_run(dataset));
    EXPECT_EQ(refusal(yaml(dataset, tiers_)), "started");
    EXPECT_THAT(refusal(yaml(dataset, "tiers: {distilled: {model: x}, full: {share: 0.2}}\n")),
                AllOf(HasSubstr("no distilled judge is named 'x'"), HasSubstr("j version 1")));
    EXPECT_THAT(refusal(yaml(dataset, tiers_, false, "coherence")),
                AllOf(HasSubstr(done.judge.judge_hash.substr(0, 12)),
                      HasSubstr("this run asks version"),
                      HasSubstr("distil again")));
    std::string without = yaml(dataset, tiers_);
    without.replace(without.find("token_f1"), 8, "contains");
    EXPECT_THAT(refusal(without), HasSubstr("reads the metric 'token_f1'"));
}

TEST_F(DistilledTierTest, refuses_to_learn_from_too_little_or_from_two_versions) {
    const assay::Run few = judged_run(write_graded("a", 60));
    const auto refused = distill_judge(std::span(&few, 1), {}, stores());
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().message, HasSubstr("60 judged examples in 60 groups are too few"));

    const RunSpec other = spec(yaml(write_graded("b", 60), "", false, "coherence"));
    const assay::Run run = start(other);
    ASSERT_TRUE(execute(run, other, stores(), {}).has_value());
    const std::vector<assay::Run> both{few, meta_->run(run.id).value()};
    EXPECT_THAT(distill_judge(both, {}, stores()).error().message, HasSubstr("one version"));
    EXPECT_THAT(distill_judge(both, {.judge = "k"}, stores()).error().message,
                HasSubstr("--judge: j"));
    EXPECT_THAT(distill_judge(both, {.tier = "human"}, stores()).error().message,
                HasSubstr("expected full or fast"));
}

TEST_F(DistilledTierTest, learns_from_several_runs_and_counts_versions) {
    const std::vector<assay::Run> runs{judged_run(write_graded("a", 80)),
                                       judged_run(write_graded("b", 80))};
    const auto first = distill_judge(runs, {.name = "n"}, stores());
    ASSERT_TRUE(first.has_value()) << first.error().message;
    EXPECT_EQ(first->judge.model.quality().count, 160U);
    EXPECT_EQ(distill_judge(runs, {.name = "n"}, stores())->judge.version, 1U);
    EXPECT_EQ(distil(judged_run(write_graded("c", 150)), "n").judge.version, 2U);
    const auto newest = find_distilled("n", {}, *meta_);
    ASSERT_TRUE(newest.has_value()) << newest.error().message;
    EXPECT_EQ(newest->version, 2U);
    const auto older = find_distilled(first->judge.model.hash().substr(0, 10), {}, *meta_);
    ASSERT_TRUE(older.has_value()) << older.error().message;
    EXPECT_EQ(older->runs.size(), 2U);
    EXPECT_EQ(older->known_scores, first->judge.known_scores);
}

}  // namespace
}  // namespace assay::engine
