#include "cli/run_outcome.hpp"

#include "cli/progress.hpp"
#include "core/file.hpp"
#include "engine/summary.hpp"
#include "report/html.hpp"
#include "report/junit.hpp"
#include "report/markdown.hpp"
#include "report/sample_rows.hpp"
#include "report/table.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sys/ioctl.h>
#include <unistd.h>

namespace assay::cli {
namespace {

constexpr std::array<std::string_view, 6> extensions = {
    ".json", ".jsonl", ".csv", ".html", ".xml", ".md"};
constexpr std::size_t html_failed_count_max = 300;
constexpr std::size_t html_sample_count_max = 500;

std::atomic<bool> stop_requested{false};

/// The first Ctrl-C ends the run cleanly, the second at once.
void on_interrupt(int) {
    if (stop_requested.exchange(true)) _exit(130);
}

Result<std::vector<SampleResult>> read_samples(store::ResultStore& results,
                                               const RunId& run,
                                               std::size_t count_max) {
    return results.page(run, {.count_max = count_max});
}

/// Failures first, so that a page of a long run shows them; then others up to the bound.
Result<std::vector<SampleResult>> read_extract(store::ResultStore& results, const RunId& run) {
    TRY(auto extract, results.page(run, {.only_failed = true, .count_max = html_failed_count_max}));
    std::set<std::pair<std::uint64_t, std::uint32_t>> known;
    for (const auto& sample : extract) known.emplace(sample.sample_index, sample.epoch);
    TRY(auto others, read_samples(results, run, html_sample_count_max));
    for (auto& sample : others) {
        if (extract.size() == html_sample_count_max) break;
        if (!known.contains({sample.sample_index, sample.epoch}))
            extract.push_back(std::move(sample));
    }
    return extract;
}

/// JSONL and CSV grow with the run and are written row by row.
Result<void> write_rows(const std::string& file,
                        const report::RunReport& report,
                        store::ResultStore& results,
                        const RunId& run) {
    std::vector<std::string> names;
    for (const auto& evaluator : report.evaluators) names.push_back(evaluator.evaluator.name);
    const bool is_csv = file.ends_with(".csv");
    const std::string temporary = file + ".part";
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    if (!out) return fail(ErrorKind::denied, "cannot create {}", temporary);
    if (is_csv) out << report::csv_header(names);
    CHECK_OK(engine::for_each_result(results, run, [&](const SampleResult& result) -> Result<void> {
        out << (is_csv ? report::csv_row(result, names) : report::json_line(result));
        return {};
    }));
    out.close();
    if (!out) return fail(ErrorKind::exhausted, "cannot write {}: the disk may be full", temporary);
    std::error_code error;
    std::filesystem::rename(temporary, file, error);
    if (error)
        return fail(
            ErrorKind::denied, "cannot rename {} to {}: {}", temporary, file, error.message());
    return {};
}

Result<void> write_output(const std::string& file,
                          const report::RunReport& report,
                          store::ResultStore& results,
                          const RunId& run) {
    const std::string extension = std::filesystem::path(file).extension();
    if (extension == ".jsonl" || extension == ".csv") return write_rows(file, report, results, run);
    if (extension == ".json")
        return write_file_atomically(file, to_pretty_json_text(report::to_json(report)) + "\n");
    if (extension == ".md") return write_file_atomically(file, report::to_markdown(report));
    if (extension == ".html") {
        TRY(const auto samples, read_extract(results, run));
        return write_file_atomically(file, report::to_html(report, samples));
    }
    TRY(const auto samples, read_samples(results, run, report.samples.total));
    return write_file_atomically(file, report::to_junit(report, samples));
}

}  // namespace

report::TableStyle style_of_stdout() {
    winsize window{};
    if (isatty(STDOUT_FILENO) != 1) return {.width_columns = 120};
    report::TableStyle style{.has_color = true};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
        style.width_columns = window.ws_col;
    return style;
}

Result<void> check_outputs(const OutputOptions& output) {
    for (const std::string& file : output.files) {
        const std::string extension = std::filesystem::path(file).extension();
        if (std::ranges::find(extensions, extension) == extensions.end())
            return fail(ErrorKind::invalid_input,
                        "--output {}: the extension decides the format; accepted are .json .jsonl "
                        ".csv .html .xml (JUnit) .md",
                        file);
        std::error_code error;
        const auto folder = std::filesystem::absolute(file, error).parent_path();
        if (!std::filesystem::is_directory(folder, error))
            return fail(
                ErrorKind::not_found, "--output {}: there is no folder {}", file, folder.string());
        if (std::filesystem::is_directory(file, error))
            return fail(
                ErrorKind::invalid_input, "--output {} is a directory, expected a file", file);
    }
    return {};
}

Result<int> execute_and_print(Run run,
                              const engine::RunSpec& spec,
                              engine::Stores stores,
                              const OutputOptions& output) {
    CHECK_OK(check_outputs(output));
    const RunId id = run.id;
    ProgressLine line(output.is_quiet);
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
    std::signal(SIGXFSZ, SIG_IGN);
    auto report = engine::execute(
        std::move(run),
        spec,
        stores,
        {.on_progress = [&line](const engine::Progress& progress) { line.update(progress); },
         .stop_requested = &stop_requested});
    line.finish();
    if (!report) {
        return Error{
            report.error().kind,
            fmt::format("run {}: {}\nWhat was answered is kept: 'assay resume {}' continues it.",
                        id,
                        report.error().message,
                        id)};
    }
    for (const std::string& file : output.files)
        CHECK_OK(write_output(file, *report, stores.results, id));
    print_report(*report, output.is_json);
    if (stop_requested) {
        std::fprintf(stderr,
                     "Interrupted; 'assay resume %s' continues it.\n",
                     std::string(id.view()).c_str());
        return exit_infrastructure;
    }
    return exit_code_of(*report);
}

void print_report(const report::RunReport& report, bool is_json) {
    const std::string text = is_json ? to_pretty_json_text(report::to_json(report)) + "\n"
                                     : report::to_table(report, style_of_stdout());
    std::fwrite(text.data(), 1, text.size(), stdout);
}

int exit_code_of(const report::RunReport& report) {
    if (std::ranges::any_of(report.gates,
                            [](const report::GateResult& gate) { return !gate.has_passed; }))
        return exit_gate_failed;
    if (report.samples.errors > 0 && report.samples.answered == 0) return exit_infrastructure;
    return exit_ok;
}

}  // namespace assay::cli
