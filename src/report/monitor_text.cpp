// Watched streams as JSON and as text.
#include "report/monitor_report.hpp"
#include "report/printing.hpp"
#include "report/run_report.hpp"

#include <fmt/format.h>

#include <cmath>

namespace assay::report {
namespace {

using experiment::MonitorAlarm;
using experiment::StreamReport;

Json json_of(const MonitorAlarm& alarm) {
    return {{"rule", to_string(alarm.rule)},
            {"direction", alarm.direction == stats::DriftDirection::up ? "up" : "down"},
            {"value", alarm.number},
            {"label", clean_text(alarm.label)},
            {"since_value", alarm.since_number},
            {"since_label", clean_text(alarm.since_label)},
            {"shift", to_json(alarm.shift)}};
}

Json json_of(const StreamReport& stream) {
    JsonArray alarms;
    for (const MonitorAlarm& alarm : stream.alarms) alarms.push_back(json_of(alarm));
    JsonArray warnings;
    for (const std::string& warning : stream.warnings) warnings.emplace_back(warning);
    JsonObject out{{"stream", clean_text(stream.stream)},
                   {"status", stats::to_string(stream.status)},
                   {"values", stream.count},
                   {"mean", to_json(stream.mean)},
                   {"reference", nullptr},
                   {"alarms", std::move(alarms)},
                   {"warnings", std::move(warnings)}};
    if (stream.reference_count > 0)
        out["reference"] = JsonObject{{"values", stream.reference_count},
                                      {"mean", stream.reference_mean},
                                      {"sd", stream.reference_sd}};
    return out;
}

std::string place(std::uint64_t number, const std::string& label) {
    return label.empty() ? fmt::format("value {}", number)
                         : fmt::format("value {} ({})", number, one_line(label, 60));
}

}  // namespace

std::string alarm_text(const MonitorAlarm& alarm) {
    const bool is_up = alarm.direction == stats::DriftDirection::up;
    std::string text = fmt::format("{}: {} since {}, noticed at {}",
                                   to_string(alarm.rule),
                                   is_up ? "up" : "down",
                                   place(alarm.since_number, alarm.since_label),
                                   place(alarm.number, alarm.label));
    const stats::Estimate& shift = alarm.shift;
    if (shift.value) {
        text +=
            fmt::format("; moved by {}{}", *shift.value > 0 ? "+" : "", number_text(*shift.value));
        if (shift.interval)
            text += fmt::format(
                " [{}, {}]", number_text(shift.interval->low), number_text(shift.interval->high));
    }
    if (!shift.warnings.empty()) text += ", too large by selection until 30 more values came";
    return text;
}

Json to_json(const MonitorPage& page) {
    JsonArray streams;
    bool has_alarm = false;
    for (const StreamReport& stream : page.streams) {
        has_alarm = has_alarm || !stream.alarms.empty();
        streams.push_back(json_of(stream));
    }
    return {{"source", page.source},
            {"metric", page.metric},
            {"unscored", page.unscored_count},
            {"has_alarm", has_alarm},
            {"false_alarm_every", page.options.false_alarm_every},
            {"alpha", page.options.alpha},
            {"streams", std::move(streams)}};
}

std::string to_table(const MonitorPage& page, TableStyle style) {
    std::vector<std::vector<std::string>> rows = {
        {"stream", "values", "mean", "interval", "reference", "state"}};
    for (const StreamReport& stream : page.streams) {
        const auto& interval = stream.mean.interval;
        rows.push_back(
            {one_line(stream.stream, 44),
             fmt::format("{}", stream.count),
             number_text(stream.mean.value),
             interval
                 ? fmt::format("[{}, {}]", number_text(interval->low), number_text(interval->high))
                 : std::string("–"),
             stream.reference_count > 0 ? number_text(stream.reference_mean) : std::string("–"),
             stream.status != stats::Status::ok ? std::string(stats::to_string(stream.status))
             : stream.alarms.empty()            ? std::string("in control")
                                                : std::string("ALARM")});
    }
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], column_count(row[i]));
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string space(widths[i] - column_count(row[i]), ' ');
            const bool is_text = i == 0 || i + 1 == row.size();
            line += (is_text ? row[i] + space : space + row[i]) + "  ";
        }
        line.erase(line.find_last_not_of(' ') + 1);
        const bool is_heading = &row == &rows.front();
        out +=
            style.has_color && is_heading ? fmt::format("\x1b[2m{}\x1b[0m\n", line) : line + '\n';
    }
    for (const StreamReport& stream : page.streams) {
        for (const MonitorAlarm& alarm : stream.alarms)
            out += fmt::format("\n{}: {}\n", one_line(stream.stream, 200), alarm_text(alarm));
        for (const std::string& warning : stream.warnings)
            out += fmt::format("\n{}: {}\n", one_line(stream.stream, 200), warning);
    }
    out += fmt::format(
        "\nEach of CUSUM and Page-Hinkley raises a false alarm every {:.0f} values of a stream or "
        "more, the confidence sequence in {:.3g} % of streams, ever.\n",
        page.options.false_alarm_every,
        100 * page.options.alpha);
    if (page.unscored_count > 0)
        out += fmt::format("{} rows without a score were left out.\n", page.unscored_count);
    return out;
}

}  // namespace assay::report
