#include "cli/command.hpp"
#include "cli/run_outcome.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace assay::cli {
namespace {

struct Options {
    std::string run;
    std::string sample;
    bool only_failed = false;
    bool is_json = false;
    std::size_t count = 20;
};

void print_sample(const SampleResult& result) {
    fmt::print(
        "sample {} (epoch {})\n  input:  {}\n", result.sample_id, result.epoch, result.input);
    for (const std::string& target : result.targets) fmt::print("  target: {}\n", target);
    if (result.error) {
        fmt::print("  error:  {}: {}\n", to_string(result.error->kind), result.error->message);
    } else {
        fmt::print("  answer: {}\n", result.answer);
    }
    for (const Score& score : result.scores) {
        const std::string value = score.value ? fmt::format("{:.4g}", *score.value) : "–";
        fmt::print("  {}: {}{}{}\n",
                   score.evaluator,
                   value,
                   score.reason.empty() ? "" : "  ",
                   score.reason);
    }
    for (const Judgement& judgement : result.judgements)
        fmt::print("  {}\n", report::judgement_line(judgement));
}

Result<int> show(const Options& options, const Context& context) {
    TRY(const engine::Stores stores, context.open_stores());
    TRY(const Run run, stores.meta.resolve_run(options.run));
    if (!options.only_failed && options.sample.empty()) {
        TRY(const report::RunReport report, engine::stored_report(run));
        print_report(report, options.is_json);
        return exit_ok;
    }
    store::ResultQuery query{.only_failed = options.only_failed, .count_max = options.count};
    if (!options.sample.empty()) query.sample_id = SampleId{options.sample};
    TRY(const auto results, stores.results.page(run.id, query));
    if (results.empty() && !options.sample.empty())
        return fail(ErrorKind::not_found, "run {} has no sample '{}'", run.id, options.sample);
    for (const SampleResult& result : results) {
        if (options.is_json) {
            fmt::print("{}\n", to_json_text(to_json(result)));
        } else {
            print_sample(result);
        }
    }
    if (results.empty() && !options.is_json) fmt::print("No failed samples.\n");
    return exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("run", options->run, "Run id, its start, or latest")->default_val("latest");
    app.add_flag(
        "--failed", options->only_failed, "Samples with an error, a score below 1 or none");
    app.add_option("--sample", options->sample, "One sample by its id");
    app.add_option("-n,--count", options->count, "At most N samples")->check(CLI::PositiveNumber);
    app.add_flag("--json", options->is_json, "Print JSON (samples: one a line)");
    return [options, &context] { return show(*options, context); };
}

}  // namespace

extern const Command show_command;
const Command show_command{
    .name = "show", .summary = "Show a run's report or its samples", .prepare = prepare};

}  // namespace assay::cli
