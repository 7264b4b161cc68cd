#include "judge/criteria.hpp"
#include "judge/judge.hpp"

#include "cli/command.hpp"
#include "metrics/registry.hpp"
#include "report/run_report.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace assay::cli {
namespace {

constexpr std::size_t run_count_max = 50;

struct Options {
    std::string what;
    bool is_json = false;
};

std::string headline(const Run& run) {
    const auto report = engine::stored_report(run);
    if (!report || report->evaluators.empty()) return "";
    const auto& first = report->evaluators.front();
    if (!first.estimate.value)
        return fmt::format(
            "{} – ({})", first.evaluator.name, stats::to_string(first.estimate.status));
    return fmt::format("{} {:.4g}", first.evaluator.name, *first.estimate.value);
}

Result<int> list_runs(const Options& options, const Context& context) {
    TRY(const engine::Stores stores, context.open_stores());
    TRY(const auto runs, stores.meta.runs(run_count_max));
    JsonArray array;
    for (const Run& run : runs) {
        if (options.is_json) {
            array.push_back({{"id", run.id.view()},
                             {"name", run.name},
                             {"state", to_string(run.state)},
                             {"created_at", to_rfc3339(run.created_at)},
                             {"dataset", run.dataset},
                             {"model", run.model},
                             {"report", run.report}});
        } else {
            fmt::print("{:22} {:11} {:24} {:28} {}\n",
                       run.id.view(),
                       to_string(run.state),
                       run.name,
                       run.model.empty() ? "(recorded)" : run.model,
                       headline(run));
        }
    }
    if (options.is_json) fmt::print("{}\n", to_pretty_json_text(array));
    if (runs.empty() && !options.is_json)
        fmt::print("No runs yet. 'assay run eval.yaml' makes one, 'assay demo' shows how.\n");
    return exit_ok;
}

int list_metrics(const Options& options) {
    JsonArray array;
    for (const metrics::Metric* metric : metrics::all()) {
        if (options.is_json) {
            array.push_back({{"name", metric->name},
                             {"version", metric->version},
                             {"range",
                              {json_number_or_null(metric->range.low),
                               json_number_or_null(metric->range.high)}},
                             {"better", metrics::to_string(metric->better)},
                             {"summary", metric->summary},
                             {"source", metric->source}});
        } else {
            fmt::print("{:14} {}\n", metric->name, metric->summary);
        }
    }
    if (options.is_json) fmt::print("{}\n", to_pretty_json_text(array));
    return exit_ok;
}

int list_judges(const Options& options) {
    JsonArray array;
    for (const judge::JudgeSpec* spec : judge::all_judges()) {
        if (options.is_json) {
            array.push_back({{"name", spec->name},
                             {"version", spec->version},
                             {"summary", spec->summary},
                             {"source", spec->source}});
        } else {
            fmt::print("{:18} {}\n", spec->name, spec->summary);
        }
    }
    if (options.is_json) {
        fmt::print("{}\n", to_pretty_json_text(array));
        return exit_ok;
    }
    fmt::print("\nCriteria that g_eval knows by name:\n");
    for (const judge::ReadyCriterion& criterion : judge::ready_criteria())
        fmt::print("{:18} {}\n", criterion.name, criterion.description);
    return exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("what", options->what, "runs (default), metrics or judges")
        ->default_val("runs")
        ->check(CLI::IsMember({"runs", "metrics", "judges"}));
    app.add_flag("--json", options->is_json, "Print JSON");
    return [options, &context]() -> Result<int> {
        if (options->what == "metrics") return list_metrics(*options);
        if (options->what == "judges") return list_judges(*options);
        return list_runs(*options, context);
    };
}

}  // namespace

extern const Command ls_command;
const Command ls_command{
    .name = "ls", .summary = "List runs, metrics or judges", .prepare = prepare};

}  // namespace assay::cli
