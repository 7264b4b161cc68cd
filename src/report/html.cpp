#include "report/html.hpp"

#include "report/html_charts.hpp"
#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::report {
namespace {

constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--ground:#f7f7f5;--card:#fff;--ink:#1d2126;--quiet:#5b636d;--line:#dfe1e4;
--accent:#2456a6;--good:#1b6e3c;--bad:#a8281e}
@media(prefers-color-scheme:dark){:root{--ground:#14171a;--card:#1d2125;--ink:#e8eaed;--quiet:#a3abb5;
--line:#343a41;--accent:#8ab4f8;--good:#7fd29b;--bad:#ff9b90}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:1120px;margin:auto;padding:40px 20px 64px}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 4px}h2{font-size:1.15rem;margin:40px 0 12px}
h3{font-size:1rem;margin:0}h1,h3,p,td,li,dd{overflow-wrap:anywhere}
p{margin:4px 0}.quiet{color:var(--quiet)}.small{font-size:.875rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,320px),1fr));gap:16px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:20px;min-width:0}
.headline{font-size:2.5rem;line-height:1.2;font-weight:600;font-variant-numeric:tabular-nums}
.chart{display:block;width:100%;max-width:480px;height:auto;margin-top:10px}
.chart text{font:11px system-ui,sans-serif;fill:var(--quiet)}
.axis{stroke:var(--line);stroke-width:1.5}.dot,.bar{fill:var(--accent)}.bar{opacity:.8}
.error-bar{fill:none;stroke:var(--accent);stroke-width:2.5}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:8px 14px;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child>*{border-bottom:0}th{font-weight:600;font-size:.875rem}
.number{text-align:right;white-space:nowrap}.good{color:var(--good)}.bad{color:var(--bad)}
.meter{display:block;height:8px;min-width:2px;border-radius:4px;background:var(--accent)}.wide{width:45%}
.meter.fault{background:var(--bad)}
summary{cursor:pointer;color:var(--accent)}summary:focus-visible{outline:2px solid var(--accent)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:2px 0 10px;font:.85rem/1.5 ui-monospace,monospace}
.samples td:nth-child(2){min-width:200px}
)css";

void append_estimates(std::string& out, const RunReport& report) {
    if (report.evaluators.empty()) return;
    out += "<h2>Scores</h2><div class=\"cards\">";
    for (const auto& result : report.evaluators) {
        const auto& estimate = result.estimate;
        out += fmt::format("<section class=\"card\"><h3>{}</h3><p class=\"headline\">{}</p>",
                           escaped_markup(result.evaluator.name),
                           number_text(estimate.value));
        if (estimate.value && estimate.interval) {
            const auto& interval = *estimate.interval;
            out += fmt::format("<p>± {} · {:.3g}% interval [{}, {}]</p>",
                               number_text((interval.high - interval.low) / 2),
                               interval.level_ratio * 100,
                               number_text(interval.low),
                               number_text(interval.high));
        } else if (!estimate.value) {
            out += fmt::format("<p>{}</p>", to_string(estimate.status));
        }
        out += interval_chart(result) + histogram_chart(result);
        out += fmt::format("<p class=\"quiet small\">n {} · unscored {} · {}</p>",
                           estimate.count,
                           estimate.unscored_count,
                           escaped_markup(estimate.method));
        if (!result.signature.empty()) {
            out += fmt::format("<p class=\"quiet small\">{}</p>", escaped_markup(result.signature));
        }
        for (const auto& warning : estimate.warnings) {
            out += fmt::format("<p class=\"small\">{}</p>", escaped_markup(warning));
        }
        out += "</section>";
    }
    out += "</div>";
}

void append_gates(std::string& out, const RunReport& report) {
    if (report.gates.empty()) return;
    out +=
        "<h2>Gates</h2><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Result</th>"
        "<th scope=\"col\">Condition</th><th scope=\"col\" class=\"number\">Observed</th>"
        "</tr></thead><tbody>";
    for (const auto& gate : report.gates) {
        out += fmt::format(
            "<tr><td class=\"{}\"><strong>{}</strong></td><td>{}<p class=\"quiet "
            "small\">{}</p></td><td class=\"number\">{}</td></tr>",
            gate.has_passed ? "good" : "bad",
            gate.has_passed ? "pass" : "fail",
            escaped_markup(gate.condition),
            escaped_markup(gate.explanation),
            number_text(gate.observed));
    }
    out += "</tbody></table></div>";
}

void append_row(std::string& out, std::string_view label, std::string_view value) {
    out +=
        fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", label, escaped_markup(value));
}

void append_totals(std::string& out, const RunReport& report) {
    const auto& samples = report.samples;
    out += "<h2>Run</h2><div class=\"scroll\"><table><tbody>";
    append_row(out,
               "Samples",
               fmt::format("{} total · {} answered · {} errors · {} unscored · {} cached",
                           samples.total,
                           samples.answered,
                           samples.errors,
                           samples.unscored,
                           samples.cached));
    if (samples.skipped_rows > 0) {
        append_row(out, "Bad rows left out", fmt::format("{}", samples.skipped_rows));
    }
    if (report.spending) {
        append_row(out, "Cost", cost_text(*report.spending));
        append_row(out,
                   "Tokens",
                   fmt::format("{} in · {} out · {} requests",
                               report.spending->prompt_tokens,
                               report.spending->completion_tokens,
                               report.spending->request_count));
    }
    append_row(out, "Duration", duration_text(report.duration_s * 1000));
    append_row(out, "Started", report.created_at);
    append_row(out, "Run", report.run_id);
    append_row(out, "Dataset version", report.dataset_version);
    append_row(out, "Epochs · seed", fmt::format("{} · {}", report.epoch_count, report.seed));
    out += "</tbody></table></div>";
}

/// A row of a bar chart made of a table, so that every number is also text.
void append_meter(std::string& out,
                  std::string_view label,
                  std::string_view value,
                  double ratio,
                  std::string_view kind) {
    out += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td class=\"wide\">"
        "<span class=\"meter {}\" style=\"width:{:.1f}%\"></span></td></tr>",
        escaped_markup(label),
        escaped_markup(value),
        kind,
        ratio * 100);
}

void append_latency(std::string& out, const RunReport& report) {
    if (!report.latency) return;
    const auto& latency = *report.latency;
    out += fmt::format(
        "<h2>Latency <span class=\"quiet small\">n {}</span></h2>"
        "<div class=\"scroll\"><table aria-label=\"Latency percentiles\"><tbody>",
        latency.count);
    const std::pair<std::string_view, double> rows[] = {{"p50", latency.p50_ms},
                                                        {"p90", latency.p90_ms},
                                                        {"p95", latency.p95_ms},
                                                        {"p99", latency.p99_ms},
                                                        {"max", latency.max_ms}};
    for (const auto& [label, value_ms] : rows) {
        const double ratio = latency.max_ms > 0 ? value_ms / latency.max_ms : 0;
        append_meter(out, label, duration_text(value_ms), ratio, "");
    }
    out += "</tbody></table></div>";
}

void append_findings(std::string& out, const RunReport& report) {
    if (!report.errors.empty()) {
        out += "<h2>Errors</h2><div class=\"scroll\"><table aria-label=\"Error counts\"><tbody>";
        std::uint64_t count_max = 1;
        for (const auto& group : report.errors) count_max = std::max(count_max, group.count);
        for (const auto& group : report.errors) {
            append_meter(
                out,
                group.kind + ": " + group.message + " (first: " + group.first_sample_id + ")",
                fmt::format("{}", group.count),
                static_cast<double>(group.count) / static_cast<double>(count_max),
                "fault");
        }
        out += "</tbody></table></div>";
    }
    if (report.warnings.empty()) return;
    out += "<h2>Warnings</h2><ul>";
    for (const auto& text : report.warnings) {
        out += fmt::format("<li>{}</li>", escaped_markup(text));
    }
    out += "</ul>";
}

void append_block(std::string& out, std::string_view label, std::string_view text) {
    if (text.empty()) return;
    out += fmt::format(
        "<strong class=\"small\">{}</strong><pre>{}</pre>", label, escaped_markup(text));
}

void append_samples(std::string& out, std::span<const SampleResult> samples) {
    if (samples.empty()) return;
    out += fmt::format(
        "<h2>Samples <span class=\"quiet small\">extract of {}</span></h2>"
        "<div class=\"scroll\"><table class=\"samples\"><thead><tr>"
        "<th scope=\"col\">Sample</th><th scope=\"col\">Answer</th>"
        "<th scope=\"col\">Scores</th></tr></thead><tbody>",
        samples.size());
    for (const auto& sample : samples) {
        const std::string_view shown = sample.error ? std::string_view(sample.error->message)
                                                    : std::string_view(sample.answer);
        std::string line = one_line(shown, 120);
        if (line.empty()) line = "(empty)";
        out += fmt::format("<tr><td>{}{}</td><td><details><summary>{}{}</summary>",
                           escaped_markup(sample.sample_id.view()),
                           sample.epoch > 0 ? fmt::format(" · epoch {}", sample.epoch) : "",
                           sample.error ? "Error: " : "",
                           escaped_markup(line));
        append_block(out, "Input", sample.input);
        for (const auto& target : sample.targets) append_block(out, "Target", target);
        append_block(out, "Answer", sample.answer);
        if (sample.error) append_block(out, to_string(sample.error->kind), sample.error->message);
        out += "</details></td><td>";
        for (const auto& score : sample.scores) {
            out += fmt::format("<p>{} {}<span class=\"quiet small\"> {}</span></p>",
                               escaped_markup(score.evaluator),
                               number_text(score.value),
                               escaped_markup(score.reason));
        }
        out += "</td></tr>";
    }
    out += "</tbody></table></div>";
}

}  // namespace

std::string to_html(const RunReport& report, std::span<const SampleResult> sample_extract) {
    const auto name = escaped_markup(report.name);
    std::string out = fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\"><title>{}</title><style>{}</style></head><body><main>"
        "<h1>{}</h1><p class=\"quiet\">{} on {} · {}</p>",
        name,
        style,
        name,
        report.model.empty() ? "Recorded outputs" : escaped_markup(report.model),
        escaped_markup(report.dataset),
        escaped_markup(report.state));
    append_estimates(out, report);
    append_gates(out, report);
    append_totals(out, report);
    append_latency(out, report);
    append_findings(out, report);
    append_samples(out, sample_extract);
    return out + fmt::format("<p class=\"quiet small\">Assay {}</p></main></body></html>\n",
                             escaped_markup(report.assay_version));
}

}  // namespace assay::report
