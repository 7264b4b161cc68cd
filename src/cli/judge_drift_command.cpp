#include "cli/command.hpp"
#include "engine/golden_runs.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <memory>

namespace assay::cli {
namespace {

struct Options {
    std::string judge;
    bool is_json = false;
};

Json to_json(const std::optional<judge::DriftFinding>& finding) {
    if (!finding) return nullptr;
    return {{"run", finding->run},
            {"direction", finding->alarm.direction == stats::DriftDirection::up ? "up" : "down"},
            {"shift", finding->alarm.shift},
            {"since_score", finding->alarm.since_index},
            {"score", finding->alarm.index}};
}

Json to_json(const judge::GoldenDrift& drift) {
    JsonArray points;
    for (const judge::DriftPoint& point : drift.points)
        points.push_back({{"run", point.run},
                          {"created_at", point.created_at},
                          {"n", point.count},
                          {"bias", json_number_or_null(point.bias.value)},
                          {"change", json_number_or_null(point.change.estimate)},
                          {"change_p_value", json_number_or_null(point.change.p_value)}});
    return {{"calibrations", std::move(points)},
            {"reference_sd", drift.reference_sd},
            {"false_alarm_every_scores", drift.false_alarm_every},
            {"moved_run",
             drift.moved_index ? Json(drift.points[*drift.moved_index].run) : Json(nullptr)},
            {"cusum", to_json(drift.cusum)},
            {"page_hinkley", to_json(drift.page_hinkley)}};
}

std::string signed_text(const std::optional<double>& value,
                        const std::optional<stats::Interval>& interval) {
    if (!value) return "undefined";
    if (!interval) return fmt::format("{:+.3f}", *value);
    return fmt::format("{:+.3f} [{:+.3f}, {:+.3f}]", *value, interval->low, interval->high);
}

void print_finding(std::string_view method, const std::optional<judge::DriftFinding>& finding) {
    if (!finding) {
        fmt::print("{:13} no alarm\n", method);
        return;
    }
    fmt::print(
        "{:13} ALARM in run {}: the judge scores about {:.3f} {} than it did, against "
        "people\n",
        method,
        finding->run,
        std::abs(finding->alarm.shift),
        finding->alarm.shift > 0 ? "higher" : "lower");
}

Result<int> show_drift(const Options& options, const Context& context) {
    TRY(const engine::Stores stores, context.open_stores());
    TRY(const auto runs, engine::golden_runs(options.judge, stores.meta));
    TRY(const judge::GoldenDrift drift, judge::find_drift(runs));
    const bool has_drifted = drift.moved_index || drift.cusum || drift.page_hinkley;
    if (options.is_json) {
        fmt::print("{}\n", to_pretty_json_text(to_json(drift)));
        return has_drifted ? exit_gate_failed : exit_ok;
    }
    fmt::print("{} ({}), model {}\n\n",
               runs.front().judge,
               runs.front().hash.substr(0, 12),
               runs.front().model);
    fmt::print(
        "{:21} {:22} {:>6}  {:26} {}\n", "judged", "run", "n", "bias", "change since the first");
    for (const judge::DriftPoint& point : drift.points)
        fmt::print("{:21} {:22} {:6}  {:26} {}\n",
                   point.created_at.substr(0, 19),
                   point.run,
                   point.count,
                   signed_text(point.bias.value, point.bias.interval),
                   &point == &drift.points.front()
                       ? "(the reference)"
                       : signed_text(point.change.estimate, point.change.interval));
    fmt::print("\n");
    if (drift.moved_index)
        fmt::print("{:13} ALARM in run {}: the same samples are scored otherwise than at first\n",
                   "paired change",
                   drift.points[*drift.moved_index].run);
    else
        fmt::print("{:13} no alarm\n", "paired change");
    print_finding("CUSUM", drift.cusum);
    print_finding("Page-Hinkley", drift.page_hinkley);
    if (has_drifted)
        fmt::print(
            "\nWhat changed: the model behind the name, or the golden samples? Scores from "
            "before and after do not compare; calibrate anew, and name the model's dated "
            "version if it has one.\n");
    return has_drifted ? exit_gate_failed : exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("judge", options->judge, "Name of a calibrated judge, or the start of its hash")
        ->required();
    app.add_flag("--json", options->is_json, "Print JSON");
    app.footer("Exit code 100 when an alarm rings.");
    return [options, &context] { return show_drift(*options, context); };
}

}  // namespace

extern const Command judge_drift_command;
const Command judge_drift_command{.name = "drift",
                                  .summary = "Has a judge moved since its first calibration?",
                                  .prepare = prepare,
                                  .group = &judge_group};

}  // namespace assay::cli
