#include "cli/command.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace assay::cli {
namespace {

struct Options {
    std::string run;
    std::string file;
};

Result<store::ExportFormat> format_of(const std::string& file) {
    const std::string extension = std::filesystem::path(file).extension();
    if (extension == ".parquet") return store::ExportFormat::parquet;
    if (extension == ".jsonl") return store::ExportFormat::jsonl;
    if (extension == ".csv") return store::ExportFormat::csv;
    return fail(ErrorKind::invalid_input,
                "{}: the extension decides the format; accepted are .parquet .jsonl .csv",
                file);
}

Result<int> export_run(const Options& options, const Context& context) {
    TRY(const store::ExportFormat format, format_of(options.file));
    TRY(const engine::Stores stores, context.open_stores());
    TRY(const Run run, stores.meta.resolve_run(options.run));
    TRY(const std::uint64_t count, stores.results.count(run.id));
    if (count == 0) return fail(ErrorKind::not_found, "run {} has no stored results yet", run.id);
    CHECK_OK(stores.results.export_run(run.id, format, options.file));
    fmt::print(stderr, "{} results of run {} written to {}\n", count, run.id, options.file);
    return exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("run", options->run, "Run id, its start, or latest")->required();
    app.add_option("-o,--output", options->file, "File to write: .parquet .jsonl .csv")->required();
    return [options, &context] { return export_run(*options, context); };
}

}  // namespace

extern const Command export_command;
const Command export_command{
    .name = "export", .summary = "Write a run's samples and scores to a file", .prepare = prepare};

}  // namespace assay::cli
