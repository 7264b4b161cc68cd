// Runs with judges, end to end: the mock provider answers and judges by rules.
#include "engine/judging.hpp"

#include "engine/judge_steps.hpp"
#include "engine/run_fixture.hpp"

#include <cmath>
#include <thread>

namespace assay::engine {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// Recorded outputs `grade 1` … `grade 5`, whose judge grades what they say.
class JudgingTest : public RunFixture {
  protected:
    std::string write_graded(std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i)
            text += fmt::format(
                R"({{"id":"s{}","question":"word {}","output":"grade {}","target":"grade 5"}})"
                "\n",
                i,
                i,
                1 + i * 7 % 5);
        return write("graded.jsonl", text);
    }

    /// Says the grade that it reads; the fast one is a grade too friendly.
    std::string write_rules(const std::string& name,
                            int friendliness,
                            const std::string& more = "") {
        std::string text = "rules:\n" + more;
        for (int grade = 1; grade <= 5; ++grade) {
            const int said = std::min(5, grade + friendliness);
            text += fmt::format(
                "  - {{contains: 'grade {}', answer: '{}', probabilities: {{'{}': 0.9}}}}\n",
                grade,
                said,
                said);
        }
        return write(name, text);
    }

    std::string judge_run(const std::string& more, const std::string& full_rules = "") {
        const std::string rules = full_rules.empty() ? write_rules("full.yaml", 0) : full_rules;
        const std::string prices = write("prices.yaml",
                                         "prices:\n  - {model: 'scripted/*', input: 1, output: 1}\n"
                                         "  - {model: 'openai/*', input: 1, output: 1}\n");
        return fmt::format(
            "dataset: {}\nprompt: '{{{{ question }}}}'\nmodels:\n"
            "  full: {{model: scripted/full, provider: {{rules: '{}', prices: '{}', attempts: "
            "1}}}}\n"
            "  fast: {{model: scripted/fast, provider: {{rules: '{}', prices: '{}', attempts: "
            "1}}}}\n"
            "evaluators:\n  - exact_match\n"
            "  - {{name: j, judge: g_eval, criteria: fluency, model: full}}\n{}",
            dataset_,
            rules,
            prices,
            write_rules("fast.yaml", 1),
            prices,
            more);
    }

    static const report::EvaluatorResult& judged(const report::RunReport& report) {
        return report.evaluators.back();
    }

    std::vector<SampleResult> results_of(const report::RunReport& report) {
        return results_->page(RunId{report.run_id}, {.count_max = 100'000}).value();
    }

    std::string dataset_ = write_graded(400);
};

TEST_F(JudgingTest, judging_everything_is_the_mean) {
    const auto report = evaluate(spec(judge_run("")));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    const auto& result = judged(*report);
    EXPECT_NEAR(*result.estimate.value, 0.5, 1e-12);
    EXPECT_EQ(result.estimate.count, 400U);
    ASSERT_EQ(result.judge->tiers.size(), 1U);
    EXPECT_EQ(result.judge->tiers[0].judged_count, 400U);
    EXPECT_EQ(result.judge->tiers[0].mode, "logprobs");
    EXPECT_NEAR(*result.judge->metric_mean, 0.2, 1e-12);
    EXPECT_EQ(report->judging->request_count, 400U);
    EXPECT_EQ(result.judge->cost, result.judge->full_coverage_cost);
    EXPECT_THAT(report->warnings, Contains(HasSubstr("not calibrated")));
}

TEST_F(JudgingTest, tiers_estimate_what_the_full_judge_would_have_said) {
    const auto report = evaluate(
        spec(judge_run("tiers: {fast: {model: fast, share: 0.5}, full: {model: full, share: 0.1, "
                       "escalate: failure, escalate_share: 0.4}, human: {share: 0.05}}\n")));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    const auto& result = judged(*report);
    ASSERT_EQ(result.judge->tiers.size(), 3U);
    const auto& fast = result.judge->tiers[0];
    const auto& full = result.judge->tiers[1];
    EXPECT_NEAR(static_cast<double>(fast.judged_count), 200, 40);
    EXPECT_LT(full.judged_count, 120U);
    EXPECT_GT(result.judge->tiers[2].pending_count, 0U);
    // The fast judge is too friendly and failures go up more often: both means as judged are off.
    EXPECT_GT(*fast.mean, 0.6);
    EXPECT_GE(result.estimate.interval->high, 0.5);
    EXPECT_LE(result.estimate.interval->low, 0.5);
    for (const SampleResult& sample : results_of(*report)) {
        const Judgement* on_full = find_judgement(sample, "j", full_tier);
        if (on_full == nullptr) continue;
        const bool has_failed = sample.scores[0].value == 0;
        EXPECT_DOUBLE_EQ(on_full->inclusion_ratio, has_failed ? 0.4 : 0.2);
        EXPECT_NE(find_judgement(sample, "j", fast_tier), nullptr);
    }
}

TEST_F(JudgingTest, a_resumed_run_asks_no_judge_twice_and_reports_the_same) {
    const std::string yaml =
        judge_run("tiers: {fast: {model: fast, share: 0.5}, full: {model: full, share: 0.1}}\n");
    const RunSpec asked = spec(yaml + "cache: false\n");
    const assay::Run whole = start(asked);
    const auto undisturbed = execute(whole, asked, stores(), {});
    ASSERT_TRUE(undisturbed.has_value()) << undisturbed.error().message;

    std::atomic<bool> stop{false};
    const assay::Run run = start(asked);
    const auto first = execute(run,
                               asked,
                               stores(),
                               {.on_progress =
                                    [&](const Progress& progress) {
                                        if (progress.is_judging) stop = true;
                                    },
                                .stop_requested = &stop});
    ASSERT_TRUE(first.has_value()) << first.error().message;
    const auto resumed = execute(run, asked, stores(), {});
    ASSERT_TRUE(resumed.has_value()) << resumed.error().message;
    EXPECT_EQ(essence(*resumed), essence(*undisturbed));
}

TEST_F(JudgingTest, a_budget_ends_the_work_and_leaves_a_random_sample) {
    // Each call may cost some 0.0005 dollars and costs less; there is money for a part.
    const auto report =
        evaluate(spec(judge_run("budget: {usd: 0.02}\nmax_connections: 4\ncache: false\n")));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    const auto& result = judged(*report);
    EXPECT_LE(report->judging->cost->dollars(), 0.02);
    EXPECT_LT(result.judge->end_ratio, 1);
    EXPECT_GT(result.estimate.count, 20U);
    EXPECT_LT(result.estimate.count, 400U);
    EXPECT_LE(result.estimate.interval->low, 0.5);
    EXPECT_GE(result.estimate.interval->high, 0.5);
    EXPECT_EQ(report->state, "finished");
    EXPECT_THAT(report->warnings, Contains(HasSubstr("budget")));
}

TEST_F(JudgingTest, a_budget_without_prices_is_refused) {
    serve();
    const auto report = evaluate(spec(fmt::format(
        "dataset: {}\nmodels: {{m: {{model: openai/nobody-knows, provider: {{base_url: "
        "'{}/v1'}}}}}}\nevaluators:\n  - {{judge: g_eval, criteria: fluency, model: m}}\n"
        "budget: 1\n",
        dataset_,
        server_->url())));
    ASSERT_FALSE(report.has_value());
    EXPECT_THAT(report.error().message, HasSubstr("'prices'"));
}

TEST_F(JudgingTest, an_outage_defers_and_a_resume_finishes) {
    const std::string rules = write_rules("outage.yaml",
                                          0,
                                          "  - {contains: 'from 1 to 5', error: {status: 503, "
                                          "first: 30}}\n");
    serve({.rules_file = rules});
    const RunSpec asked = spec(fmt::format(
        "dataset: {}\nmodels:\n  full: {{model: openai/m, provider: {{base_url: '{}/v1', attempts: "
        "1}}}}\nevaluators:\n  - {{name: j, judge: g_eval, criteria: fluency, model: full}}\n"
        "max_connections: 10\n",
        dataset_,
        server_->url()));
    const assay::Run run = start(asked);
    const auto degraded = execute(run, asked, stores(), {});
    ASSERT_TRUE(degraded.has_value()) << degraded.error().message;
    EXPECT_GT(judged(*degraded).judge->tiers[0].deferred_count, 0U);
    EXPECT_THAT(degraded->warnings, Contains(HasSubstr("Degraded")));
    // The breaker has stopped calling; what is left of the outage is over when it is asked again.
    Result<report::RunReport> finished = execute(run, asked, stores(), {});
    for (int i = 0; i < 8 && finished && judged(*finished).judge->tiers[0].deferred_count > 0; ++i)
        finished = execute(run, asked, stores(), {});
    ASSERT_TRUE(finished.has_value()) << finished.error().message;
    EXPECT_EQ(judged(*finished).judge->tiers[0].deferred_count, 0U);
    EXPECT_EQ(judged(*finished).estimate.count, 400U);
    EXPECT_NEAR(*judged(*finished).estimate.value, 0.5, 1e-12);
}

TEST_F(JudgingTest, a_fallback_answers_and_is_recorded) {
    const std::string dead = write("dead.yaml", "rules: [{error: {status: 503}}]\n");
    const std::string yaml = fmt::format(
        "dataset: {}\nmodels:\n"
        "  full: {{model: scripted/dead, provider: {{rules: '{}', attempts: 1}}, fallbacks: [b]}}\n"
        "  b: {{model: scripted/b, provider: {{rules: '{}'}}}}\n"
        "evaluators:\n  - {{name: j, judge: g_eval, criteria: fluency, model: full}}\n",
        dataset_,
        dead,
        write_rules("b.yaml", 0));
    const auto report = evaluate(spec(yaml));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(judged(*report).judge->tiers[0].flag_counts.at("fallback"), 400U);
    EXPECT_EQ(results_of(*report)[0].judgements[0].model, "scripted/b");
}

TEST_F(JudgingTest, what_is_asked_twice_is_paid_once) {
    std::string text;
    for (int i = 0; i < 50; ++i)
        text += fmt::format(R"({{"id":"s{}","output":"grade 3"}})"
                            "\n",
                            i);
    dataset_ = write("same.jsonl", text);
    serve({.latency_ms = 20, .rules_file = write_rules("same.yaml", 0)});
    const auto report = evaluate(spec(fmt::format(
        "dataset: {}\nmodels:\n  full: {{model: openai/m, provider: {{base_url: '{}/v1'}}}}\n"
        "evaluators:\n  - {{name: j, judge: g_eval, criteria: fluency, model: full}}\n",
        dataset_,
        server_->url())));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(call_count(), 1U);
    EXPECT_EQ(judged(*report).estimate.count, 50U);
}

TEST_F(JudgingTest, personal_data_stays_here_and_the_answer_is_whole) {
    dataset_ = write(
        "personal.jsonl",
        R"({"id":"s0","question":"Write to ann@example.com or 4111 1111 1111 1111.","target":"x"})"
        "\n");
    const std::string rules = write("echo.yaml",
                                    "rules: [{contains: 'example.com', answer: 'leaked'}, "
                                    "{contains: '4111', answer: 'leaked'}, "
                                    "{answer: 'You said: {input}'}]\n");
    const auto report = evaluate(
        spec(fmt::format("dataset: {}\nmodel: scripted/x\nprovider: {{rules: '{}'}}\nredact: true\n"
                         "prompt: '{{{{ question }}}}'\nevaluators: [exact_match]\n",
                         dataset_,
                         rules)));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(results_of(*report)[0].answer,
              "You said: Write to ann@example.com or 4111 1111 1111 1111.");
}

TEST_F(JudgingTest, steps_are_written_once_and_kept_with_the_run) {
    const std::string rules = write_rules(
        "steps.yaml",
        0,
        "  - {regex: '(?s)three to six steps.*\"mark\" with the text \"([0-9a-f]+)\"', answer: "
        "'{\"steps\": [\"Look.\"], \"mark\": \"{1}\"}'}\n");
    const RunSpec asked = spec(fmt::format(
        "dataset: {}\nmodels:\n  full: {{model: scripted/full, provider: {{rules: '{}'}}}}\n"
        "evaluators:\n  - {{name: j, judge: g_eval, criteria: 'Is it kind?', model: full}}\n",
        dataset_,
        rules));
    const assay::Run run = start(asked);
    const auto report = execute(run, asked, stores(), {});
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(judged(*report).estimate.count, 400U);
    const RunSpec stored = run_spec_from_json(meta_->run(run.id)->config).value();
    EXPECT_EQ(to_json_text(stored.judging.judges[0].options.at("steps")), R"(["Look."])");

    const auto kept = find_steps("j", *meta_);
    ASSERT_TRUE(kept.has_value()) << kept.error().message;
    EXPECT_THAT(kept->versions.back().steps, testing::ElementsAre("Look."));
    EXPECT_EQ(kept->versions.back().author, "scripted/full");
    EXPECT_EQ(judged(*evaluate(asked)).evaluator.hash, judged(*report).evaluator.hash);
    ASSERT_TRUE(edit_steps(*kept, {"Look twice."}, *meta_));
    const auto edited = evaluate(asked);
    EXPECT_NE(judged(*edited).evaluator.hash, judged(*report).evaluator.hash);
    EXPECT_EQ(find_steps(kept->key, *meta_)->versions.size(), 2U);
    EXPECT_FALSE(edit_steps(*kept, {}, *meta_));
    EXPECT_THAT(find_steps("k", *meta_).error().message, HasSubstr("there are j ("));
}

TEST_F(JudgingTest, a_model_that_refuses_everything_alike_ends_the_run) {
    const std::string rules = write("refuses.yaml", "rules:\n  - {error: {status: 400}}\n");
    const RunSpec judged_by = spec(fmt::format(
        "dataset: {}\nmodels:\n  full: {{model: scripted/full, provider: {{rules: '{}'}}}}\n"
        "evaluators:\n  - {{name: j, judge: g_eval, criteria: fluency, model: full}}\n",
        dataset_,
        rules));
    const assay::Run run = start(judged_by);
    const auto judged_report = execute(run, judged_by, stores(), {});
    ASSERT_FALSE(judged_report.has_value());
    EXPECT_THAT(judged_report.error().message, HasSubstr("judge 'j'"));
    EXPECT_THAT(judged_report.error().message, HasSubstr("refused alike"));
    EXPECT_EQ(meta_->run(run.id)->state, RunState::failed);
    const auto asked =
        evaluate(spec(fmt::format("dataset: {}\nmodel: scripted/x\nprovider: {{rules: '{}'}}\n"
                                  "prompt: '{{{{ output }}}}'\nevaluators: [exact_match]\n",
                                  dataset_,
                                  rules)));
    ASSERT_FALSE(asked.has_value());
    EXPECT_EQ(asked.error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(asked.error().message, HasSubstr("20 calls in a row were refused alike"));
}

TEST_F(JudgingTest, what_a_judge_refused_before_its_run_ended_is_asked_again_on_resume) {
    const std::string rules = write("cause.yaml", "rules:\n  - {error: {status: 400}}\n");
    const RunSpec asked = spec(fmt::format(
        "dataset: {}\nmodels:\n  full: {{model: scripted/full, provider: {{rules: '{}'}}}}\n"
        "evaluators:\n  - {{name: j, judge: g_eval, criteria: fluency, model: full}}\n",
        dataset_,
        rules));
    const assay::Run run = start(asked);
    ASSERT_FALSE(execute(run, asked, stores(), {}).has_value());
    write_rules("cause.yaml", 0);
    const auto report = execute(run, asked, stores(), {});
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(judged(*report).estimate.count, 400U);
    EXPECT_NEAR(*judged(*report).estimate.value, 0.5, 1e-12);
}

TEST_F(JudgingTest, what_is_refused_now_and_then_stays_unscored_and_the_run_goes_on) {
    const std::string rules =
        write_rules("some.yaml", 0, "  - {contains: 'grade 2', error: {status: 400}}\n");
    const auto report = evaluate(spec(judge_run("", rules)));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(judged(*report).estimate.count, 320U);
    EXPECT_EQ(judged(*report).judge->tiers[0].deferred_count, 0U);
}

TEST_F(JudgingTest, a_fast_model_that_refuses_everything_ends_the_run_though_the_full_one_answers) {
    const std::string yaml =
        judge_run("tiers: {fast: {model: fast, share: 1}, full: {model: full, share: 1}}\n");
    write("fast.yaml", "rules:\n  - {error: {status: 400}}\n");
    const auto report = evaluate(spec(yaml));
    ASSERT_FALSE(report.has_value());
    EXPECT_THAT(report.error().message, HasSubstr("refused alike"));
}

}  // namespace
}  // namespace assay::engine
