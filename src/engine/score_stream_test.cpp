#include "engine/score_stream.hpp"

#include "engine/run_fixture.hpp"

#include <sstream>

namespace assay::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ScoreStreamTest : public RunFixture {
  protected:
    ScoreHandler collect() {
        return [this](const std::string& stream, const experiment::MonitoredValue& value) {
            seen_.push_back(fmt::format(
                "{} {} {} {}", stream, value.value, value.inclusion_ratio, value.label));
            return Result<void>{};
        };
    }
    std::string error_of(const std::string& name, const std::string& text) {
        const auto read = read_score_file(write(name, text), fields_, collect());
        return read ? "read" : read.error().message;
    }
    ScoreStreamFields fields_{.metric = "quality", .slices = {"model"}};
    std::vector<std::string> seen_;
};

TEST_F(ScoreStreamTest, files_and_pipes_read_alike) {
    const std::string lines = R"({"time":"10:00","model":"m","quality":0.5,"inclusion_ratio":0.1})"
                              "\n"
                              R"({"id":"x","model":"n","quality":true})"
                              "\n"
                              R"({"id":"y","model":"n","quality":null})"
                              "\n";
    const auto file = read_score_file(write("s.jsonl", lines), fields_, collect());
    ASSERT_TRUE(file.has_value()) << file.error().message;
    EXPECT_EQ(file->scored, 2U);
    EXPECT_EQ(file->unscored, 1U);
    EXPECT_THAT(seen_, ElementsAre("model=m 0.5 0.1 10:00", "model=n 1 1 x"));
    const auto from_file = std::exchange(seen_, {});
    std::istringstream pipe(lines);
    ASSERT_TRUE(read_score_lines(pipe, "pipe", fields_, collect()).has_value());
    EXPECT_EQ(seen_, from_file);
}

TEST_F(ScoreStreamTest, errors_name_file_line_and_field) {
    EXPECT_THAT(error_of("s.csv", "model,quality\nm,1\nm,good\n"),
                HasSubstr("s.csv:3: field 'quality': 'good' is no number"));
    EXPECT_THAT(error_of("s.csv", "model,quality,inclusion_ratio\nm,1,2\n"),
                HasSubstr("s.csv:2: field 'inclusion_ratio': 2 is not above 0"));
    EXPECT_THAT(error_of("s.csv", "quality\n1\n"), HasSubstr("model"));
    EXPECT_THAT(error_of("s.csv", "model,other\nm,1\n"),
                HasSubstr("field 'quality': none of 1 rows"));
    std::istringstream pipe("{\"model\":\"m\",\"quality\":1}\nnonsense\n");
    const auto read = read_score_lines(pipe, "pipe", fields_, collect());
    ASSERT_FALSE(read.has_value());
    EXPECT_THAT(read.error().message, HasSubstr("pipe:2:"));
}

TEST_F(ScoreStreamTest, reads_the_samples_of_a_run_in_order) {
    const RunSpec wanted = spec(fmt::format(
        "dataset: {}\noutput: '{{{{ output }}}}'\ntarget: '{{{{ target }}}}'\nevaluators: "
        "[exact_match]\n",
        write("samples.jsonl",
              R"({"id":"1","output":"a","target":"a","topic":"x"})"
              "\n"
              R"({"id":"2","output":"a","target":"b","topic":"y"})"
              "\n")));
    const auto report = evaluate(wanted);
    ASSERT_TRUE(report.has_value()) << report.error().message;
    const assay::Run run = meta_->run(RunId{report->run_id}).value();
    fields_ = {.metric = "exact_match", .slices = {"topic"}};
    ASSERT_TRUE(read_score_run(run, fields_, stores().results, collect()).has_value());
    EXPECT_THAT(seen_, ElementsAre("topic=x 1 1 1", "topic=y 0 1 2"));
    fields_.metric = "bleu";
    const auto unknown = read_score_run(run, fields_, stores().results, collect());
    ASSERT_FALSE(unknown.has_value());
    EXPECT_THAT(unknown.error().message, HasSubstr("it has exact_match"));
}

}  // namespace
}  // namespace assay::engine
