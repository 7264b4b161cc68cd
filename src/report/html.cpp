#include "report/html.hpp"

#include "report/html_charts.hpp"
#include "report/html_costs.hpp"
#include "report/html_judges.hpp"
#include "report/html_page.hpp"
#include "report/html_samples.hpp"
#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::report {
namespace {

void append_tile(std::string& out,
                 std::string_view label,
                 std::string_view value,
                 std::string_view note) {
    out += fmt::format(
        "<div class=\"tile\"><dt>{}</dt><dd class=\"big\">{}</dd><dd class=\"quiet "
        "small\">{}</dd></div>",
        label,
        escaped_markup(value),
        escaped_markup(note));
}

/// What it took and what is missing, before any score is read.
void append_tiles(std::string& out, const RunReport& report) {
    const auto& samples = report.samples;
    out += "<dl class=\"tiles\">";
    append_tile(out,
                "Answered",
                fmt::format("{}", samples.answered),
                samples.cached > 0
                    ? fmt::format("of {} samples, {} cached", samples.total, samples.cached)
                    : fmt::format("of {} samples", samples.total));
    append_tile(out, "Errors", fmt::format("{}", samples.errors), "not counted as wrong");
    append_tile(out, "Unscored", fmt::format("{}", samples.unscored), "not counted as 0");
    if (samples.skipped_rows > 0)
        append_tile(out, "Bad rows", fmt::format("{}", samples.skipped_rows), "left out");
    if (report.spending) {
        const auto& spending = *report.spending;
        append_tile(out,
                    "Cost",
                    spending.cost ? to_string(*spending.cost) : "unknown",
                    spending.unknown_price_count > 0
                        ? fmt::format("{} answers of unknown price", spending.unknown_price_count)
                        : "US dollars, list price");
        append_tile(out,
                    "Tokens",
                    fmt::format("{}", spending.prompt_tokens + spending.completion_tokens),
                    fmt::format("{} in, {} out, {} requests",
                                spending.prompt_tokens,
                                spending.completion_tokens,
                                spending.request_count));
    }
    if (report.judging) {
        const auto& judging = *report.judging;
        append_tile(
            out,
            "Judging",
            judging.cost && judging.unknown_price_count == 0 ? to_string(*judging.cost) : "unknown",
            fmt::format("US dollars, {} calls", judging.request_count));
    }
    append_tile(out, "Duration", duration_text(report.duration_s * 1000), "of the whole run");
    out += "</dl>";
}

void append_estimates(std::string& out, const RunReport& report) {
    if (report.evaluators.empty()) return;
    double level_ratio = 0.95;
    for (const auto& result : report.evaluators) {
        if (result.estimate.interval) level_ratio = result.estimate.interval->level_ratio;
    }
    out += fmt::format(
        "<h2>Scores</h2><p class=\"quiet small\">The dot is the estimate, the line its {:.3g} % "
        "interval. Rows in one box share an axis.</p>{}",
        level_ratio * 100,
        forest_chart(report.evaluators));
    std::string cards;
    for (const auto& result : report.evaluators) {
        const std::string chart = histogram_chart(result);
        if (chart.empty()) continue;
        cards += fmt::format("<section class=\"card\"><h3>{}</h3>{}</section>",
                             escaped_markup(result.evaluator.name),
                             chart);
    }
    if (!cards.empty()) {
        out += fmt::format(
            "<h2>Distributions</h2><p class=\"quiet small\">How many samples have which "
            "value.</p><div class=\"cards\">{}</div>",
            cards);
    }
}

void append_gates(std::string& out, const RunReport& report) {
    if (report.gates.empty()) return;
    out +=
        "<h2>Gates</h2><p class=\"quiet small\">Conditions that decide the exit code.</p>"
        "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th "
        "scope=\"col\">Result</th><th scope=\"col\">Condition</th>"
        "<th scope=\"col\" class=\"number\">Observed</th></tr></thead><tbody>";
    for (const auto& gate : report.gates) {
        out += fmt::format(
            "<tr><td class=\"narrow\"><span class=\"badge {}\">{}</span></td><td "
            "class=\"text\">{}<p class=\"quiet small\">{}</p></td><td "
            "class=\"number\">{}</td></tr>",
            gate.has_passed ? "good" : "bad",
            gate.has_passed ? "pass" : "fail",
            escaped_markup(gate.condition),
            escaped_markup(gate.explanation),
            number_text(gate.observed));
    }
    out += "</tbody></table></div>";
}

void append_latency(std::string& out, const RunReport& report) {
    if (!report.latency) return;
    const auto& latency = *report.latency;
    out += fmt::format(
        "<h2>Latency</h2><p class=\"quiet small\">Of {} measured answers; cached ones are left "
        "out.</p><div class=\"scroll\" tabindex=\"0\"><table aria-label=\"Latency "
        "percentiles\"><tbody>",
        latency.count);
    const std::pair<std::string_view, double> rows[] = {{"p50", latency.p50_ms},
                                                        {"p90", latency.p90_ms},
                                                        {"p95", latency.p95_ms},
                                                        {"p99", latency.p99_ms},
                                                        {"max", latency.max_ms}};
    for (const auto& [label, value_ms] : rows) {
        const double ratio = latency.max_ms > 0 ? value_ms / latency.max_ms : 0;
        out += fmt::format(
            "<tr><th scope=\"row\" class=\"narrow\">{}</th><td class=\"number narrow\">{}</td>"
            "<td class=\"wide\"><span class=\"meter\" style=\"width:{:.1f}%\"></span></td></tr>",
            label,
            duration_text(value_ms),
            ratio * 100);
    }
    out += "</tbody></table></div>";
}

void append_errors(std::string& out, const RunReport& report) {
    if (report.errors.empty()) return;
    out +=
        "<h2>Errors</h2><p class=\"quiet small\">Failures of the infrastructure by kind and "
        "message, most frequent first.</p><div class=\"scroll\" tabindex=\"0\"><table><thead>"
        "<tr><th scope=\"col\" class=\"number\">Samples</th><th scope=\"col\">Kind</th>"
        "<th scope=\"col\">Message</th><th scope=\"col\">First sample</th></tr></thead><tbody>";
    std::uint64_t count_max = 1;
    for (const auto& group : report.errors) count_max = std::max(count_max, group.count);
    for (const auto& group : report.errors) {
        out += fmt::format(
            "<tr><td class=\"number narrow\">{}<span class=\"meter fault\" "
            "style=\"width:{:.1f}%\"></span></td><td class=\"narrow\">{}</td><td "
            "class=\"text\">{}</td><td>{}</td></tr>",
            group.count,
            100 * static_cast<double>(group.count) / static_cast<double>(count_max),
            escaped_markup(group.kind),
            escaped_markup(group.message),
            escaped_markup(group.first_sample_id));
    }
    out += "</tbody></table></div>";
}

void append_warnings(std::string& out, const RunReport& report) {
    std::string notes;
    for (const auto& text : report.warnings)
        notes += fmt::format("<li>{}</li>", escaped_markup(text));
    for (const auto& result : report.evaluators) {
        for (const auto& text : result.estimate.warnings) {
            notes += fmt::format(
                "<li>{}: {}</li>", escaped_markup(result.evaluator.name), escaped_markup(text));
        }
    }
    if (!notes.empty()) out += fmt::format("<h2>Warnings</h2><ul class=\"notes\">{}</ul>", notes);
}

void append_row(std::string& out, std::string_view label, std::string_view value) {
    out += fmt::format("<tr><th scope=\"row\" class=\"narrow\">{}</th><td>{}</td></tr>",
                       label,
                       escaped_markup(value));
}

/// All that is needed to see, and to repeat, how the numbers were made.
void append_method(std::string& out, const RunReport& report) {
    out += "<h2>How this was measured</h2>";
    if (!report.evaluators.empty()) {
        out +=
            "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th "
            "scope=\"col\">Evaluator</th><th scope=\"col\">Metric</th><th scope=\"col\" "
            "class=\"number\">n</th><th scope=\"col\" class=\"number\">Unscored</th><th "
            "scope=\"col\" class=\"number\">Standard error</th><th "
            "scope=\"col\">Interval</th></tr></thead><tbody>";
    }
    for (const auto& result : report.evaluators) {
        const auto& estimate = result.estimate;
        std::string method = estimate.method;
        if (estimate.cluster_count) method += fmt::format(", {} clusters", *estimate.cluster_count);
        out += fmt::format(
            "<tr><td>{}</td><td>{} v{}<p class=\"quiet small\">{}</p></td><td "
            "class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
            "<td>{}</td></tr>",
            escaped_markup(result.evaluator.name),
            escaped_markup(result.evaluator.metric),
            result.evaluator.version,
            escaped_markup(result.signature),
            estimate.count,
            estimate.unscored_count,
            number_text(estimate.standard_error),
            escaped_markup(method));
    }
    if (!report.evaluators.empty()) out += "</tbody></table></div><p></p>";
    out += "<div class=\"scroll\" tabindex=\"0\"><table><tbody>";
    append_row(out, "Model", report.model.empty() ? "none: recorded outputs" : report.model);
    append_row(out, "Dataset", report.dataset);
    append_row(out, "Dataset version", report.dataset_version);
    append_row(out, "Run", report.run_id);
    append_row(out, "Started", report.created_at);
    append_row(out, "Epochs, seed", fmt::format("{}, {}", report.epoch_count, report.seed));
    append_row(out, "Program", "Assay " + report.assay_version);
    out += "</tbody></table></div>";
}

std::string badges(const RunReport& report) {
    const std::string_view kind = report.state == "finished" ? "good" : "care";
    std::string out =
        fmt::format("<span class=\"badge {}\">{}</span>", kind, escaped_markup(report.state));
    const auto failed = std::ranges::count(report.gates, false, &GateResult::has_passed);
    if (report.gates.empty()) return out;
    return out + (failed == 0
                      ? std::string(" <span class=\"badge good\">all gates passed</span>")
                      : fmt::format(" <span class=\"badge bad\">{} of {} gates failed</span>",
                                    failed,
                                    report.gates.size()));
}

}  // namespace

std::string to_html(const RunReport& report, std::span<const SampleResult> sample_extract) {
    std::string out = page_start(report.name);
    out += fmt::format("<h1>{}</h1><p class=\"quiet\">{} on {}</p><p>{}</p>",
                       escaped_markup(report.name),
                       report.model.empty() ? "Recorded outputs" : escaped_markup(report.model),
                       escaped_markup(report.dataset),
                       badges(report));
    append_tiles(out, report);
    append_warnings(out, report);
    append_gates(out, report);
    append_estimates(out, report);
    out += judge_sections(report);
    out += cost_section(report);
    append_latency(out, report);
    out += server_section(report);
    append_errors(out, report);
    out += sample_list(report, sample_extract);
    append_method(out, report);
    return out + std::string(page_end);
}

}  // namespace assay::report
