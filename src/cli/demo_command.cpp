// A tour on the shipped data: recorded outputs of two invented systems, then the same questions
// asked live of the mock provider in this process.
#include "cli/command.hpp"
#include "cli/run_outcome.hpp"
#include "providers/mock/mock_server.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
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

constexpr std::string_view page_folder = "assay-demo";

struct Chapter {
    std::string_view file;
    std::string_view title;
};

constexpr std::array chapters = {
    Chapter{"qa-a", "120 questions, recorded answers of system A (whole sentences)"},
    Chapter{"qa-b", "The same questions, recorded answers of system B (few words)"},
    Chapter{"summaries-a", "80 summaries by system A (complete)"},
    Chapter{"summaries-b", "The same documents, summaries by system B (terse)"}};
constexpr Chapter live_chapter{"qa-live", "The 120 questions asked live of the mock provider"};

std::string page_of(const Chapter& chapter) {
    return fmt::format("{}/{}.html", page_folder, chapter.file);
}

Result<int> run_chapter(const std::filesystem::path& folder,
                        const Chapter& chapter,
                        const Context& context,
                        const std::string& base_url) {
    fmt::print("\n=== {} ===\n", chapter.title);
    std::fflush(stdout);
    TRY(const YamlDocument document,
        read_yaml_file((folder / fmt::format("{}.eval.yaml", chapter.file)).string()));
    TRY(engine::RunSpec spec, engine::run_spec_from_yaml(document));
    spec.dataset = (folder / std::filesystem::path(spec.dataset).filename()).string();
    if (!base_url.empty()) {
        spec.provider.base_url = base_url;
        spec.uses_cache = false;
    }
    TRY(const engine::Stores stores, context.open_stores());
    TRY(Run run, engine::start_run(spec, stores, system_clock()));
    return execute_and_print(
        std::move(run), spec, stores, {.files = {page_of(chapter)}, .is_quiet = true});
}

void print_ending(const Context& context) {
    fmt::print("\nPages to open in a browser, in {}:\n",
               std::filesystem::absolute(page_folder).string());
    for (const Chapter& chapter : chapters)
        fmt::print("  {:18} {}\n", fmt::format("{}.html", chapter.file), chapter.title);
    fmt::print("  {:18} {}\n", fmt::format("{}.html", live_chapter.file), live_chapter.title);
    fmt::print(
        "\nReal here: the scoring, the intervals, the HTTP requests, the storage.\n"
        "Invented: the texts and both systems. Simulated: the model of the live part; its scores,\n"
        "times and cost are those of a file of rules.\n\n"
        "Next:\n"
        "  assay ls                    these runs (kept in {})\n"
        "  assay show latest --failed  the samples of the last run that went wrong\n"
        "  assay run eval.yaml         your own data and model; docs/run-file.md says how\n",
        context.home.string());
}

Result<int> demo(const Context& context) {
    TRY(const std::filesystem::path folder, context.example_folder());
    std::error_code error;
    std::filesystem::create_directories(page_folder, error);
    if (error)
        return fail(ErrorKind::denied,
                    "cannot create the folder {} for the pages: {}; start the demo in a folder of "
                    "yours",
                    std::filesystem::absolute(page_folder).string(),
                    error.message());
    fmt::print(
        "Assay demo: two invented systems, first by their recorded outputs, then live over "
        "HTTP.\n");
    for (const Chapter& chapter : chapters) {
        TRY(const int code, run_chapter(folder, chapter, context, ""));
        if (code != exit_ok) return code;
    }
    providers::mock::MockOptions options;
    options.latency_ms = 20;
    options.rules_file = (folder / "mock-rules.yaml").string();
    MockThread mock(std::move(options));
    TRY(const std::uint16_t port, mock.port());
    fmt::print(
        "\nSIMULATED from here on: 127.0.0.1:{} answers by rules with what system A said, after "
        "20 ms.\nNo model is asked.\n",
        port);
    TRY(const int code,
        run_chapter(folder, live_chapter, context, fmt::format("http://127.0.0.1:{}/v1", port)));
    print_ending(context);
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
