#include "cli/command.hpp"
#include "cli/run_outcome.hpp"
#include "engine/lanes.hpp"
#include "engine/plan.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace assay::cli {
namespace {

// What the copy of a run file that is kept with a run can hold.
constexpr std::uint64_t integer_max = INT64_MAX;
constexpr std::uint32_t epoch_count_max = 1'000'000'000;

struct Options {
    std::string file;
    OutputOptions output;
    std::string model;
    std::string base_url;
    std::uint64_t limit = 0;
    std::vector<std::string> sample_ids;
    std::uint32_t epochs = 0;
    std::uint64_t seed = 0;
    std::size_t max_connections = 0;
    std::string on_bad_row;
    std::string baseline;
    bool has_no_cache = false;
    bool is_batched = false;
    bool is_dry_run = false;
    CLI::Option* seed_option = nullptr;
};

/// Flags win over the file.
void apply(const Options& options, engine::RunSpec& spec) {
    if (!options.model.empty()) spec.model = options.model;
    if (!options.base_url.empty()) spec.provider.base_url = options.base_url;
    if (options.limit > 0) spec.sample_count_max = options.limit;
    if (!options.sample_ids.empty()) spec.sample_ids = options.sample_ids;
    if (options.epochs > 0) spec.epoch_count = options.epochs;
    if (options.seed_option->count() > 0) spec.seed = options.seed;
    if (options.max_connections > 0) spec.connection_count_max = options.max_connections;
    if (!options.on_bad_row.empty()) spec.skips_bad_rows = options.on_bad_row == "skip";
    if (!options.baseline.empty()) spec.baseline = options.baseline;
    if (options.is_batched) engine::use_batches(spec);
    if (options.has_no_cache) spec.uses_cache = false;
}

Result<int> run(const Options& options, const Context& context) {
    CHECK_OK(check_outputs(options.output));
    TRY(const YamlDocument document, read_yaml_file(options.file));
    TRY(engine::RunSpec spec, engine::run_spec_from_yaml(document));
    apply(options, spec);
    if (spec.name.empty()) spec.name = std::filesystem::path(options.file).stem();
    if (options.is_dry_run) {
        TRY(const std::string text, engine::describe_plan(spec));
        std::fputs(text.c_str(), stdout);
        return exit_ok;
    }
    TRY(const engine::Stores stores, context.open_stores());
    TRY(Run started, engine::start_run(spec, stores, system_clock()));
    return execute_and_print(std::move(started), spec, stores, options.output);
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("file", options->file, "Run file (eval.yaml)")->required();
    app.add_option(
        "-o,--output",
        options->output.files,
        "Write the report or the samples; the extension decides: .json .jsonl .csv .html .xml .md");
    app.add_flag("--json", options->output.is_json, "Print the report as JSON");
    app.add_flag("-q,--quiet", options->output.is_quiet, "No progress on stderr");
    app.add_option("-M,--model", options->model, "provider/name, instead of the file's");
    app.add_option("--model-base-url", options->base_url, "Address of the model API");
    app.add_option("-L,--limit", options->limit, "Only the first N samples")
        ->check(CLI::Range(std::uint64_t{1}, integer_max));
    app.add_option("--sample-id", options->sample_ids, "Only these samples");
    app.add_option("--epochs", options->epochs, "Ask each sample N times")
        ->check(CLI::Range(std::uint32_t{1}, epoch_count_max));
    options->seed_option = app.add_option("--seed", options->seed, "Seed of resampling and backoff")
                               ->check(CLI::Range(std::uint64_t{0}, integer_max));
    app.add_option("--max-connections", options->max_connections, "Requests in flight")
        ->check(CLI::Range(1, 4096));
    app.add_option(
           "--on-bad-row", options->on_bad_row, "fail (default) or skip rows that cannot be read")
        ->check(CLI::IsMember({"fail", "skip"}));
    app.add_option("--baseline", options->baseline, "Run that 'baseline' means in a gate");
    app.add_flag("--no-cache", options->has_no_cache, "Ask even what the response cache knows");
    app.add_flag("--batch",
                 options->is_batched,
                 "Ask in batches: half the price, answers within a day (docs/providers.md)");
    app.add_flag("--dry-run",
                 options->is_dry_run,
                 "Check everything and show the first prompt; ask nothing");
    return [options, &context] { return run(*options, context); };
}

}  // namespace

extern const Command run_command;
const Command run_command{
    .name = "run", .summary = "Evaluate a dataset as a run file says", .prepare = prepare};

}  // namespace assay::cli
