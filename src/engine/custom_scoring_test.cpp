// Evaluators of the user's own in runs: their scores are stored, estimated, gated and mended.
#include "engine/run_fixture.hpp"
#include "engine/summary.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace assay::engine {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

class CustomScoringTest : public RunFixture {
  protected:
    /// A script that answers every line with what `sed` makes of it.
    std::string write_script(const std::string& name, const std::string& sed) {
        return write(name, "exec sed -u -E '" + sed + "'\n");
    }
    static std::string scores_with(const std::string& score) {
        return R"x(s/^\{"id":"([^"]*)".*/{"id":"\1","score":)x" + score + "}/";
    }

    /// A run over recorded outputs with an evaluator `mine`.
    RunSpec recorded(const std::string& dataset,
                     const std::string& script,
                     const std::string& more = "") {
        return spec(
            fmt::format("dataset: {}\noutput: '{{{{ question }}}}'\n"
                        "evaluators:\n  - exact_match\n"
                        "  - {{name: mine, exec: {{command: [sh, {}]}}{}}}\n"
                        "gate: ['mine.mean >= 0.4']\n",
                        dataset,
                        script,
                        more));
    }

    std::vector<SampleResult> stored(const assay::Run& run) {
        return results_->page(run.id, {.count_max = 1000}).value();
    }
};

TEST_F(CustomScoringTest, estimates_and_gates_like_a_metric) {
    const RunSpec asked = recorded(write_questions(40), write_script("s.sh", scores_with("0.5")));
    const assay::Run run = start(asked);
    const auto report = execute(run, asked, stores(), {});
    ASSERT_TRUE(report.has_value()) << report.error().message;
    ASSERT_EQ(report->evaluators.size(), 2U);
    const report::EvaluatorResult& mine = report->evaluators[1];
    EXPECT_EQ(mine.evaluator.name, "mine");
    EXPECT_EQ(mine.evaluator.metric, "exec");
    EXPECT_EQ(mine.estimate.count, 40U);
    EXPECT_EQ(mine.estimate.value, 0.5);
    EXPECT_TRUE(report->gates.at(0).has_passed);
    EXPECT_TRUE(report->warnings.empty());
    for (const SampleResult& result : stored(run)) {
        ASSERT_EQ(result.scores.size(), 2U);
        EXPECT_EQ(result.scores[1].value, 0.5);
    }
}

TEST_F(CustomScoringTest, scores_the_answers_of_a_model_in_every_epoch) {
    serve();
    const std::string script = write_script("s.sh", scores_with("true"));
    const RunSpec asked = asking(write_questions(10), "epochs: 3\nmax_connections: 4\n");
    RunSpec with_custom = asked;
    const RunSpec source = recorded(asked.dataset, script, ", processes: 2, batch: 4");
    with_custom.custom = source.custom;
    with_custom.evaluators = source.evaluators;
    const auto report = evaluate(with_custom);
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(report->samples.total, 30U);
    EXPECT_EQ(report->evaluators[1].estimate.value, 1.0);
    EXPECT_EQ(report->evaluators[1].estimate.count, 30U);
}

TEST_F(CustomScoringTest, shows_the_sample_to_the_evaluator) {
    const std::string dataset =
        write("one.jsonl",
              R"({"id":"q","question":"out","target":"gold","passages":["p1","p2"],"topic":"art"})"
              "\n");
    const std::string script = write_script(
        "s.sh", R"x(s/"/#/g; s/^(\{#id#:#([^#]*)#.*)$/{"id":"\2","score":1,"reason":"\1"}/)x");
    const RunSpec asked = recorded(dataset, script, ", context: '{{ passages }}', version: v2");
    const assay::Run run = start(asked);
    ASSERT_TRUE(execute(run, asked, stores(), {}).has_value());
    EXPECT_THAT(stored(run).at(0).scores.at(1).reason,
                AllOf(HasSubstr("#output#:#out#"),
                      HasSubstr("#targets#:[#gold#]"),
                      HasSubstr("#context#:[#p1#,#p2#]"),
                      HasSubstr("#topic#:#art#")));
}

TEST_F(CustomScoringTest, counts_what_it_leaves_unscored_with_the_reason) {
    const RunSpec asked = recorded(write_questions(5), write_script("s.sh", scores_with("7")));
    const assay::Run run = start(asked);
    const auto report = execute(run, asked, stores(), {});
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(report->samples.unscored, 5U);
    EXPECT_TRUE(report->errors.empty());
    EXPECT_FALSE(report->gates.at(0).has_passed) << "no value, no pass";
    EXPECT_THAT(stored(run).at(0).scores.at(1).reason, HasSubstr("outside its range 0 to 1"));
}

TEST_F(CustomScoringTest, keeps_a_breakdown_apart_and_mends_it_in_a_resume) {
    // Dies over every sample while the file `broken` exists, but for q0.
    const std::string broken = write("broken", "");
    const std::string script =
        write("s.sh",
              fmt::format("while read -r line; do id=${{line#*:?}}; id=${{id%%\\\"*}}\n"
                          "[ \"$id\" != q0 ] && [ -e {} ] && {{ echo 'no memory' >&2; exit 9; }}\n"
                          "echo \"{{\\\"id\\\":\\\"$id\\\",\\\"score\\\":0.25}}\"; done\n",
                          broken));
    const RunSpec asked = recorded(write_questions(3), script);
    const assay::Run run = start(asked);
    const auto first = execute(run, asked, stores(), {});
    ASSERT_TRUE(first.has_value()) << first.error().message;
    EXPECT_EQ(first->samples.answered, 3U);
    EXPECT_EQ(first->samples.errors, 0U);
    EXPECT_EQ(first->evaluators[1].estimate.count, 1U);
    EXPECT_EQ(first->evaluators[1].estimate.unscored_count, 2U);
    ASSERT_EQ(first->errors.size(), 1U);
    EXPECT_EQ(first->errors[0].count, 2U);
    EXPECT_THAT(first->errors[0].message, AllOf(HasSubstr("status 9"), HasSubstr("no memory")));
    EXPECT_THAT(first->warnings, Contains(HasSubstr("'mine' broke down over 2 samples")));

    std::filesystem::remove(broken);
    const auto config = meta_->resolve_run(run.id.view())->config;
    const auto second = execute(run, *run_spec_from_json(config), stores(), {});
    ASSERT_TRUE(second.has_value()) << second.error().message;
    EXPECT_EQ(second->evaluators[1].estimate.count, 3U);
    EXPECT_EQ(second->evaluators[1].estimate.value, 0.25);
    EXPECT_EQ(second->evaluators[0].estimate.count, 3U);
    EXPECT_TRUE(second->errors.empty());
}

TEST_F(CustomScoringTest, is_another_evaluator_when_its_script_changes) {
    const std::string dataset = write_questions(3);
    const auto hash = [&](const std::string& more) {
        const RunSpec asked = recorded(dataset, (folder_.path() / "s.sh").string(), more);
        return evaluate(asked)->evaluators[1].evaluator.hash;
    };
    write_script("s.sh", scores_with("0.5"));
    const std::string first = hash("");
    EXPECT_EQ(hash(""), first);
    EXPECT_EQ(hash(", batch: 2, processes: 2, deadline_s: 20"), first) << "only how fast it is";
    EXPECT_NE(hash(", version: 2"), first);
    EXPECT_NE(hash(", range: [0, 2]"), first);
    write_script("s.sh", scores_with("0.75"));
    EXPECT_NE(hash(""), first);
}

TEST_F(CustomScoringTest, refuses_to_go_on_with_another_script) {
    const std::string script = write_script("s.sh", scores_with("0.5"));
    const RunSpec asked = recorded(write_questions(3), script);
    const assay::Run run = start(asked);
    ASSERT_TRUE(execute(run, asked, stores(), {}).has_value());
    write_script("s.sh", scores_with("0.75"));
    const auto config = meta_->resolve_run(run.id.view())->config;
    const auto again = execute(run, *run_spec_from_json(config), stores(), {});
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(again.error().message, AllOf(HasSubstr("'mine'"), HasSubstr("new run")));
}

TEST_F(CustomScoringTest, ends_the_run_when_the_program_does_not_exist) {
    const RunSpec asked = spec("dataset: " + write_questions(3) +
                               "\noutput: x\nevaluators:\n"
                               "  - {name: mine, exec: {command: [no-such-program-anywhere]}}\n");
    const auto report = evaluate(asked);
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().kind, ErrorKind::not_found);
}

TEST_F(CustomScoringTest, ends_the_run_when_a_web_service_is_out_of_reach) {
    serve();
    const RunSpec asked =
        spec(fmt::format("dataset: {}\noutput: x\nevaluators:\n"
                         "  - {{name: mine, http: {{url: '{}/score'}}}}\n",
                         write_questions(3),
                         server_->url()));
    const auto report = evaluate(asked);
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().kind, ErrorKind::denied);
    EXPECT_THAT(report.error().message, HasSubstr("not on the public internet"));
    EXPECT_EQ(call_count(), 0U);
}

TEST_F(CustomScoringTest, is_kept_with_the_run) {
    const RunSpec asked = spec(
        "dataset: d.jsonl\noutput: x\nevaluators:\n"
        "  - {name: a, exec: {command: [sh, -c, cat], env: [X]}, batch: 3, deadline_s: 1.5,\n"
        "     range: [-1, 1], processes: 2, version: 4, context: ['{{ c }}']}\n"
        "  - {name: b, http: {url: 'https://x.example/', headers: {A: 'B ${C}'}}, connections: 3}\n"
        "  - length\n");
    const auto again = run_spec_from_json(to_json(asked));
    ASSERT_TRUE(again.has_value()) << again.error().message;
    EXPECT_EQ(to_json(*again), to_json(asked));
    EXPECT_EQ(evaluator_names(*again), (std::vector<std::string>{"a", "b", "length"}));
    ASSERT_EQ(again->custom.size(), 2U);
    EXPECT_EQ(again->custom[0].deadline, std::chrono::milliseconds(1500));
    EXPECT_EQ(again->custom[0].range.low, -1);
    EXPECT_EQ(again->custom[0].parallel_count, 2U);
    EXPECT_EQ(again->custom[1].parallel_count, 3U);
}

TEST_F(CustomScoringTest, says_what_is_wrong_with_an_entry_and_where) {
    const auto message = [](const std::string& entry) {
        const auto document =
            parse_yaml("dataset: d\noutput: x\nevaluators:\n  - " + entry + "\n", "eval.yaml");
        const auto read = run_spec_from_yaml(*document);
        return read ? "accepted" : read.error().message;
    };
    EXPECT_THAT(message("{exec: {command: [a]}}"),
                AllOf(HasSubstr("eval.yaml:4"), HasSubstr("needs a 'name'")));
    EXPECT_THAT(message("{name: n, exec: [a]}"), HasSubstr("expected a map"));
    EXPECT_THAT(message("{name: n, exec: {command: a b}}"), HasSubstr("write a list"));
    EXPECT_THAT(message("{name: n, exec: {command: [a]}, proceses: 2}"),
                HasSubstr("did you mean 'processes'"));
    EXPECT_THAT(message("{name: n, exec: {command: [a]}, connections: 2}"),
                HasSubstr("unknown key 'connections'"));
    EXPECT_THAT(message("{name: n, exec: {command: [a]}, range: [1, 0]}"), HasSubstr("range"));
    EXPECT_THAT(message("{name: n, exec: {command: [a]}, batch: 0}"), HasSubstr("at least 1"));
    EXPECT_THAT(message("{name: n, exec: {command: [a]}, deadline_s: 0}"), HasSubstr("0.001"));
    EXPECT_THAT(message("{name: n, exec: {command: [a]}, context: '{{ x'}"), HasSubstr("context"));
    EXPECT_THAT(message("{name: n, exec: {command: [a]}, http: {url: 'http://x/'}}"),
                HasSubstr("unknown key 'http'"));
    EXPECT_THAT(message("{name: n, http: {url: 'ftp://x/'}}"), HasSubstr("http://"));
}

}  // namespace
}  // namespace assay::engine
