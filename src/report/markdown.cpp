#include "report/markdown.hpp"

#include "report/printing.hpp"

#include <fmt/format.h>

namespace assay::report {
namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char letter : one_line(text, 400)) {
        if (letter == '<') {
            out += "&lt;";
        } else if (letter == '>') {
            out += "&gt;";
        } else if (letter == '&') {
            out += "&amp;";
        } else {
            if (std::string_view("\\`*_[]#|~!").find(letter) != std::string_view::npos) out += '\\';
            out += letter;
        }
    }
    return out;
}

}  // namespace

std::string to_markdown(const RunReport& report) {
    std::string out = fmt::format("## {}\n\n{} on {}, {}\n\n",
                                  escaped(report.name),
                                  report.model.empty() ? "Recorded outputs" : escaped(report.model),
                                  escaped(report.dataset),
                                  escaped(report.state));
    if (!report.evaluators.empty()) {
        out += "| Evaluator | Value | n | Unscored | Method |\n|---|---|---:|---:|---|\n";
    }
    for (const auto& result : report.evaluators) {
        out += fmt::format("| {} | {} | {} | {} | {} |\n",
                           escaped(result.evaluator.name),
                           escaped(estimate_text(result.estimate)),
                           result.estimate.count,
                           result.estimate.unscored_count,
                           escaped(result.estimate.method));
    }
    if (!report.gates.empty()) out += "\n| Gate | Result | Observed |\n|---|---|---:|\n";
    for (const auto& gate : report.gates) {
        out += fmt::format("| {} | {} | {} |\n",
                           escaped(gate.condition),
                           gate.has_passed ? "pass" : "**FAIL**",
                           number_text(gate.observed));
    }
    const auto& samples = report.samples;
    out += fmt::format("\n{} samples: {} answered, {} errors, {} unscored, {} cached.\n",
                       samples.total,
                       samples.answered,
                       samples.errors,
                       samples.unscored,
                       samples.cached);
    if (report.latency) {
        out += fmt::format("Latency p50 {}, p95 {}.\n",
                           duration_text(report.latency->p50_ms),
                           duration_text(report.latency->p95_ms));
    }
    if (report.spending) out += fmt::format("Cost {}.\n", cost_text(*report.spending));
    if (!report.errors.empty()) out += "\n### Errors\n\n";
    for (const auto& group : report.errors) {
        out += fmt::format(
            "- {} × {}: {}\n", group.count, escaped(group.kind), escaped(group.message));
    }
    if (!report.warnings.empty()) out += "\n### Warnings\n\n";
    for (const auto& text : report.warnings) out += fmt::format("- {}\n", escaped(text));
    return out;
}

}  // namespace assay::report
