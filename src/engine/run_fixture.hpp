#pragma once
// A run against the mock provider with stores in memory, for the tests of the engine.

#include "engine/run.hpp"
#include "providers/mock/mock_server.hpp"
#include "store/contract/scratch_folder.hpp"
#include "store/memory/stores.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace assay::engine {

class RunFixture : public ::testing::Test {
  protected:
    RunFixture() { ::setenv("OPENAI_API_KEY", "test-key", 1); }

    std::string write(const std::string& name, const std::string& text) {
        const std::filesystem::path file = folder_.path() / name;
        std::ofstream(file, std::ios::binary) << text;
        return file.string();
    }

    /// `count` samples q0, q1 …, whose target is what the mock echoes.
    std::string write_questions(std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i)
            text += fmt::format(R"({{"id":"q{0}","question":"word {0}","target":"word {0}"}})"
                                "\n",
                                i);
        return write("questions.jsonl", text);
    }

    void serve(providers::mock::MockOptions options = {}) {
        auto server = providers::mock::MockServer::start(std::move(options));
        ASSERT_TRUE(server.has_value()) << server.error().message;
        server_.emplace(*std::move(server));
    }

    /// A spec that asks the mock for every question; `more` are further lines of the run file.
    RunSpec asking(const std::string& dataset, const std::string& more = "") {
        return spec(
            fmt::format("dataset: {}\nmodel: openai/mock\nprompt: '{{{{ question }}}}'\n"
                        "provider: {{base_url: '{}/v1', attempts: 1}}\n"
                        "evaluators: [exact_match]\n{}",
                        dataset,
                        server_->url(),
                        more));
    }

    RunSpec spec(const std::string& yaml) {
        const auto document = parse_yaml(yaml, "eval.yaml");
        EXPECT_TRUE(document.has_value()) << document.error().message;
        auto read = run_spec_from_yaml(*document);
        EXPECT_TRUE(read.has_value()) << read.error().message;
        return *std::move(read);
    }

    Stores stores() {
        return {.meta = *meta_, .results = *results_, .journals = *journals_, .cache = *cache_};
    }

    assay::Run start(const RunSpec& spec) {
        auto run = start_run(spec, stores(), system_clock());
        EXPECT_TRUE(run.has_value()) << run.error().message;
        return *std::move(run);
    }

    Result<report::RunReport> evaluate(const RunSpec& spec) {
        return execute(start(spec), spec, stores(), {});
    }

    std::uint64_t call_count() { return server_->statistics().request_count; }

    /// What must not depend on interruptions: all but the run's own name, times and spending.
    static Json essence(report::RunReport report) {
        report.run_id.clear();
        report.created_at.clear();
        report.duration_s = 0;
        report.latency.reset();
        report.spending.reset();
        report.samples.cached = 0;
        report.costs.clear();
        report.models.clear();
        return report::to_json(report);
    }

    store::ScratchFolder folder_;
    std::optional<providers::mock::MockServer> server_;
    std::unique_ptr<store::MetaStore> meta_ = store::make_memory_meta_store();
    std::unique_ptr<store::ResultStore> results_ = store::make_memory_result_store();
    std::unique_ptr<store::JournalStore> journals_ = store::make_memory_journal_store();
    std::unique_ptr<store::ResponseCache> cache_ = store::make_memory_response_cache();
};

}  // namespace assay::engine
