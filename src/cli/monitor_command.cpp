#include "cli/command.hpp"
#include "cli/run_outcome.hpp"
#include "core/file.hpp"
#include "engine/score_stream.hpp"
#include "report/monitor_report.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

namespace assay::cli {
namespace {

struct Options {
    std::vector<std::string> sources;
    std::string baseline;
    engine::ScoreStreamFields fields;
    experiment::MonitorOptions monitor;
    std::string html_file;
    bool is_json = false;
};

bool is_pipe(const std::string& source) { return source == "-"; }

Result<engine::ScoreStreamCounts> read_source(const std::string& source,
                                              const Options& options,
                                              const Context& context,
                                              const engine::ScoreHandler& handle) {
    if (is_pipe(source))
        return engine::read_score_lines(std::cin, "standard input", options.fields, handle);
    std::error_code ignored;
    if (std::filesystem::exists(source, ignored) || source.find('.') != std::string::npos)
        return engine::read_score_file(source, options.fields, handle);
    TRY(const engine::Stores stores, context.open_stores());
    TRY(const Run run, stores.meta.resolve_run(source));
    return engine::read_score_run(run, options.fields, stores.results, handle);
}

Result<int> watch(const Options& options, const Context& context) {
    // Whoever follows a pipe wants to know at once.
    const bool is_live = !options.is_json && is_pipe(options.sources.back());
    TRY(auto monitor,
        experiment::Monitor::make(
            options.monitor,
            [is_live](const std::string& stream, const experiment::MonitorAlarm& alarm) {
                if (!is_live) return;
                fmt::print("ALARM {}: {}\n", stream, report::alarm_text(alarm));
                std::fflush(stdout);
            }));
    if (!options.baseline.empty()) {
        const auto read = read_source(
            options.baseline,
            options,
            context,
            [&monitor](const std::string& stream, const experiment::MonitoredValue& value) {
                return monitor.add_reference(stream, value);
            });
        if (!read) return Error(read.error());
        monitor.end_reference();
    }
    std::uint64_t unscored_count = 0;
    for (const std::string& source : options.sources) {
        TRY(const auto counts,
            read_source(
                source,
                options,
                context,
                [&monitor](const std::string& stream, const experiment::MonitoredValue& value) {
                    return monitor.add(stream, value);
                }));
        unscored_count += counts.unscored;
    }
    const auto streams = monitor.reports();
    if (streams.empty())
        return fail(ErrorKind::invalid_input, "{}: no rows", fmt::join(options.sources, ", "));
    const report::MonitorPage page{.source = fmt::format("{}", fmt::join(options.sources, ", ")),
                                   .metric = options.fields.metric,
                                   .unscored_count = unscored_count,
                                   .options = options.monitor,
                                   .streams = streams};
    if (!options.html_file.empty())
        CHECK_OK(write_file_atomically(options.html_file, report::to_html(page)));
    if (options.is_json)
        fmt::print("{}\n", to_pretty_json_text(report::to_json(page)));
    else
        fmt::print("{}", report::to_table(page, style_of_stdout()));
    return monitor.has_alarm() ? exit_gate_failed : exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("sources",
                   options->sources,
                   "Files in order of time, runs, or - for lines as they come in")
        ->required();
    app.add_option("--metric", options->fields.metric, "Field with the score, or an evaluator")
        ->required();
    app.add_option("--slice",
                   options->fields.slices,
                   "A stream for each value of this field; may be given again");
    app.add_option("--baseline",
                   options->baseline,
                   "File or run that says what is normal, instead of the first values");
    app.add_option("--reference",
                   options->monitor.reference_count,
                   "Without a baseline: so many first values of a stream say what is normal (200)");
    app.add_option("--false-alarm-every",
                   options->monitor.false_alarm_every,
                   "Values of a stream between false alarms, on average (10000)");
    app.add_option("--alpha",
                   options->monitor.alpha,
                   "Chance of a false alarm of the confidence sequence, ever (0.01)");
    app.add_option("--label", options->fields.label, "Field with the time or the id (time, id)");
    app.add_option("--inclusion",
                   options->fields.inclusion,
                   "Field with the probability to have been drawn (inclusion_ratio)");
    app.add_flag("--json", options->is_json, "Print JSON");
    app.add_option("--html", options->html_file, "Write a web page to this file");
    app.footer("Exit code 100 when an alarm rings.");
    return [options, &context] { return watch(*options, context); };
}

}  // namespace

extern const Command monitor_command;
const Command monitor_command{.name = "monitor",
                              .summary = "Has a stream of scores moved, since when, by how much?",
                              .prepare = prepare};

}  // namespace assay::cli
