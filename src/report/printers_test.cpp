#include "report/html.hpp"
#include "report/junit.hpp"
#include "report/markdown.hpp"
#include "report/printing.hpp"
#include "report/sample_rows.hpp"
#include "report/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::report {
namespace {

using testing::HasSubstr;
using testing::Not;

RunReport hostile() {
    RunReport report{.run_id = "r1",
                     .name = "<script>alert(\"x\")</script>|\x1b[31m\xff",
                     .state = "finished",
                     .created_at = "2026-03-01T12:00:00.000000Z"};
    report.dataset = "a & b\nc";
    stats::Estimate good{.method = "proportion, wilson", .value = 0.9};
    good.interval = {.low = 0.8, .high = 0.95, .level_ratio = 0.95};
    good.count = 50;
    report.evaluators = {
        {.evaluator = {.name = "em", .metric = "exact_match", .version = 1, .hash = "ab"},
         .better = "higher",
         .estimate = good,
         .histogram = {.low = 0, .high = 1, .counts = {5, 45}}},
        {.evaluator = {.name = std::string(5000, 'w'), .metric = "m", .version = 1, .hash = "b"},
         .better = "higher",
         .estimate = {.status = stats::Status::insufficient_data, .method = "mean, t"}}};
    report.spending = SpendingResult{};
    report.gates = {{.condition = "em.mean < 1", .has_passed = false}};
    return report;
}

SampleResult sample() {
    SampleResult result{.sample_id = SampleId("q\"1\"")};
    result.input = "<script>one,\ntwo</script>";
    result.targets = {"a\"b"};
    result.answer = "\xff\x01 yes";
    result.scores = {{.evaluator = "em", .value = std::nullopt, .reason = "no <target>"}};
    return result;
}

SampleResult failed_sample() {
    SampleResult result{.sample_id = SampleId("q2")};
    result.error = Error{ErrorKind::timed_out, "no <answer>"};
    return result;
}

TEST(Table, shows_value_half_width_and_interval) {
    const auto text = to_table(hostile(), {.width_columns = 120});
    EXPECT_THAT(text, HasSubstr("0.9000"));
    EXPECT_THAT(text, HasSubstr("0.0750"));
    EXPECT_THAT(text, HasSubstr("[0.8000, 0.9500]"));
}

TEST(Table, shows_null_as_a_dash_with_its_status_and_cost_as_unknown) {
    const auto text = to_table(hostile(), {});
    EXPECT_THAT(text, HasSubstr("–  "));
    EXPECT_THAT(text, HasSubstr("(insufficient_data)"));
    EXPECT_THAT(text, HasSubstr("unknown"));
}

TEST(Table, lets_no_escape_sequence_of_the_data_through) {
    EXPECT_THAT(to_table(hostile(), {}), Not(HasSubstr("\x1b")));
    EXPECT_THAT(to_table(hostile(), {.has_color = true}), HasSubstr("\x1b[31;1mFAIL"));
}

TEST(Table, cuts_very_long_names) { EXPECT_LT(to_table(hostile(), {}).size(), 3000U); }

TEST(Table, fits_a_terminal_of_80_columns) {
    auto report = hostile();
    report.dataset = "/" + std::string(60, 'd') + "/" + std::string(40, 'e') + "/questions.jsonl";
    report.warnings = {
        "A sentence that goes on for so long that it cannot possibly stand in one "
        "line of a terminal with 80 columns."};
    report.errors = {{.kind = "unavailable", .message = std::string(300, 'm'), .count = 3}};
    report.evaluators.front().estimate.method = "a method with a rather long name";
    const auto text = to_table(report, {.width_columns = 80});
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        EXPECT_LE(column_count(std::string_view(text).substr(at, end - at)), 80U)
            << text.substr(at, end - at);
        at = end + 1;
    }
    EXPECT_THAT(text, HasSubstr("…/" + std::string(40, 'e') + "/questions.jsonl"));
    EXPECT_THAT(text, HasSubstr("0.9000"));
    EXPECT_THAT(text, HasSubstr("[0.8000, 0.9500]"));
}

TEST(Html, escapes_all_text) {
    const auto html = to_html(hostile(), std::vector{sample(), failed_sample()});
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, HasSubstr("no &lt;target&gt;"));
    EXPECT_THAT(html, Not(HasSubstr("\xff")));
}

TEST(Html, asks_for_nothing_external) {
    const auto html = to_html(hostile(), {});
    EXPECT_THAT(html, Not(HasSubstr("http://")));
    EXPECT_THAT(html, Not(HasSubstr("https://")));
    EXPECT_THAT(html, Not(HasSubstr("url(")));
}

TEST(Html, draws_every_interval_and_says_it_in_words) {
    const auto html = to_html(hostile(), {});
    EXPECT_THAT(html, HasSubstr("style=\"left:80.00%;width:15.00%\""));
    EXPECT_THAT(html, HasSubstr("aria-label=\"em: 0.9000 ± 0.0750 [0.8000, 0.9500]\""));
    EXPECT_THAT(html, HasSubstr("no value: insufficient_data"));
}

TEST(Html, says_the_histogram_in_words) {
    EXPECT_THAT(to_html(hostile(), {}),
                HasSubstr("em over samples, 2 equal steps from 0.0000 to 1.0000: 5, 45 samples"));
}

TEST(Html, gives_values_beyond_one_an_axis_with_a_round_end) {
    auto report = hostile();
    report.evaluators.front().evaluator.metric = "latency";
    report.evaluators.front().estimate.value = 34;
    report.evaluators.front().estimate.interval = {.low = 30, .high = 38, .level_ratio = 0.95};
    const auto html = to_html(report, {});
    EXPECT_THAT(html, HasSubstr("50 ms</span>"));
    EXPECT_THAT(html, HasSubstr("style=\"left:60.00%;width:16.00%\""));
}

TEST(Html, lists_errors_before_unscored_before_wrong_answers) {
    auto wrong = sample();
    wrong.sample_id = SampleId("q3");
    wrong.scores.front().value = 0;
    auto right = wrong;
    right.sample_id = SampleId("q4");
    right.scores.front().value = 1;
    const auto html = to_html(hostile(), std::vector{right, wrong, sample(), failed_sample()});
    std::size_t at = 0;
    for (const std::string_view id : {">q2<", ">q&quot;1&quot;<", ">q3<", ">q4<"}) {
        at = html.find(id, at);
        EXPECT_NE(at, std::string::npos) << id;
    }
}

TEST(Html, counts_the_gates_that_failed) {
    EXPECT_THAT(to_html(hostile(), {}), HasSubstr("1 of 1 gates failed"));
}

TEST(Html, prints_an_empty_report) { EXPECT_THAT(to_html({}, {}), testing::EndsWith("</html>\n")); }

TEST(Junit, fails_for_gates_and_reports_infrastructure_errors_as_errors) {
    const auto xml = to_junit(hostile(), std::vector{sample(), failed_sample()});
    EXPECT_THAT(xml, HasSubstr("tests=\"3\" failures=\"1\" errors=\"1\""));
    EXPECT_THAT(xml, HasSubstr("name=\"em.mean &lt; 1\""));
    EXPECT_THAT(xml, HasSubstr("message=\"no &lt;answer&gt;\""));
    EXPECT_THAT(xml, HasSubstr("value=\"unscored\""));
    EXPECT_THAT(xml, Not(HasSubstr("\x1b")));
}

TEST(Junit, prints_an_empty_report) {
    EXPECT_THAT(to_junit({}, {}), HasSubstr("tests=\"0\" failures=\"0\" errors=\"0\""));
}

TEST(Markdown, escapes_markup_and_pipes) {
    const auto text = to_markdown(hostile());
    EXPECT_THAT(text, Not(HasSubstr("<script")));
    EXPECT_THAT(text, HasSubstr("\\|"));
    EXPECT_THAT(text, HasSubstr("Cost unknown."));
}

TEST(Markdown, leaves_names_readable) {
    RunReport report{.name = "exact_match _x_"};
    EXPECT_THAT(to_markdown(report), HasSubstr("## exact_match \\_x\\_\n"));
}

TEST(SampleRows, quote_cells_as_rfc_4180_asks) {
    const std::vector<std::string> names{"em", "a,b"};
    EXPECT_THAT(csv_header(names), testing::EndsWith(",score:em,\"score:a,b\"\r\n"));
    EXPECT_EQ(csv_row(sample(), names),
              "\"q\"\"1\"\"\",0,\"<script>one,\ntwo</script>\",\"[\"\"a\\\"\"b\"\"]\","
              "\xEF\xBF\xBD yes,,,,,,\r\n");
}

TEST(SampleRows, write_one_json_object_a_line) {
    const auto line = json_line(sample());
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    const auto value = parse_json(line);
    ASSERT_TRUE(value.has_value()) << value.error().message;
    EXPECT_TRUE(value->at("scores").at(0).at("value").is_null());
}

}  // namespace
}  // namespace assay::report
