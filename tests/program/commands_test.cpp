// What each command prints, writes and returns.
#include "program.hpp"

#include "core/json.hpp"
#include "providers/mock/mock_server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace assay::program_tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

class Command : public ::testing::Test {
  protected:
    Command() {
        place_.write("outputs.jsonl",
                     R"({"id":"a","output":"Paris","target":"Paris"}
{"id":"b","output":"<b>\"Rome\"</b>","target":"Rome"}
{"id":"c","output":"Oslo","target":["Oslo","Kristiania"]}
{"id":"d","output":"Bern","target":"Bern"}
)");
        place_.write("eval.yaml",
                     "name: capitals\ndataset: outputs.jsonl\nevaluators: [exact_match, chrf]\n");
    }

    Outcome run(std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"run", "eval.yaml", "-q"});
        return place_.assay(more);
    }

    Json report(const Outcome& outcome) {
        auto parsed = parse_json(outcome.out);
        EXPECT_TRUE(parsed.has_value()) << outcome.out << outcome.err;
        return parsed ? *parsed : Json(nullptr);
    }

    Workplace place_;
};

TEST_F(Command, version_is_one_line) {
    const Outcome outcome = place_.assay({"--version"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, MatchesRegex("assay [0-9.]+\n"));
}

TEST_F(Command, help_of_every_command_is_there) {
    for (const char* name : {"run",
                             "resume",
                             "score",
                             "plan",
                             "ls",
                             "show",
                             "compare",
                             "export",
                             "mock-provider",
                             "doctor",
                             "demo"}) {
        const Outcome outcome = place_.assay({name, "--help"});
        EXPECT_EQ(outcome.exit_code, 0) << name;
        EXPECT_THAT(outcome.out, HasSubstr("Usage: assay " + std::string(name)));
    }
}

TEST_F(Command, wrong_usage_is_exit_code_1) {
    EXPECT_EQ(place_.assay({}).exit_code, 1);
    EXPECT_EQ(place_.assay({"evaluate"}).exit_code, 1);
    EXPECT_EQ(place_.assay({"run", "eval.yaml", "--no-such-flag"}).exit_code, 1);
    EXPECT_EQ(place_.assay({"run", "eval.yaml", "--limit", "0"}).exit_code, 1);
    EXPECT_EQ(place_.assay({"run", "eval.yaml", "--output", "report.pdf"}).exit_code, 1);
}

TEST_F(Command, score_prints_an_interval_and_writes_samples) {
    const Outcome outcome = place_.assay({"score",
                                          "-m",
                                          "exact_match",
                                          "-m",
                                          "bleu:tokenize=intl,lowercase=true",
                                          "--input",
                                          "outputs.jsonl",
                                          "--per-sample",
                                          "samples.jsonl"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out,
                AllOf(HasSubstr("0.75"), HasSubstr("["), HasSubstr("n=4"), HasSubstr("tok:intl")));
    const auto rows = lines_of(place_.read("samples.jsonl"));
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(parse_json(rows[1])->at("exact_match").to_number<double>(), 0);
}

TEST_F(Command, score_reads_text_files_with_several_references) {
    place_.write("hyp.txt", "the cat sat\na dog ran\n");
    place_.write("ref1.txt", "the cat sat\nthe dog ran\n");
    place_.write("ref2.txt", "the cat sat down\na dog ran\n");
    const Outcome outcome = place_.assay({"score",
                                          "-m",
                                          "exact_match",
                                          "--predictions",
                                          "hyp.txt",
                                          "--references",
                                          "ref1.txt",
                                          "--references",
                                          "ref2.txt",
                                          "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(report(outcome).at("metrics").at("exact_match").at("value").to_number<double>(), 1);
}

TEST_F(Command, run_prints_a_table_and_keeps_the_run) {
    const Outcome outcome = run();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("exact_match"), HasSubstr("0.75"), HasSubstr("chrf")));
    const Outcome listed = place_.assay({"ls", "--json"});
    ASSERT_EQ(report(listed).as_array().size(), 1U);
    EXPECT_EQ(place_.assay({"show"}).out, outcome.out);
    EXPECT_EQ(place_.assay({"show", "latest", "--json"}).exit_code, 0);
}

TEST_F(Command, run_writes_every_format) {
    const Outcome outcome = run({"-o",
                                 "r.json",
                                 "-o",
                                 "r.jsonl",
                                 "-o",
                                 "r.csv",
                                 "-o",
                                 "r.html",
                                 "-o",
                                 "r.xml",
                                 "-o",
                                 "r.md"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto json = parse_json(place_.read("r.json"));
    ASSERT_TRUE(json.has_value());
    EXPECT_DOUBLE_EQ(json->at("evaluators").at(0).at("estimate").at("value").to_number<double>(),
                     0.75);
    const auto rows = lines_of(place_.read("r.jsonl"));
    ASSERT_EQ(rows.size(), 4U);
    for (const std::string& row : rows) EXPECT_TRUE(parse_json(row).has_value()) << row;
    const auto cells = lines_of(place_.read("r.csv"));
    ASSERT_EQ(cells.size(), 5U);
    EXPECT_THAT(cells[0], HasSubstr("exact_match"));
    const std::string page = place_.read("r.html");
    EXPECT_THAT(page, StartsWith("<!doctype html>"));
    EXPECT_THAT(page, Not(HasSubstr("<b>\"Rome\"</b>"))) << "outputs are escaped";
    EXPECT_THAT(page,
                AllOf(Not(HasSubstr("src=\"http")),
                      Not(HasSubstr("href=\"http")),
                      Not(HasSubstr("@import"))));
    EXPECT_THAT(place_.read("r.xml"),
                AllOf(StartsWith("<?xml"), HasSubstr("tests=\"4\" failures=\"0\"")));
    EXPECT_THAT(place_.read("r.md"), AllOf(HasSubstr("| exact_match"), HasSubstr("0.75")));
}

TEST_F(Command, a_failed_gate_is_exit_code_100) {
    place_.write(
        "gate.yaml",
        "dataset: outputs.jsonl\nevaluators: [exact_match]\ngate: ['exact_match.mean >= 0.9']\n");
    const Outcome outcome = place_.assay({"run", "gate.yaml", "-q"});
    EXPECT_EQ(outcome.exit_code, 100);
    EXPECT_THAT(outcome.out, HasSubstr("exact_match.mean >= 0.9"));
}

TEST_F(Command, run_takes_only_the_wanted_samples) {
    EXPECT_EQ(report(run({"--json", "--limit", "2"})).at("samples").at("total").to_number<int>(),
              2);
    EXPECT_EQ(report(run({"--json", "--sample-id", "d", "--sample-id", "a"}))
                  .at("samples")
                  .at("total")
                  .to_number<int>(),
              2);
    EXPECT_EQ(report(run({"--json", "--epochs", "3"})).at("samples").at("total").to_number<int>(),
              12);
    const Outcome unknown = run({"--sample-id", "zz"});
    EXPECT_EQ(unknown.exit_code, 1);
    EXPECT_THAT(unknown.err, HasSubstr("'zz'"));
}

TEST_F(Command, one_seed_gives_one_interval) {
    const Json first = report(run({"--json", "--seed", "7"})).at("evaluators");
    EXPECT_EQ(report(run({"--json", "--seed", "7"})).at("evaluators"), first);
    EXPECT_EQ(first.at(1).at("estimate").at("seed").to_number<int>(), 7);
}

TEST_F(Command, a_dry_run_asks_and_stores_nothing) {
    auto server = providers::mock::MockServer::start({});
    ASSERT_TRUE(server.has_value());
    place_.write(
        "ask.yaml",
        fmt::format("dataset: outputs.jsonl\nmodel: openai/m\nprompt: 'Say {{{{ target }}}}'\n"
                    "provider: {{base_url: '{}/v1'}}\nevaluators: [exact_match]\n",
                    server->url()));
    const Outcome outcome = place_.assay({"run", "ask.yaml", "--dry-run"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("4 requests to openai/m"), HasSubstr("Say Paris")));
    EXPECT_EQ(server->statistics().request_count, 0U);
    EXPECT_EQ(report(place_.assay({"ls", "--json"})).as_array().size(), 0U);
}

TEST_F(Command, a_second_run_is_served_from_the_cache_unless_told_not_to) {
    auto server = providers::mock::MockServer::start({});
    ASSERT_TRUE(server.has_value());
    place_.write("ask.yaml",
                 fmt::format("dataset: outputs.jsonl\nmodel: openai/m\nprompt: '{{{{ target }}}}'\n"
                             "provider: {{base_url: '{}/v1'}}\nevaluators: [exact_match]\n",
                             server->url()));
    ASSERT_EQ(place_.assay({"run", "ask.yaml", "-q"}).exit_code, 0);
    EXPECT_EQ(server->statistics().request_count, 4U);
    const Outcome again = place_.assay({"run", "ask.yaml", "-q", "--json"});
    EXPECT_EQ(server->statistics().request_count, 4U);
    EXPECT_EQ(report(again).at("samples").at("cached").to_number<int>(), 4);
    place_.assay({"run", "ask.yaml", "-q", "--no-cache", "--max-connections", "2"});
    EXPECT_EQ(server->statistics().request_count, 8U);
}

TEST_F(Command, show_finds_failed_samples_and_one_by_its_id) {
    ASSERT_EQ(run().exit_code, 0);
    const Outcome failed = place_.assay({"show", "latest", "--failed"});
    EXPECT_THAT(failed.out, AllOf(HasSubstr("sample b"), Not(HasSubstr("sample a"))));
    const Outcome one = place_.assay({"show", "latest", "--sample", "c"});
    EXPECT_THAT(one.out, AllOf(HasSubstr("Oslo"), HasSubstr("Kristiania")));
    const Outcome none = place_.assay({"show", "latest", "--sample", "zz"});
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_THAT(none.err, HasSubstr("'zz'"));
    EXPECT_EQ(place_.assay({"show", "20990101"}).exit_code, 1);
}

TEST_F(Command, export_writes_what_score_reads_again) {
    ASSERT_EQ(run().exit_code, 0);
    for (const char* name : {"all.jsonl", "all.csv", "all.parquet"}) {
        const Outcome exported = place_.assay({"export", "latest", "-o", name});
        ASSERT_EQ(exported.exit_code, 0) << exported.err;
        const Outcome scored = place_.assay({"score",
                                             "-m",
                                             "length",
                                             "--input",
                                             name,
                                             "--prediction-field",
                                             "answer",
                                             "--reference-field",
                                             "input",
                                             "--json"});
        ASSERT_EQ(scored.exit_code, 0) << name << scored.err;
        EXPECT_EQ(report(scored).at("samples").to_number<int>(), 4) << name;
    }
    EXPECT_EQ(place_.assay({"export", "latest", "-o", "all.txt"}).exit_code, 1);
}

TEST_F(Command, resume_of_a_finished_run_repeats_its_report) {
    const Json first = report(run({"--json"})).at("evaluators");
    EXPECT_EQ(report(place_.assay({"resume", "--json", "-q"})).at("evaluators"), first);
    Workplace fresh;
    const Outcome none = fresh.assay({"resume"});
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_THAT(none.err, HasSubstr("no run"));
}

TEST_F(Command, ls_metrics_names_all_of_them) {
    const Outcome outcome = place_.assay({"ls", "metrics"});
    EXPECT_EQ(outcome.exit_code, 0);
    for (const char* name :
         {"exact_match", "bleu", "ter", "rouge_lsum", "meteor", "pass_at_k", "cost"})
        EXPECT_THAT(outcome.out, HasSubstr(name));
}

TEST_F(Command, doctor_finds_a_fresh_home_in_order) {
    const Outcome outcome = place_.assay({"doctor"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr(place_.home().string()));
    EXPECT_THAT(outcome.out, Not(HasSubstr("test-key"))) << "keys are never shown";
    EXPECT_GE(report(place_.assay({"doctor", "--json"})).as_array().size(), 8U);
}

TEST_F(Command, doctor_says_what_is_broken_and_what_to_do) {
    ASSERT_EQ(run().exit_code, 0);
    place_.write("home/results.duckdb", "not a database");
    const Outcome outcome = place_.assay({"doctor"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.out,
                AllOf(HasSubstr("problem"), HasSubstr("results.duckdb"), HasSubstr("→")));
}

TEST_F(Command, a_home_that_cannot_be_made_is_said_so) {
    place_.write("home", "a file");
    const Outcome outcome = run();
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr(place_.home().string()));
}

TEST_F(Command, an_env_file_of_the_working_folder_counts_unless_the_variable_is_set) {
    place_.write(".env", "ANTHROPIC_API_KEY='from file'\n");
    place_.write(
        "ask.yaml",
        "dataset: outputs.jsonl\nmodel: anthropic/m\nprompt: x\n"
        "provider: {base_url: 'http://127.0.0.1:1', attempts: 1}\nevaluators: [exact_match]\n");
    const Outcome outcome = place_.assay({"run", "ask.yaml", "-q"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.out, HasSubstr("cannot connect"));
    place_.write(".env", "no equals sign\n");
    EXPECT_THAT(place_.assay({"ls"}).err, HasSubstr(".env:1"));
}

}  // namespace
}  // namespace assay::program_tests
