// A run that dies at any moment and is resumed ends as if nothing had happened.
#include "program.hpp"

#include "core/json.hpp"
#include "providers/mock/mock_server.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <random>
#include <set>
#include <thread>

namespace assay::program_tests {
namespace {

constexpr std::size_t sample_count = 400;
constexpr std::size_t connection_count = 8;
constexpr int kill_count = 20;

std::string samples() {
    std::string text;
    for (std::size_t i = 0; i < sample_count; ++i)
        text +=
            fmt::format("{{\"id\":\"q{0}\",\"question\":\"word {0}\",\"target\":\"word {1}\"}}\n",
                        i,
                        i - i % 3);
    return text;
}

/// Everything of a report that must not depend on interruptions.
Json essence(const std::string& report_text) {
    auto report = parse_json(report_text);
    EXPECT_TRUE(report.has_value()) << report_text;
    if (!report) return nullptr;
    JsonObject& object = report->as_object();
    for (const char* name : {"run_id", "created_at", "duration_s", "latency", "spending"})
        object.erase(name);
    for (Json& evaluator : object.at("evaluators").as_array()) {
        Json* judge = evaluator.as_object().if_contains("judge");
        if (judge == nullptr || !judge->is_object()) continue;
        for (Json& tier : judge->as_object().at("tiers").as_array())
            tier.as_object().erase("latency_ms_sum");
    }
    return *report;
}

/// Whole records of the only journal; its first line is a header, its last may be torn.
std::size_t journaled_count(const Workplace& place) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(place.home(), error)) {
        if (!entry.is_directory()) continue;
        const std::string text =
            place.read("home/" + entry.path().filename().string() + "/journal.jsonl");
        const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
        return lines == 0 ? 0 : lines - 1;
    }
    return 0;
}

class Killed : public ::testing::Test {
  protected:
    void SetUp() override {
        auto started = providers::mock::MockServer::start({.latency_ms = 1, .jitter_ms = 2});
        ASSERT_TRUE(started.has_value()) << started.error().message;
        server_.emplace(*std::move(started));
    }

    void prepare(Workplace& place) const {
        place.write("samples.jsonl", samples());
        place.write(
            "eval.yaml",
            fmt::format("dataset: samples.jsonl\nmodel: openai/mock\nprompt: '{{{{ question }}}}'\n"
                        "provider: {{base_url: '{}/v1'}}\nmax_connections: {}\ncache: false\n"
                        "evaluators: [exact_match, levenshtein, bleu]\n",
                        server_->url(),
                        connection_count));
    }

    [[nodiscard]] std::uint64_t call_count() const { return server_->statistics().request_count; }

    const std::vector<std::string> run_ = {"run", "eval.yaml", "--json", "--quiet"};
    const std::vector<std::string> resume_ = {"resume", "latest", "--json", "--quiet"};
    std::optional<providers::mock::MockServer> server_;
};

/// Calls of the dead that still lie in the server's sockets count before this returns: when none
/// has come for a tenth of a second.
std::uint64_t settled_call_count(const providers::mock::MockServer& server) {
    std::uint64_t count = server.statistics().request_count;
    for (int quiet = 0; quiet < 20; ++quiet) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        const std::uint64_t now = server.statistics().request_count;
        if (now != count) quiet = 0;
        count = now;
    }
    return count;
}

/// A moment is a number of calls, or, beyond the last call, a time while results are stored.
void kill_at(Program& program,
             const providers::mock::MockServer& server,
             std::uint64_t call_count) {
    while (server.statistics().request_count < call_count && !program.ends_within(0.0005)) {
    }
    program.send(SIGKILL);
}

TEST_F(Killed, at_twenty_random_moments_it_resumes_to_the_report_of_an_undisturbed_run) {
    Workplace undisturbed;
    prepare(undisturbed);
    const Outcome expected = undisturbed.assay(run_);
    ASSERT_EQ(expected.exit_code, 0) << expected.err;
    ASSERT_EQ(call_count(), sample_count);
    std::mt19937 random(20);
    int died_count = 0;
    for (int i = 0; i < kill_count; ++i) {
        SCOPED_TRACE(fmt::format("kill {}", i));
        Workplace place;
        prepare(place);
        const std::uint64_t before = call_count();
        {
            Program program = place.start(run_);
            // Every fourth dies between start and first call or after the last, by the clock.
            if (i % 4 == 3) {
                if (i % 8 == 7) kill_at(program, *server_, before + sample_count);
                program.ends_within(0.001 * static_cast<double>(random() % 60));
                program.send(SIGKILL);
            } else {
                kill_at(program, *server_, before + 1 + random() % sample_count);
            }
            died_count += program.wait().signal == SIGKILL ? 1 : 0;
        }
        const std::uint64_t calls_before_death = settled_call_count(*server_) - before;
        const std::size_t kept_count = journaled_count(place);
        EXPECT_LE(calls_before_death, kept_count + connection_count)
            << "only what was in flight may be lost";
        Outcome resumed = place.assay(resume_);
        // It may have died before it was a run.
        const bool was_no_run = resumed.exit_code == 1 && kept_count == 0;
        if (was_no_run) resumed = place.assay(run_);
        ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
        EXPECT_EQ(essence(resumed.out), essence(expected.out));
        EXPECT_EQ(call_count() - before - calls_before_death, sample_count - kept_count)
            << "what was kept is not asked again, the rest is asked once";
        const Outcome exported = place.assay({"export", "latest", "--output", "all.jsonl"});
        ASSERT_EQ(exported.exit_code, 0) << exported.err;
        const std::string rows = place.read("all.jsonl");
        EXPECT_EQ(std::ranges::count(rows, '\n'), static_cast<std::ptrdiff_t>(sample_count));
    }
    EXPECT_GE(died_count, kill_count / 2) << "the kills came too late to test anything";
}

/// Recorded outputs, two tiers of judges: a share is drawn, some of it goes up.
class KilledWhileJudging : public ::testing::Test {
  protected:
    void SetUp() override {
        rules_.write("rules.yaml",
                     "rules:\n"
                     "  - {contains: 'word 7', answer: '2', probabilities: {'2': 0.5, '4': 0.4}}\n"
                     "  - {answer: '4', probabilities: {'4': 0.7, '5': 0.25}}\n");
        auto started = providers::mock::MockServer::start(
            {.latency_ms = 1,
             .jitter_ms = 2,
             .rules_file = (rules_.folder() / "rules.yaml").string()});
        ASSERT_TRUE(started.has_value()) << started.error().message;
        server_.emplace(*std::move(started));
    }

    void prepare(Workplace& place) const {
        std::string recorded = samples();
        for (std::size_t at = 0; (at = recorded.find("question", at)) != std::string::npos;)
            recorded.replace(at, 8, "output");
        place.write("samples.jsonl", recorded);
        place.write("eval.yaml",
                    fmt::format("dataset: samples.jsonl\nmax_connections: {}\ncache: false\n"
                                "models:\n"
                                "  small: {{model: openai/small, provider: &mock {{base_url: "
                                "'{}/v1'}}}}\n"
                                "  big: {{model: openai/big, provider: *mock}}\n"
                                "tiers:\n"
                                "  fast: {{model: small, share: 0.6}}\n"
                                "  full: {{model: big, share: 0.3, escalate: low_confidence}}\n"
                                "evaluators:\n"
                                "  - exact_match\n"
                                "  - {{name: kind, judge: g_eval, criteria: helpfulness}}\n",
                                connection_count,
                                server_->url()));
    }

    [[nodiscard]] std::uint64_t call_count() const { return server_->statistics().request_count; }

    Workplace rules_;
    std::optional<providers::mock::MockServer> server_;
};

TEST_F(KilledWhileJudging, again_and_again_it_resumes_to_the_report_of_an_undisturbed_run) {
    constexpr int run_count = 5;
    constexpr int kills_of_a_run = 4;
    Workplace undisturbed;
    prepare(undisturbed);
    const Outcome expected = undisturbed.assay({"run", "eval.yaml", "--json", "--quiet"});
    ASSERT_EQ(expected.exit_code, 0) << expected.err;
    const std::uint64_t expected_call_count = call_count();
    ASSERT_GT(expected_call_count, 300U);
    std::mt19937 random(21);
    int died_count = 0;
    for (int i = 0; i < run_count; ++i) {
        SCOPED_TRACE(fmt::format("run {}", i));
        Workplace place;
        prepare(place);
        const std::uint64_t before = call_count();
        for (int kill = 0; kill < kills_of_a_run; ++kill) {
            Program program = place.start(kill == 0 ? std::vector<std::string>{"run", "eval.yaml"}
                                                    : std::vector<std::string>{"resume", "latest"});
            kill_at(program,
                    *server_,
                    call_count() + 1 + random() % (expected_call_count / kills_of_a_run));
            died_count += program.wait().signal == SIGKILL ? 1 : 0;
        }
        const Outcome resumed = place.assay({"resume", "latest", "--json", "--quiet"});
        ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
        EXPECT_EQ(essence(resumed.out), essence(expected.out));
        // Two tiers: a sample in flight may have paid its fast judgement.
        EXPECT_LE(call_count() - before,
                  expected_call_count + 2 * kills_of_a_run * connection_count)
            << "only what was in flight is asked again";
        EXPECT_GE(call_count() - before, expected_call_count);
    }
    EXPECT_GE(died_count, run_count * kills_of_a_run / 2) << "the kills came too late";
}

}  // namespace
}  // namespace assay::program_tests
