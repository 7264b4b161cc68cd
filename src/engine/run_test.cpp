#include "engine/run_fixture.hpp"

namespace assay::engine {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class RunTest : public RunFixture {};

TEST_F(RunTest, scores_recorded_outputs_without_a_model) {
    const std::string data = write("outputs.jsonl",
                                   R"({"output":"a","target":"a"}
{"output":"b","target":["x","b"]}
{"output":"c","target":"d"}
)");
    const auto report = evaluate(spec("dataset: " + data + "\nevaluators: [exact_match]\n"));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_DOUBLE_EQ(*report->evaluators[0].estimate.value, 2.0 / 3);
    EXPECT_EQ(report->samples.answered, 3U);
    EXPECT_FALSE(report->latency.has_value()) << "a recorded output has no measured latency";
    EXPECT_FALSE(report->spending.has_value());
}

TEST_F(RunTest, asks_every_sample_once) {
    serve();
    const auto report = evaluate(asking(write_questions(50), "max_connections: 7\n"));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(call_count(), 50U);
    EXPECT_DOUBLE_EQ(*report->evaluators[0].estimate.value, 1);
    EXPECT_EQ(report->state, "finished");
    EXPECT_EQ(report->latency->count, 50U);
    EXPECT_EQ(report->dataset_version.size(), 64U);
    EXPECT_LE(server_->statistics().connection_count, 7U);
}

TEST_F(RunTest, counts_infrastructure_errors_apart_from_wrong_answers) {
    serve({.error_first = 3});
    const auto report = evaluate(asking(write_questions(10), "max_connections: 1\n"));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(report->samples.errors, 3U);
    EXPECT_EQ(report->samples.answered, 7U);
    EXPECT_DOUBLE_EQ(*report->evaluators[0].estimate.value, 1) << "errors are not wrong answers";
    EXPECT_EQ(report->evaluators[0].estimate.count, 7U);
    EXPECT_EQ(report->evaluators[0].estimate.unscored_count, 3U);
    ASSERT_EQ(report->errors.size(), 1U);
    EXPECT_EQ(report->errors[0].count, 3U);
    EXPECT_EQ(report->errors[0].first_sample_id, "q0");
}

TEST_F(RunTest, has_no_value_when_nothing_was_answered) {
    serve({.error_rate = 1});
    const auto report = evaluate(asking(write_questions(4)));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_FALSE(report->evaluators[0].estimate.value.has_value());
    EXPECT_EQ(report->evaluators[0].estimate.status, stats::Status::insufficient_data);
    EXPECT_FALSE(report->spending.has_value()) << "no answer has a known price";
}

TEST_F(RunTest, asks_each_epoch_anew) {
    serve();
    const auto report = evaluate(asking(write_questions(5), "epochs: 3\n"));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(call_count(), 15U);
    EXPECT_EQ(report->samples.total, 15U);
    EXPECT_EQ(report->epoch_count, 3U);
    EXPECT_EQ(report->evaluators[0].estimate.count, 15U);
    EXPECT_EQ(report->evaluators[0].estimate.cluster_count, 5U)
        << "the epochs of a sample are not independent";
}

TEST_F(RunTest, takes_known_answers_from_the_cache) {
    serve();
    const RunSpec asked = asking(write_questions(20));
    const auto first = evaluate(asked);
    ASSERT_TRUE(first.has_value()) << first.error().message;
    const auto second = evaluate(asked);
    ASSERT_TRUE(second.has_value()) << second.error().message;
    EXPECT_EQ(call_count(), 20U);
    EXPECT_EQ(second->samples.cached, 20U);
    EXPECT_FALSE(second->latency.has_value()) << "nothing was measured";
    EXPECT_EQ(first->evaluators, second->evaluators);
    const auto third = evaluate(asking(write_questions(20), "cache: false\n"));
    EXPECT_EQ(call_count(), 40U);
}

TEST_F(RunTest, takes_only_the_wanted_samples) {
    serve();
    const auto limited = evaluate(asking(write_questions(20), "limit: 3\n"));
    EXPECT_EQ(limited->samples.total, 3U);
    const auto named = evaluate(asking(write_questions(20), "sample_ids: [q17, q4]\n"));
    EXPECT_EQ(named->samples.total, 2U);
    const auto unknown = evaluate(asking(write_questions(20), "sample_ids: [q4, q99]\n"));
    ASSERT_FALSE(unknown.has_value());
    EXPECT_THAT(unknown.error().message,
                AllOf(HasSubstr("questions.jsonl"), HasSubstr("no sample has the id 'q99'")));
}

TEST_F(RunTest, ends_at_a_refused_key_because_every_sample_would_meet_it) {
    serve({.required_key = "another"});
    const RunSpec asked = asking(write_questions(1000));
    const assay::Run run = start(asked);
    const auto report = execute(run, asked, stores(), {});
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().kind, ErrorKind::denied);
    EXPECT_THAT(report.error().message, HasSubstr("OPENAI_API_KEY"));
    EXPECT_LE(call_count(), 20U) << "one per connection";
    EXPECT_EQ(meta_->resolve_run(run.id.view())->state, RunState::failed);
}

TEST_F(RunTest, ends_at_an_unknown_model) {
    serve({.known_model = "another"});
    const auto report = evaluate(asking(write_questions(3)));
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().kind, ErrorKind::not_found);
    EXPECT_THAT(report.error().message, HasSubstr("asked for model 'mock'"));
}

TEST_F(RunTest, skips_rows_that_cannot_be_rendered_when_told_to) {
    serve();
    const std::string data = write("questions.jsonl",
                                   "{\"question\":\"a\",\"target\":\"a\"}\n"
                                   "{\"target\":\"b\"}\n");
    const auto failed = evaluate(asking(data));
    ASSERT_FALSE(failed.has_value());
    EXPECT_THAT(failed.error().message,
                AllOf(HasSubstr("questions.jsonl:2"), HasSubstr("question")));
    const auto skipped = evaluate(asking(data, "on_bad_row: skip\n"));
    ASSERT_TRUE(skipped.has_value()) << skipped.error().message;
    EXPECT_EQ(skipped->samples.skipped_rows, 1U);
    EXPECT_EQ(skipped->samples.total, 1U);
}

TEST_F(RunTest, treats_a_cluster_as_one_unit) {
    const std::string data = write("outputs.jsonl",
                                   R"({"output":"a","target":"a","doc":1}
{"output":"b","target":"b","doc":1}
{"output":"c","target":"d","doc":2}
{"output":"c","target":"e","doc":2}
)");
    const auto report =
        evaluate(spec("dataset: " + data + "\nevaluators: [exact_match]\ncluster: doc\n"));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(report->evaluators[0].estimate.cluster_count, 2U);
    EXPECT_DOUBLE_EQ(*report->evaluators[0].estimate.value, 0.5);
}

TEST_F(RunTest, aggregates_a_corpus_metric_with_a_signature_and_a_repeatable_interval) {
    std::string text;
    for (int i = 0; i < 40; ++i)
        text += fmt::format(
            "{{\"output\":\"the cat number {} sat on a mat\",\"target\":\"the cat number {} sat on "
            "the mat today\"}}\n",
            i,
            i % 30);
    const RunSpec corpus = spec("dataset: " + write("mt.jsonl", text) +
                                "\nevaluators: [{bleu: {lowercase: true}}]\nseed: 5\n");
    const auto first = evaluate(corpus);
    const auto second = evaluate(corpus);
    ASSERT_TRUE(first.has_value()) << first.error().message;
    EXPECT_THAT(first->evaluators[0].signature,
                AllOf(HasSubstr("nrefs:1"), HasSubstr("case:lc"), HasSubstr("tok:13a")));
    EXPECT_THAT(first->evaluators[0].estimate.method, HasSubstr("bootstrap"));
    const auto& interval = first->evaluators[0].estimate.interval;
    ASSERT_TRUE(interval.has_value());
    EXPECT_LT(interval->low, *first->evaluators[0].estimate.value);
    EXPECT_GT(interval->high, *first->evaluators[0].estimate.value);
    EXPECT_EQ(essence(*first), essence(*second));
}

TEST_F(RunTest, refuses_a_relative_gate_without_a_baseline_before_asking) {
    serve();
    const auto run = start_run(asking(write_questions(2), "gate: 'exact_match.mean >= baseline'\n"),
                               stores(),
                               system_clock());
    ASSERT_FALSE(run.has_value());
    EXPECT_THAT(run.error().message, HasSubstr("--baseline"));
    EXPECT_EQ(call_count(), 0U);
}

TEST_F(RunTest, compares_with_the_named_baseline) {
    serve();
    RunSpec asked = asking(write_questions(4), "gate: 'exact_match.mean >= baseline - 0.1'\n");
    const assay::Run earlier = start(asking(write_questions(4)));
    ASSERT_TRUE(execute(earlier, asking(write_questions(4)), stores(), {}).has_value());
    asked.baseline = earlier.id.view();
    const auto report = evaluate(asked);
    ASSERT_TRUE(report.has_value()) << report.error().message;
    ASSERT_EQ(report->gates.size(), 1U);
    EXPECT_TRUE(report->gates[0].has_passed);
    EXPECT_DOUBLE_EQ(*report->gates[0].threshold, 0.9);
}

}  // namespace
}  // namespace assay::engine
