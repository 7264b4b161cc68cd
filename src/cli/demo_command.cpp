// A tour on the shipped data: recorded outputs of two invented systems, then the same questions
// asked live of the mock provider in this process.
#include "cli/command.hpp"
#include "cli/run_outcome.hpp"
#include "providers/mock/mock_server.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <thread>

namespace assay::cli {
namespace {

/// The mock provider on a thread of its own, until this goes out of scope.
class MockThread {
  public:
    explicit MockThread(providers::mock::MockOptions options) {
        thread_ = std::jthread([this, options = std::move(options)](const std::stop_token& stop) {
            auto served = providers::mock::run_mock_server(
                options, stop, [this](std::uint16_t port) { publish(port, {}); });
            if (!served) publish(0, served.error());
        });
    }

    Result<std::uint16_t> port() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return port_ != 0 || error_; });
        if (error_) return *error_;
        return port_;
    }

  private:
    void publish(std::uint16_t port, std::optional<Error> error) {
        const std::scoped_lock lock(mutex_);
        port_ = port;
        error_ = std::move(error);
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint16_t port_ = 0;
    std::optional<Error> error_;
    std::jthread thread_;
};

Result<int> run_file(const std::filesystem::path& folder,
                     std::string_view name,
                     const Context& context,
                     const std::string& base_url) {
    TRY(const YamlDocument document,
        read_yaml_file((folder / fmt::format("{}.eval.yaml", name)).string()));
    TRY(engine::RunSpec spec, engine::run_spec_from_yaml(document));
    spec.dataset = (folder / std::filesystem::path(spec.dataset).filename()).string();
    if (spec.name.empty()) spec.name = name;
    if (!base_url.empty()) {
        spec.provider.base_url = base_url;
        spec.uses_cache = false;
    }
    TRY(const engine::Stores stores, context.open_stores());
    TRY(Run run, engine::start_run(spec, stores, system_clock()));
    const std::string html = fmt::format("{}.html", name);
    TRY(const int code,
        execute_and_print(std::move(run), spec, stores, {.files = {html}, .is_quiet = true}));
    fmt::print("The report as a page: {}\n\n", std::filesystem::absolute(html).string());
    std::fflush(stdout);
    return code;
}

Result<int> demo(const Context& context) {
    TRY(const std::filesystem::path folder, context.example_folder());
    fmt::print(
        "Assay demo. The questions, documents and both systems are invented; the outputs are "
        "recorded.\n\n");
    for (const std::string_view name : {"qa-a", "qa-b", "summaries-a", "summaries-b"}) {
        TRY(const int code, run_file(folder, name, context, ""));
        if (code != exit_ok) return code;
    }
    providers::mock::MockOptions options;
    options.latency_ms = 20;
    options.rules_file = (folder / "mock-rules.yaml").string();
    MockThread mock(std::move(options));
    TRY(const std::uint16_t port, mock.port());
    fmt::print(
        "Now the same questions live. SIMULATED: a mock provider on 127.0.0.1:{} answers by rules; "
        "no model is asked.\n\n",
        port);
    TRY(const int code,
        run_file(folder, "qa-live", context, fmt::format("http://127.0.0.1:{}/v1", port)));
    fmt::print(
        "Next: 'assay ls' lists these runs, 'assay show latest --failed' shows what went wrong.\n");
    return code;
}

Action prepare(CLI::App&, const Context& context) {
    return [&context] { return demo(context); };
}

}  // namespace

extern const Command demo_command;
const Command demo_command{
    .name = "demo",
    .summary = "Evaluate the shipped examples, recorded and against a simulated model",
    .prepare = prepare};

}  // namespace assay::cli
