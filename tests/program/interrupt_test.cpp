// Runs that are stopped, or whose disk is full: nothing is lost, and resuming completes them.
#include "program.hpp"

#include "core/json.hpp"
#include "providers/mock/mock_server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace assay::program_tests {
namespace {

using providers::mock::MockServer;
using ::testing::AllOf;
using ::testing::HasSubstr;

class Interrupted : public ::testing::Test {
  protected:
    void serve(std::size_t sample_count, const providers::mock::MockOptions& options) {
        auto started = MockServer::start(options);
        ASSERT_TRUE(started.has_value()) << started.error().message;
        server_.emplace(*std::move(started));
        std::string text;
        for (std::size_t i = 0; i < sample_count; ++i)
            text += fmt::format(
                "{{\"id\":\"q{0}\",\"question\":\"word {0}\",\"target\":\"word {0}\"}}\n", i);
        place_.write("samples.jsonl", text);
        place_.write(
            "eval.yaml",
            fmt::format("dataset: samples.jsonl\nmodel: openai/m\nprompt: '{{{{ question }}}}'\n"
                        "provider: {{base_url: '{}/v1'}}\nmax_connections: 4\ncache: false\n"
                        "evaluators: [exact_match]\n",
                        server_->url()));
    }
    std::uint64_t call_count() const { return server_->statistics().request_count; }

    int total_of_resumed() {
        const Outcome resumed = place_.assay({"resume", "latest", "--json", "-q"});
        EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
        const auto report = parse_json(resumed.out);
        return report ? report->at("samples").at("answered").to_number<int>() : -1;
    }

    Workplace place_;
    std::optional<MockServer> server_;
};

TEST_F(Interrupted, by_ctrl_c_it_reports_what_it_has_and_resumes) {
    serve(500, {.latency_ms = 2});
    Program program = place_.start({"run", "eval.yaml", "-q"});
    while (call_count() < 50 && !program.ends_within(0.001)) {
    }
    program.send(SIGINT);
    const Outcome outcome = program.wait();
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("interrupted"));
    EXPECT_THAT(outcome.err, HasSubstr("assay resume"));
    EXPECT_LT(call_count(), 500U);
    EXPECT_EQ(total_of_resumed(), 500);
    EXPECT_EQ(call_count(), 500U) << "answers in flight at the stop were kept";
}

TEST_F(Interrupted, by_a_second_ctrl_c_it_ends_at_once) {
    serve(4, {.latency_ms = 60'000});
    Program program = place_.start({"run", "eval.yaml", "-q"});
    while (call_count() < 4 && !program.ends_within(0.001)) {
    }
    program.send(SIGINT);
    EXPECT_FALSE(program.ends_within(0.05)) << "the first waits for what was asked";
    program.send(SIGINT);
    EXPECT_EQ(program.wait().exit_code, 130);
}

/// The part of a report that an interruption must not change.
Json estimates(const Outcome& outcome) {
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto report = parse_json(outcome.out);
    EXPECT_TRUE(report.has_value()) << outcome.out;
    if (!report) return nullptr;
    return {report->at("evaluators"), report->at("samples")};
}

TEST_F(Interrupted, by_a_full_disk_it_says_so_and_resumes_to_the_same_report) {
    serve(2000, {});
    const std::vector<std::string> run = {"run", "eval.yaml", "-q", "--json"};
    Workplace undisturbed;
    for (const char* name : {"samples.jsonl", "eval.yaml"})
        undisturbed.write(name, place_.read(name));
    const Json expected = estimates(undisturbed.assay(run));
    const Outcome outcome = place_.assay(run, {.file_bytes_max = 200'000});
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("journal"), HasSubstr("assay resume")));
    EXPECT_EQ(estimates(place_.assay({"resume", "latest", "--json", "-q"})), expected);
    // Only what was in flight when the disk filled up is asked twice.
    EXPECT_LE(call_count(), 2U * 2000U + 2U * 4U);
}

}  // namespace
}  // namespace assay::program_tests
