// Files that are not what they should be: each ends with exit code 1 and a message that names file,
// line and what is wrong.
#include "program.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace assay::program_tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class BadFile : public ::testing::Test {
  protected:
    /// What `assay score` says about a dataset; it must refuse it.
    std::string refusal(const std::string& name, const std::string& content) {
        place_.write(name, content);
        return refusal_of({"score", "--metric", "exact_match", "--input", name});
    }
    std::string refusal_of(const std::vector<std::string>& arguments) {
        const Outcome outcome = place_.assay(arguments);
        EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
        EXPECT_EQ(outcome.out, "") << "nothing is printed that could be taken for a result";
        EXPECT_THAT(outcome.err, StartsWith("assay: "));
        return outcome.err;
    }
    std::string good_row() const { return "{\"output\":\"a\",\"target\":\"a\"}\n"; }

    Workplace place_;
};

TEST_F(BadFile, missing) {
    EXPECT_THAT(refusal_of({"score", "-m", "exact_match", "--input", "nothere.jsonl"}),
                AllOf(HasSubstr("nothere.jsonl"), HasSubstr("No such file")));
    EXPECT_THAT(refusal_of({"run", "nothere.yaml"}), HasSubstr("nothere.yaml"));
}

TEST_F(BadFile, empty) {
    EXPECT_THAT(refusal("empty.jsonl", ""),
                AllOf(HasSubstr("empty.jsonl"), HasSubstr("no samples")));
    EXPECT_THAT(refusal("blank.jsonl", "\n\n"), HasSubstr("no samples"));
    place_.write("empty.yaml", "");
    EXPECT_THAT(refusal_of({"run", "empty.yaml"}), HasSubstr("empty.yaml"));
}

TEST_F(BadFile, directory) {
    std::filesystem::create_directory(place_.folder() / "folder.jsonl");
    EXPECT_THAT(refusal_of({"score", "-m", "exact_match", "--input", "folder.jsonl"}),
                AllOf(HasSubstr("folder.jsonl"), HasSubstr("directory")));
    EXPECT_THAT(refusal_of({"run", "folder.jsonl"}), HasSubstr("directory"));
}

TEST_F(BadFile, binary) {
    std::string bytes =
        "\x7f"
        "ELF";
    for (int i = 0; i < 4000; ++i) bytes.push_back(static_cast<char>(i * 37 % 256));
    EXPECT_THAT(refusal("program.jsonl", bytes),
                AllOf(HasSubstr("program.jsonl"), HasSubstr("expected UTF-8 text")));
    EXPECT_THAT(refusal("program.parquet", bytes), HasSubstr("program.parquet"));
    EXPECT_THAT(refusal("program.jsonl.gz", bytes), HasSubstr("program.jsonl.gz"));
    EXPECT_THAT(refusal("program.json.zst", bytes), HasSubstr("program.json.zst"));
    place_.write("program.yaml", bytes);
    EXPECT_THAT(refusal_of({"run", "program.yaml"}), HasSubstr("program.yaml"));
}

TEST_F(BadFile, of_an_unknown_kind) {
    EXPECT_THAT(refusal("data.xlsx", good_row()),
                AllOf(HasSubstr("data.xlsx"), HasSubstr(".jsonl")));
}

TEST_F(BadFile, with_a_line_of_100_megabytes) {
    std::string text = good_row() + R"({"output":"a","target":")";
    text.append(100'000'000, 'x');
    EXPECT_THAT(refusal("long.jsonl", text + "\"}\n"), HasSubstr("long.jsonl:2"));
}

TEST_F(BadFile, cut_off_in_the_middle) {
    EXPECT_THAT(refusal("cut.jsonl", good_row() + "{\"output\":\"a\",\"tar"),
                HasSubstr("cut.jsonl:2"));
    EXPECT_THAT(refusal("cut.json", "[{\"output\":\"a\",\"target\":\"a\"},"),
                HasSubstr("cut.json"));
    EXPECT_THAT(refusal("cut.csv", "output,target\na,\"b"), HasSubstr("cut.csv"));
}

TEST_F(BadFile, with_invalid_utf_8) {
    EXPECT_THAT(refusal("latin.jsonl", good_row() + "{\"output\":\"caf\xe9\",\"target\":\"a\"}\n"),
                AllOf(HasSubstr("latin.jsonl:2"), HasSubstr("UTF-8")));
    EXPECT_THAT(refusal("latin.csv", "output,target\ncaf\xe9,a\n"),
                AllOf(HasSubstr("latin.csv:2"), HasSubstr("UTF-8")));
}

TEST_F(BadFile, with_a_nul_byte) {
    EXPECT_THAT(refusal("nul.jsonl", good_row() + std::string("{\"output\":\"a\0b\"}\n", 17)),
                HasSubstr("nul.jsonl:2"));
}

TEST_F(BadFile, with_duplicate_keys) {
    EXPECT_THAT(refusal("twice.jsonl", R"({"output":"a","output":"b","target":"a"})"),
                AllOf(HasSubstr("twice.jsonl:1"), HasSubstr("output")));
    place_.write("twice.yaml", "dataset: a\ndataset: b\n");
    EXPECT_THAT(refusal_of({"run", "twice.yaml"}),
                AllOf(HasSubstr("twice.yaml:2"), HasSubstr("dataset")));
}

TEST_F(BadFile, nested_too_deeply) {
    const std::string deep = std::string(200'000, '[');
    EXPECT_THAT(refusal("deep.jsonl", "{\"output\":" + deep + "\n"), HasSubstr("deep.jsonl:1"));
    place_.write("deep.yaml", "dataset: " + deep + "\n");
    EXPECT_THAT(refusal_of({"run", "deep.yaml"}), HasSubstr("deep.yaml"));
}

TEST_F(BadFile, with_a_missing_field) {
    EXPECT_THAT(refusal("field.jsonl", good_row() + "{\"target\":\"a\"}\n"),
                AllOf(HasSubstr("field.jsonl:2"), HasSubstr("'output'")));
}

TEST_F(BadFile, with_values_of_the_wrong_type) {
    EXPECT_THAT(
        refusal("type.jsonl", R"({"output":["a"],"target":"a"})"),
        AllOf(HasSubstr("type.jsonl:1"), HasSubstr("'output'"), HasSubstr("expected a text")));
    EXPECT_THAT(refusal("list.jsonl", "[1,2]\n"), HasSubstr("list.jsonl:1"));
}

TEST_F(BadFile, with_two_samples_of_one_id) {
    place_.write("ids.jsonl",
                 R"({"id":"q","output":"a","target":"a"})"
                 "\n"
                 R"({"id":"q","output":"b","target":"a"})");
    place_.write("ids.yaml", "dataset: ids.jsonl\nevaluators: [exact_match]\n");
    EXPECT_THAT(refusal_of({"run", "ids.yaml", "-q"}),
                AllOf(HasSubstr("ids.jsonl:2"), HasSubstr("'q'")));
}

TEST_F(BadFile, of_another_length_than_its_references) {
    place_.write("hyp.txt", "a\nb\nc\n");
    place_.write("ref.txt", "a\nb\n");
    EXPECT_THAT(
        refusal_of({"score", "-m", "bleu", "--predictions", "hyp.txt", "--references", "ref.txt"}),
        AllOf(HasSubstr("hyp.txt has 3 lines"), HasSubstr("ref.txt has 2")));
}

TEST_F(BadFile, that_names_an_unknown_metric_gets_a_suggestion) {
    place_.write("good.jsonl", good_row());
    EXPECT_THAT(refusal_of({"score", "-m", "exact_mach", "--input", "good.jsonl"}),
                AllOf(HasSubstr("exact_mach"), HasSubstr("exact_match")));
    EXPECT_THAT(refusal_of({"score", "-m", "bleu:tokenise=zh", "--input", "good.jsonl"}),
                AllOf(HasSubstr("tokenise"), HasSubstr("tokenize")));
}

TEST_F(BadFile, with_a_template_that_does_not_compile_or_render) {
    place_.write("good.jsonl", good_row());
    place_.write("syntax.yaml",
                 "dataset: good.jsonl\nevaluators: [exact_match]\noutput: \"{{ output | }}\"\n");
    EXPECT_THAT(refusal_of({"run", "syntax.yaml", "-q"}), HasSubstr("output"));
    place_.write("name.yaml",
                 "dataset: good.jsonl\nevaluators: [exact_match]\ntarget: \"\\n{{ answr }}\"\n");
    EXPECT_THAT(refusal_of({"run", "name.yaml", "-q"}),
                AllOf(HasSubstr("good.jsonl:1"), HasSubstr("target:2"), HasSubstr("answr")));
}

TEST_F(BadFile, is_skipped_row_by_row_when_asked_and_counted) {
    place_.write("some.jsonl", good_row() + "broken\n" + good_row());
    const Outcome outcome = place_.assay(
        {"score", "-m", "exact_match", "--input", "some.jsonl", "--on-bad-row", "skip"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("n=2"), HasSubstr("1 rows skipped")));
}

class OddFile : public BadFile {
  protected:
    std::string score(const std::string& name, const std::string& content) {
        place_.write(name, content);
        const Outcome outcome =
            place_.assay({"score", "-m", "exact_match", "--input", name, "--json"});
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        return outcome.out;
    }
};

TEST_F(OddFile, may_begin_with_a_byte_order_mark) {
    EXPECT_THAT(score("bom.jsonl", "\xEF\xBB\xBF" + good_row()), HasSubstr("\"n\":1"));
    EXPECT_THAT(score("bom.csv", "\xEF\xBB\xBFoutput,target\na,a\n"), HasSubstr("\"n\":1"));
}

TEST_F(OddFile, may_end_its_lines_as_windows_does) {
    EXPECT_THAT(score("crlf.jsonl", "{\"output\":\"a\",\"target\":\"a\"}\r\n"),
                HasSubstr("\"value\":1.0"));
    EXPECT_THAT(score("crlf.csv", "output,target\r\na,a\r\n"), HasSubstr("\"value\":1.0"));
}

TEST_F(OddFile, may_lack_the_last_line_end) {
    EXPECT_THAT(score("end.jsonl", "{\"output\":\"a\",\"target\":\"a\"}"), HasSubstr("\"n\":1"));
}

TEST_F(OddFile, may_hold_empty_outputs_and_references) {
    const std::string out = score("empty.jsonl",
                                  R"({"output":"","target":"a"})"
                                  "\n"
                                  R"({"output":"","target":""})");
    EXPECT_THAT(out, AllOf(HasSubstr("\"n\":2"), HasSubstr("\"value\":0.5")));
}

}  // namespace
}  // namespace assay::program_tests
