// Run files that cannot be done as written: each ends with exit code 1 before anything is asked,
// and the message names file, line and what is accepted.
#include "program.hpp"

#include "core/json.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::program_tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class RunFile : public ::testing::Test {
  protected:
    RunFile() {
        place_.write("data.jsonl",
                     "{\"id\":\"a\",\"output\":\"x\",\"target\":\"x\"}\n"
                     "{\"id\":\"b\",\"output\":\"x\",\"target\":\"y\"}\n");
    }

    Outcome run(const std::string& content, std::vector<std::string> more = {}) {
        place_.write("eval.yaml", content);
        more.insert(more.begin(), {"run", "eval.yaml", "-q"});
        return place_.assay(more);
    }
    std::string refusal(const std::string& content, std::vector<std::string> more = {}) {
        const Outcome outcome = run(content, std::move(more));
        EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
        EXPECT_EQ(outcome.out, "") << "nothing is printed that could be taken for a result";
        EXPECT_EQ(place_.assay({"ls", "--json"}).out, "[]\n") << "it has not become a run";
        return outcome.err;
    }

    const std::string complete_ = "dataset: data.jsonl\nevaluators: [exact_match]\n";
    Workplace place_;
};

TEST_F(RunFile, with_an_unknown_key_gets_a_suggestion) {
    EXPECT_THAT(refusal(complete_ + "max_conections: 3\n"),
                AllOf(StartsWith("assay: eval.yaml:3:"), HasSubstr("'max_connections'")));
    EXPECT_THAT(refusal(complete_ + "settings:\n  temprature: 0\n"),
                AllOf(StartsWith("assay: eval.yaml:4:"), HasSubstr("'temperature'")));
}

TEST_F(RunFile, with_an_unknown_metric_or_option_gets_a_suggestion) {
    EXPECT_THAT(refusal("dataset: data.jsonl\nevaluators:\n  - exact_mach\n"),
                AllOf(StartsWith("assay: eval.yaml:3:"), HasSubstr("'exact_match'")));
    EXPECT_THAT(refusal("dataset: data.jsonl\nevaluators:\n  - bleu: {tokenise: zh}\n"),
                AllOf(StartsWith("assay: eval.yaml:3:"), HasSubstr("tokenize")));
}

TEST_F(RunFile, with_values_of_the_wrong_type_names_the_right_one) {
    EXPECT_THAT(refusal(complete_ + "limit: many\n"),
                AllOf(StartsWith("assay: eval.yaml:3:"),
                      HasSubstr("'limit'"),
                      HasSubstr("expected an integer")));
    EXPECT_THAT(refusal(complete_ + "cache: 1\n"),
                AllOf(StartsWith("assay: eval.yaml:3:"), HasSubstr("true or false")));
    EXPECT_THAT(refusal(complete_ + "on_bad_row: stop\n"),
                AllOf(StartsWith("assay: eval.yaml:3:"), HasSubstr("fail or skip")));
    EXPECT_THAT(refusal("- dataset\n"), AllOf(HasSubstr("eval.yaml"), HasSubstr("map")));
}

TEST_F(RunFile, with_a_judge_that_cannot_judge_is_refused_with_its_line) {
    EXPECT_THAT(refusal("dataset: data.jsonl\nevaluators:\n  - judge: good?\n"),
                AllOf(StartsWith("assay: eval.yaml:3:"), HasSubstr("known are")));
    EXPECT_THAT(refusal("dataset: data.jsonl\nevaluators:\n  - {judge: g_eval, model: a/b}\n"),
                AllOf(StartsWith("assay: eval.yaml:3:"), HasSubstr("'criteria'")));
    EXPECT_THAT(refusal(complete_ + "tiers: {full: {share: 2}}\n"),
                AllOf(StartsWith("assay: eval.yaml:3:"), HasSubstr("at most 1")));
    EXPECT_THAT(refusal(complete_ + "budget: [x]\n"),
                AllOf(StartsWith("assay: eval.yaml:3:"), HasSubstr("a number")));
}

TEST_F(RunFile, that_is_not_utf_8_text_is_not_repaired) {
    EXPECT_THAT(refusal(complete_ + "name: caf\xe9\n"),
                AllOf(StartsWith("assay: eval.yaml:3:10:"), HasSubstr("UTF-8")));
    EXPECT_THAT(refusal(complete_ + std::string("name: a\0b\n", 10)),
                AllOf(StartsWith("assay: eval.yaml:3:8:"), HasSubstr("0x00")));
}

TEST_F(RunFile, may_begin_with_a_byte_order_mark_and_have_windows_line_ends) {
    EXPECT_EQ(run("\xEF\xBB\xBF"
                  "dataset: data.jsonl\r\nevaluators: [exact_match]\r\n")
                  .exit_code,
              0);
}

TEST_F(RunFile, for_recorded_outputs_does_not_meet_a_model_without_a_prompt) {
    EXPECT_THAT(refusal(complete_, {"--model", "openai/m"}),
                AllOf(HasSubstr("openai/m"), HasSubstr("'prompt'")));
}

TEST_F(RunFile, with_a_broken_prompt_names_template_line_and_variable) {
    const std::string asking = complete_ + "model: openai/m\n";
    EXPECT_THAT(refusal(asking + "prompt: \"one\\n{% if %}\"\n"), HasSubstr("prompt:2"));
    place_.write("eval.yaml", asking + "prompt: \"one\\ntwo {{ qestion }}\"\n");
    const Outcome outcome = place_.assay({"run", "eval.yaml", "--dry-run"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err,
                AllOf(HasSubstr("data.jsonl:1"), HasSubstr("prompt:2"), HasSubstr("qestion")));
}

TEST_F(RunFile, meets_no_flag_whose_number_could_not_be_kept) {
    EXPECT_EQ(run(complete_, {"--seed", "18446744073709551615"}).exit_code, 1);
    EXPECT_EQ(run(complete_, {"--epochs", "4000000000"}).exit_code, 1);
    EXPECT_EQ(run(complete_, {"--limit", "18446744073709551615"}).exit_code, 1);
    EXPECT_EQ(run(complete_, {"--seed", "9223372036854775807"}).exit_code, 0);
    EXPECT_EQ(place_.assay({"resume", "-q"}).exit_code, 0);
}

TEST_F(RunFile, with_an_output_that_cannot_be_written_asks_nothing) {
    EXPECT_THAT(refusal(complete_, {"-o", "nowhere/report.json"}),
                AllOf(HasSubstr("--output nowhere/report.json"), HasSubstr("no folder")));
    std::filesystem::create_directory(place_.folder() / "folder.json");
    EXPECT_THAT(refusal(complete_, {"-o", "folder.json"}), HasSubstr("directory"));
}

TEST_F(RunFile, counts_the_rows_that_it_skips_when_asked) {
    place_.write("some.jsonl", "{\"output\":\"x\",\"target\":\"x\"}\nbroken\n{\"target\":\"x\"}\n");
    const std::string content = "dataset: some.jsonl\nevaluators: [exact_match]\n";
    const Outcome failing = run(content);
    EXPECT_EQ(failing.exit_code, 1);
    EXPECT_THAT(failing.err, HasSubstr("some.jsonl:2"));
    const Outcome skipping = run(content, {"--on-bad-row", "skip", "--json"});
    EXPECT_EQ(skipping.exit_code, 0) << skipping.err;
    const auto report = parse_json(skipping.out);
    ASSERT_TRUE(report.has_value()) << skipping.out;
    EXPECT_EQ(report->at("samples").at("skipped_rows").to_number<int>(), 2);
    EXPECT_EQ(report->at("evaluators").at(0).at("estimate").at("n").to_number<int>(), 1);
}

}  // namespace
}  // namespace assay::program_tests
