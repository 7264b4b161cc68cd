#include "report/markdown.hpp"

#include "report/markdown_text.hpp"
#include "report/printing.hpp"

#include <fmt/format.h>

namespace assay::report {
namespace {

/// Who took the money, where there is more than one, and how the servers bore the calls.
std::string cost_lines(const RunReport& report) {
    std::string out;
    if (report.costs.size() > 1) {
        out += "\n| Cost of | Tier | Model | Calls | Cost |\n|---|---|---|---:|---:|\n";
        for (const CostRow& row : report.costs)
            out += fmt::format("| {} | {} | {} | {} | {} |\n",
                               row.evaluator.empty() ? "answers" : escaped_markdown(row.evaluator),
                               row.tier,
                               escaped_markdown(row.model),
                               row.call_count,
                               row.cost ? to_string(*row.cost) : "unknown");
    }
    for (const ModelHealth& model : report.models)
        if (model.is_noteworthy())
            out += fmt::format("\nServer {}.\n", escaped_markdown(health_line(model)));
    return out;
}

}  // namespace

std::string to_markdown(const RunReport& report) {
    std::string out =
        fmt::format("## {}\n\n{} on {}, {}\n\n",
                    escaped_markdown(report.name),
                    report.model.empty() ? "Recorded outputs" : escaped_markdown(report.model),
                    escaped_markdown(report.dataset),
                    escaped_markdown(report.state));
    if (!report.evaluators.empty()) {
        out +=
            "| Evaluator | Value ± half width [interval] | n | Unscored | Method |\n"
            "|---|---|---:|---:|---|\n";
    }
    for (const auto& result : report.evaluators) {
        out += fmt::format("| {} | {} | {} | {} | {} |\n",
                           escaped_markdown(result.evaluator.name),
                           escaped_markdown(estimate_text(result.estimate)),
                           result.estimate.count,
                           result.estimate.unscored_count,
                           escaped_markdown(result.estimate.method));
    }
    for (const auto& result : report.evaluators) {
        if (!result.judge) continue;
        out += fmt::format("\n### Judge {}\n\n", escaped_markdown(result.evaluator.name));
        for (const TierResult& tier : result.judge->tiers)
            out += fmt::format("- {}: {}\n", tier.tier, escaped_markdown(tier_line(tier)));
        if (const std::string cost = coverage_line(*result.judge); !cost.empty())
            out += fmt::format("- Cost {}\n", escaped_markdown(cost));
    }
    if (!report.gates.empty()) out += "\n| Gate | Result | Observed |\n|---|---|---:|\n";
    for (const auto& gate : report.gates) {
        out += fmt::format("| {} | {} | {} |\n",
                           escaped_markdown(gate.condition),
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
        out += fmt::format("Latency p50 {}, p95 {}, p99 {}.\n",
                           duration_text(report.latency->p50_ms),
                           duration_text(report.latency->p95_ms),
                           duration_text(report.latency->p99_ms));
    }
    if (report.spending) out += fmt::format("Cost {}.\n", cost_text(*report.spending));
    out += cost_lines(report);
    if (!report.errors.empty()) out += "\n### Errors\n\n";
    for (const auto& group : report.errors) {
        out += fmt::format("- {} × {}: {}\n",
                           group.count,
                           escaped_markdown(group.kind),
                           escaped_markdown(group.message));
    }
    if (!report.warnings.empty()) out += "\n### Warnings\n\n";
    for (const auto& text : report.warnings) out += fmt::format("- {}\n", escaped_markdown(text));
    out += fmt::format("\nRun {} of {}, Assay {}, dataset version {}.\n",
                       escaped_markdown(report.run_id),
                       escaped_markdown(report.created_at.substr(0, 10)),
                       escaped_markdown(report.assay_version),
                       escaped_markdown(report.dataset_version.substr(0, 12)));
    return out;
}

}  // namespace assay::report
