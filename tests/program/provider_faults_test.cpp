// Model APIs that fail: infrastructure errors are counted apart and never end as wrong answers, and
// nothing waits for ever.
#include "program.hpp"

#include "core/json.hpp"
#include "net/faulty/faulty_server.hpp"
#include "providers/mock/mock_server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::program_tests {
namespace {

using net::FaultyServer;
using providers::mock::MockOptions;
using providers::mock::MockServer;
using ::testing::AllOf;
using ::testing::HasSubstr;

class ProviderFault : public ::testing::Test {
  protected:
    /// Two samples asked at `base_url`, with up to two attempts each and one second for an answer.
    Outcome run_against(const std::string& base_url, const std::string& more = "") {
        place_.write("two.jsonl",
                     "{\"id\":\"q1\",\"question\":\"a\",\"target\":\"a\"}\n"
                     "{\"id\":\"q2\",\"question\":\"b\",\"target\":\"b\"}\n");
        place_.write(
            "eval.yaml",
            fmt::format("dataset: two.jsonl\nmodel: openai/m\nprompt: '{{{{ question }}}}'\n"
                        "provider: {{base_url: '{}/v1', attempts: 2, timeout_s: 1}}\n"
                        "evaluators: [exact_match]\n{}",
                        base_url,
                        more));
        return place_.assay({"run", "eval.yaml", "--json", "-q"});
    }
    Outcome run_against(MockOptions options, const std::string& more = "") {
        auto server = MockServer::start(std::move(options));
        EXPECT_TRUE(server.has_value()) << server.error().message;
        const Outcome outcome = run_against(server->url(), more);
        call_count_ = server->statistics().request_count;
        return outcome;
    }
    /// The run ended with a report in which no sample has an answer or a score.
    static std::string only_error(const Outcome& outcome) {
        EXPECT_EQ(outcome.exit_code, 2) << outcome.out << outcome.err;
        const auto report = parse_json(outcome.out);
        EXPECT_TRUE(report.has_value()) << outcome.out << outcome.err;
        if (!report) return {};
        const JsonObject& object = report->as_object();
        EXPECT_EQ(object.at("samples").at("errors").to_number<int>(), 2);
        EXPECT_EQ(object.at("samples").at("answered").to_number<int>(), 0);
        const Json& estimate = object.at("evaluators").at(0).at("estimate");
        EXPECT_TRUE(estimate.at("value").is_null()) << "an error is not a wrong answer";
        EXPECT_EQ(estimate.at("unscored").to_number<int>(), 2);
        const Json& error = object.at("errors").at(0);
        return fmt::format("{}: {}",
                           std::string_view(error.at("kind").as_string()),
                           std::string_view(error.at("message").as_string()));
    }

    Workplace place_;
    std::uint64_t call_count_ = 0;
};

TEST_F(ProviderFault, nobody_listens) {
    EXPECT_THAT(only_error(run_against("http://127.0.0.1:1")),
                AllOf(HasSubstr("127.0.0.1:1"), HasSubstr("cannot connect")));
}

TEST_F(ProviderFault, the_host_name_is_unknown) {
    EXPECT_THAT(only_error(run_against("http://nowhere.invalid")), HasSubstr("nowhere.invalid"));
}

TEST_F(ProviderFault, the_certificate_is_not_trusted) {
    const FaultyServer server(FaultyServer::Fault::self_signed_tls);
    const Outcome outcome = run_against(server.url());
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err + outcome.out, HasSubstr("certificate"));
}

TEST_F(ProviderFault, the_key_is_refused) {
    const Outcome outcome = run_against({.required_key = "another"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("401"), HasSubstr("OPENAI_API_KEY")));
    EXPECT_THAT(outcome.err, Not(HasSubstr("test-key"))) << "keys are never shown";
}

TEST_F(ProviderFault, the_model_is_unknown) {
    const Outcome outcome = run_against({.known_model = "another"});
    EXPECT_NE(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("404"), HasSubstr("'m'")));
}

TEST_F(ProviderFault, it_is_always_too_busy) {
    EXPECT_THAT(only_error(run_against({.rate_429 = 1, .retry_after_s = 0})),
                AllOf(HasSubstr("429"), HasSubstr("gave up after 2 attempts")));
    EXPECT_EQ(call_count_, 4U);
}

TEST_F(ProviderFault, it_fails_inside) {
    EXPECT_THAT(only_error(run_against({.error_rate = 1})), HasSubstr("500"));
}

TEST_F(ProviderFault, the_answer_breaks_off) {
    EXPECT_THAT(only_error(run_against({.truncate_rate = 1})), HasSubstr("cut off"));
}

TEST_F(ProviderFault, the_answer_is_a_web_page) {
    EXPECT_THAT(only_error(run_against({.garbage_rate = 1})), HasSubstr("JSON"));
}

TEST_F(ProviderFault, it_says_nothing) {
    const FaultyServer server(FaultyServer::Fault::silence);
    EXPECT_THAT(only_error(run_against(server.url())), HasSubstr("timed_out"));
}

TEST_F(ProviderFault, it_stops_half_way) {
    EXPECT_THAT(only_error(run_against({.stall_rate = 1})),
                HasSubstr("no complete response within"));
}

TEST_F(ProviderFault, it_speaks_another_protocol) {
    const FaultyServer server(FaultyServer::Fault::not_http);
    EXPECT_THAT(only_error(run_against(server.url())), HasSubstr("not an HTTP response"));
}

TEST_F(ProviderFault, it_recovers_and_nobody_notices_but_the_count_of_requests) {
    const Outcome outcome = run_against({.error_first = 1});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(call_count_, 3U);
    EXPECT_THAT(outcome.out, HasSubstr("\"errors\": 0"));
}

TEST_F(ProviderFault, some_errors_do_not_spoil_the_other_samples) {
    const Outcome outcome = run_against({.error_first = 2}, "max_connections: 1\n");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto report = parse_json(outcome.out);
    ASSERT_TRUE(report.has_value()) << outcome.err;
    EXPECT_EQ(report->at("samples").at("errors").to_number<int>(), 1);
    const Json& estimate = report->at("evaluators").at(0).at("estimate");
    EXPECT_EQ(estimate.at("value").to_number<double>(), 1);
    EXPECT_EQ(estimate.at("n").to_number<int>(), 1);
}

TEST_F(ProviderFault, no_key_is_set) {
    place_.write("two.jsonl", "{\"question\":\"a\",\"target\":\"a\"}\n");
    place_.write("eval.yaml",
                 "dataset: two.jsonl\nmodel: anthropic/m\nprompt: '{{ question }}'\n"
                 "evaluators: [exact_match]\n");
    const Outcome outcome =
        place_.assay({"run", "eval.yaml", "-q"}, {.environment = {"ANTHROPIC_API_KEY="}});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("ANTHROPIC_API_KEY"));
}

}  // namespace
}  // namespace assay::program_tests
