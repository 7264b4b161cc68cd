// `assay compare` over stored runs, as a user meets it.
#include "program.hpp"

#include "core/json.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::program_tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Compare : public ::testing::Test {
  protected:
    /// Stores a run over 60 questions, of which every `wrong_every`-th is answered wrongly.
    void store(const std::string& name, int wrong_every, const std::string& more = "") {
        std::string rows;
        for (int i = 0; i < 60; ++i)
            rows += fmt::format(
                R"({{"id":"q{0}","question":"word {0}","target":"word {0}","lang":"{1}","output":"{2} {0}"}})"
                "\n",
                i,
                i % 2 == 0 ? "de" : "en",
                i % wrong_every == 0 ? "wort" : "word");
        place_.write(name + ".jsonl", rows);
        place_.write(
            name + ".yaml",
            fmt::format(
                "name: {0}\ndataset: {0}.jsonl\nevaluators: [exact_match, bleu]\n{1}", name, more));
        const Outcome outcome = place_.assay({"run", name + ".yaml", "-q"});
        ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    }

    Outcome compare(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "compare");
        return place_.assay(arguments);
    }

    Workplace place_;
};

TEST_F(Compare, two_files_of_recorded_outputs_to_the_same_questions) {
    store("good", 10);
    store("poor", 2);
    const Outcome outcome = compare({"good", "poor"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out,
                AllOf(HasSubstr("60 pairs, all samples of both"),
                      HasSubstr("B is worse by 0.4"),
                      HasSubstr("bleu"),
                      HasSubstr("lost q")));
    EXPECT_EQ(outcome.err, "");
}

TEST_F(Compare, json_has_the_numbers_of_the_table) {
    store("good", 10);
    store("poor", 2);
    const Outcome outcome =
        compare({"good", "poor", "--json", "--metric", "exact_match", "--slice", "lang"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const Json comparison = parse_json(outcome.out)->at("comparisons").at(0);
    const Json& metric = comparison.at("metrics").at(0);
    EXPECT_EQ(comparison.at("metrics").as_array().size(), 1U);
    EXPECT_NEAR(*json_number(metric.at("difference").at("value")), -0.4, 1e-12);
    EXPECT_EQ(*json_number(metric.at("samples").at("paired")), 60);
    EXPECT_EQ(metric.at("slices").as_array().size(), 2U);
}

TEST_F(Compare, three_runs_share_one_correction) {
    store("a", 10);
    store("b", 3);
    store("c", 2);
    const Outcome outcome = compare({"a", "b", "c", "--metric", "exact_match", "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const JsonArray comparisons = parse_json(outcome.out)->at("comparisons").as_array();
    ASSERT_EQ(comparisons.size(), 2U);
    for (const Json& comparison : comparisons) {
        const Json& difference = comparison.at("metrics").at(0).at("difference");
        EXPECT_GE(*json_number(difference.at("p_value_adjusted")),
                  *json_number(difference.at("p_value")));
    }
}

TEST_F(Compare, a_run_with_itself_is_identical) {
    store("a", 10);
    const Outcome outcome = compare({"a", "latest"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("No sample differs."));
}

TEST_F(Compare, markdown_is_a_table) {
    store("a", 10);
    store("b", 2);
    const Outcome outcome = compare({"a", "b", "--markdown"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("| exact_match |"));
}

TEST_F(Compare, other_questions_are_refused_until_they_are_allowed) {
    store("a", 10);
    place_.write("other.jsonl",
                 R"({"id":"q0","target":"another","output":"word 0"})"
                 "\n");
    place_.write("other.yaml", "name: other\ndataset: other.jsonl\nevaluators: [exact_match]\n");
    ASSERT_EQ(place_.assay({"run", "other.yaml", "-q"}).exit_code, 0);
    const Outcome refused = compare({"a", "other"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, AllOf(HasSubstr("'q0'"), HasSubstr("--allow-different")));
    const Outcome allowed = compare({"a", "other", "--allow-different"});
    EXPECT_EQ(allowed.exit_code, 0) << allowed.err;
    EXPECT_THAT(allowed.out, HasSubstr("do not measure the same"));
}

TEST_F(Compare, another_version_of_an_evaluator_is_refused) {
    store("a", 10);
    store("b", 2);
    place_.write("b.yaml",
                 "name: folded\ndataset: b.jsonl\nevaluators:\n"
                 "  - {name: exact_match, metric: exact_match, ignore_case: true}\n");
    const Outcome run = place_.assay({"run", "b.yaml", "-q"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const Outcome refused = compare({"a", "folded"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("evaluator 'exact_match'"));
}

TEST_F(Compare, names_what_is_wrong_with_its_arguments) {
    store("a", 10);
    store("b", 2);
    const auto error = [&](std::vector<std::string> arguments) {
        const Outcome outcome = compare(std::move(arguments));
        EXPECT_EQ(outcome.exit_code, 1);
        EXPECT_EQ(outcome.out, "");
        EXPECT_THAT(outcome.err, Not(HasSubstr("terminate")));
        return outcome.err;
    };
    EXPECT_THAT(error({"a"}), HasSubstr("2 to 26"));
    EXPECT_THAT(error({"a", "nowhere"}), HasSubstr("nowhere"));
    EXPECT_THAT(error({"a", "b", "--metric", "exact_mach"}),
                HasSubstr("did you mean 'exact_match'"));
    EXPECT_THAT(error({"a", "b", "--confidence", "95"}), HasSubstr("between 0 and 1"));
    EXPECT_THAT(error({"a", "b", "--alpha", "0.1", "--confidence", "0.9"}),
                HasSubstr("one of them"));
}

}  // namespace
}  // namespace assay::program_tests
