#include "cli/command.hpp"
#include "engine/judge_steps.hpp"
#include "engine/tier_forecast.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace assay::cli {
namespace {

constexpr std::size_t searched_run_count = 100;

struct Options {
    std::string file;
    std::string from;
    double budget = 0;
    double half_width = 0;
    bool is_json = false;
};

/// The named run, or the newest one with a judge of this very version.
Result<std::optional<report::RunReport>> find_pilot(const Options& options,
                                                    const engine::RunSpec& spec,
                                                    store::MetaStore& meta) {
    if (!options.from.empty()) {
        TRY(const Run run, meta.resolve_run(options.from));
        TRY(auto report, engine::stored_report(run));
        return std::optional(std::move(report));
    }
    TRY(const auto runs, meta.runs(searched_run_count));
    for (const Run& run : runs) {
        if (run.report.is_null()) continue;
        auto report = engine::stored_report(run);
        // One that cannot be read is no pilot; 'assay show' says what is wrong with it.
        if (!report) continue;
        for (const engine::JudgeRequest& request : spec.judging.judges) {
            TRY(const auto* known, engine::pilot_of(*report, spec.judging, request));
            if (known != nullptr && known->judge->pilot) return std::optional(*std::move(report));
        }
    }
    return std::optional<report::RunReport>{};
}

std::string dollars(const std::optional<double>& amount) {
    return amount ? to_string(Usd::from_dollars(*amount)) : "unknown";
}

std::string seconds(const std::optional<double>& time) {
    if (!time) return "unknown";
    if (*time >= 90) return fmt::format("{:.0f} min", *time / 60);
    return fmt::format("{:.3g} s", *time);
}

void print_solution(const engine::SolvedShares& solved) {
    fmt::print("\nThe cheapest shares: ±{:.4f} for {}\n\ntiers:\n",
               solved.half_width,
               dollars(solved.cost_usd));
    if (solved.fast_share) fmt::print("  fast: {{model: …, share: {:.4f}}}\n", *solved.fast_share);
    fmt::print("  full: {{model: …, share: {:.4f}}}\n", solved.full_share);
    if (!solved.fast_share) fmt::print("(a fast tier does not pay)\n");
}

void print(const engine::Forecast& forecast) {
    fmt::print("{} samples\n\n{:16} {:8} {:24} {:>9} {:>9} {:>12} {:>12} {:>10} {:>9}\n",
               forecast.sample_count,
               "judge",
               "tier",
               "model",
               "samples",
               "calls",
               "tokens in",
               "tokens out",
               "cost",
               "time");
    for (const engine::ForecastRow& row : forecast.rows)
        fmt::print(
            "{:16} {:8} {:24} {:>9.0f} {:>9.0f} {:>12.0f} {:>12} {:>10} {:>9}\n",
            row.judge,
            row.tier,
            row.model,
            row.sample_count,
            row.call_count,
            row.prompt_tokens,
            row.completion_tokens ? fmt::format("{:.0f}", *row.completion_tokens) : "unknown",
            dollars(row.cost_usd),
            seconds(row.duration_s));
    fmt::print("\ncost      {}\n", dollars(forecast.cost_usd()));
    for (const engine::IntervalForecast& interval : forecast.intervals)
        fmt::print(
            "interval  {} {}; judging everything in the full tier costs {}\n",
            interval.judge,
            interval.half_width ? fmt::format("±{:.4f}", *interval.half_width) : "of unknown width",
            dollars(interval.full_coverage_usd));
    if (!forecast.pilot_run.empty()) fmt::print("pilot     run {}\n", forecast.pilot_run);
    if (forecast.solved) print_solution(*forecast.solved);
    for (const std::string& note : forecast.notes) fmt::print("\n{}\n", note);
}

Result<int> plan(const Options& options, const Context& context) {
    TRY(const YamlDocument document, read_yaml_file(options.file));
    TRY(engine::RunSpec spec, engine::run_spec_from_yaml(document));
    TRY(const engine::Stores stores, context.open_stores());
    CHECK_OK(engine::check_run(spec, stores));
    CHECK_OK(engine::use_kept_steps(spec.judging, stores.meta));
    TRY(const auto pilot, find_pilot(options, spec, stores.meta));
    engine::ForecastGoal goal;
    if (options.budget > 0) goal.budget_usd = options.budget;
    if (options.half_width > 0) goal.half_width = options.half_width;
    TRY(const engine::Forecast forecast, engine::forecast(spec, pilot ? &*pilot : nullptr, goal));
    if (options.is_json) {
        fmt::print("{}\n", to_pretty_json_text(engine::to_json(forecast)));
    } else {
        print(forecast);
    }
    return exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("file", options->file, "Run file (eval.yaml)")->required();
    app.add_option(
        "--from",
        options->from,
        "Run to learn spread, lengths and times from; default: the newest of these judges");
    auto* budget =
        app.add_option("--budget", options->budget, "Shares that make the most of so many dollars")
            ->check(CLI::PositiveNumber);
    app.add_option("--half-width",
                   options->half_width,
                   "The cheapest shares with an interval this wide to either side")
        ->check(CLI::PositiveNumber)
        ->excludes(budget);
    app.add_flag("--json", options->is_json, "Print JSON");
    return [options, &context] { return plan(*options, context); };
}

}  // namespace

extern const Command plan_command;
const Command plan_command{.name = "plan",
                           .summary = "Forecast calls, cost, time and interval; spend nothing",
                           .prepare = prepare};

}  // namespace assay::cli
