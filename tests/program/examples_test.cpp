// The shipped examples and the pages that other programs read.
#include "program.hpp"

#include "core/json.hpp"
#include "providers/mock/mock_server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace assay::program_tests {
namespace {

using providers::mock::MockServer;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Shipped : public ::testing::Test {
  protected:
    Shipped() {
        std::filesystem::create_directory_symlink(std::filesystem::absolute("examples"),
                                                  place_.folder() / "examples");
    }
    Json report(const std::vector<std::string>& arguments) {
        const Outcome outcome = place_.assay(arguments);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        auto parsed = parse_json(outcome.out);
        EXPECT_TRUE(parsed.has_value()) << outcome.out;
        return parsed ? *parsed : Json(nullptr);
    }

    Workplace place_;
};

TEST_F(Shipped, first_example_gives_the_right_rate) {
    const Json first = report({"run", "examples/first/eval.yaml", "-q", "--json"});
    EXPECT_EQ(first.at("samples").at("total").to_number<int>(), 10);
    // Four of ten outputs say it in other words or are wrong.
    EXPECT_DOUBLE_EQ(first.at("evaluators").at(0).at("estimate").at("value").to_number<double>(),
                     0.6);
    const Json scored = report({"score",
                                "-m",
                                "exact_match:ignore_case=true",
                                "--input",
                                "examples/first/data.jsonl",
                                "--reference-field",
                                "answer",
                                "--json"});
    EXPECT_EQ(scored.at("metrics").at("exact_match").at("value"),
              first.at("evaluators").at(0).at("estimate").at("value"));
}

TEST_F(Shipped, demo_data_score_alike_recorded_and_live) {
    const Json recorded = report({"run", "examples/demo/qa-a.eval.yaml", "-q", "--json"});
    EXPECT_EQ(recorded.at("samples").at("total").to_number<int>(), 120);
    providers::mock::MockOptions options;
    options.rules_file = "examples/demo/mock-rules.yaml";
    auto server = MockServer::start(options);
    ASSERT_TRUE(server.has_value()) << server.error().message;
    const Json live = report({"run",
                              "examples/demo/qa-live.eval.yaml",
                              "--model-base-url",
                              server->url() + "/v1",
                              "--max-connections",
                              "3",
                              "-q",
                              "--json"});
    EXPECT_EQ(live.at("evaluators").at(0).at("estimate").at("value"),
              recorded.at("evaluators").at(0).at("estimate").at("value"));
    EXPECT_EQ(server->statistics().request_count, 120U);
    EXPECT_LE(server->statistics().in_flight_count_max, 3U);
}

/// Whether every element is closed by its own name, and attributes hold no bare `<`.
bool is_well_formed(std::string_view page) {
    std::vector<std::string> open;
    std::size_t at = page.find("?>");
    while ((at = page.find('<', at)) != std::string_view::npos) {
        const std::size_t end = page.find('>', at);
        if (end == std::string_view::npos) return false;
        const std::string_view tag = page.substr(at + 1, end - at - 1);
        if (tag.find('<') != std::string_view::npos || tag.empty()) return false;
        if (std::ranges::count(tag, '"') % 2 != 0) return false;
        if (tag.front() == '/') {
            if (open.empty() || open.back() != tag.substr(1)) return false;
            open.pop_back();
        } else if (tag.back() != '/') {
            open.emplace_back(tag.substr(0, tag.find(' ')));
        }
        at = end;
    }
    return open.empty();
}

TEST(JUnitPage, is_well_formed_and_counts_gates_and_errors) {
    auto server = MockServer::start({.error_first = 1});
    ASSERT_TRUE(server.has_value());
    Workplace place;
    place.write("data.jsonl",
                "{\"id\":\"<&\\\">\",\"target\":\"]]>\"}\n{\"id\":\"b\",\"target\":\"y\"}\n"
                "{\"id\":\"c\",\"target\":\"z\"}\n");
    place.write("eval.yaml",
                fmt::format("dataset: data.jsonl\nmodel: openai/m\nprompt: '{{{{ target }}}}'\n"
                            "provider: {{base_url: '{}/v1', attempts: 1}}\nmax_connections: 1\n"
                            "evaluators: [exact_match]\n"
                            "gate: ['errors.count < 1', 'exact_match.mean > 0.5']\n",
                            server->url()));
    const Outcome outcome = place.assay({"run", "eval.yaml", "-q", "-o", "r.xml", "-o", "r.csv"});
    EXPECT_EQ(outcome.exit_code, 100) << outcome.err;
    const std::string page = place.read("r.xml");
    EXPECT_TRUE(is_well_formed(page)) << page;
    EXPECT_THAT(page, HasSubstr("tests=\"5\" failures=\"1\" errors=\"1\""));
    EXPECT_THAT(place.read("r.csv"),
                StartsWith("sample_id,epoch,input,targets,answer,error_kind,error,latency_ms,"
                           "cost_usd,score:exact_match\r\n"));
}

}  // namespace
}  // namespace assay::program_tests
