#include "cli/command.hpp"
#include "cli/run_outcome.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace assay::cli {
namespace {

struct Options {
    std::string run;
    OutputOptions output;
};

Result<int> resume(const Options& options, const Context& context) {
    CHECK_OK(check_outputs(options.output));
    TRY(const engine::Stores stores, context.open_stores());
    TRY(Run run, stores.meta.resolve_run(options.run));
    TRY(const engine::RunSpec spec, engine::run_spec_from_json(run.config));
    return execute_and_print(std::move(run), spec, stores, options.output);
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("run", options->run, "Run id, its start, or latest")->default_val("latest");
    app.add_option(
        "-o,--output",
        options->output.files,
        "Write the report or the samples; the extension decides: .json .jsonl .csv .html .xml .md");
    app.add_flag("--json", options->output.is_json, "Print the report as JSON");
    app.add_flag("-q,--quiet", options->output.is_quiet, "No progress on stderr");
    return [options, &context] { return resume(*options, context); };
}

}  // namespace

extern const Command resume_command;
const Command resume_command{.name = "resume",
                             .summary = "Continue a run: ask what is missing or failed",
                             .prepare = prepare};

}  // namespace assay::cli
