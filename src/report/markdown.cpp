#include "report/markdown.hpp"

#include "report/printing.hpp"

#include <fmt/format.h>

#include <cctype>

namespace assay::report {
namespace {

bool is_word_byte(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte >= 0x80 || std::isalnum(byte) != 0;
}

/// An underscore inside a word is no emphasis; escaped, names would be hard to read in the raw
/// text.
bool is_inside_word(std::string_view text, std::size_t index) {
    return index > 0 && index + 1 < text.size() && is_word_byte(text[index - 1]) &&
           is_word_byte(text[index + 1]);
}

std::string escaped(std::string_view text) {
    const std::string line = one_line(text, 400);
    std::string out;
    for (std::size_t index = 0; index < line.size(); ++index) {
        const char letter = line[index];
        if (letter == '<') {
            out += "&lt;";
        } else if (letter == '>') {
            out += "&gt;";
        } else if (letter == '&') {
            out += "&amp;";
        } else {
            const bool is_mark =
                std::string_view("\\`*[]#|~!").find(letter) != std::string_view::npos ||
                (letter == '_' && !is_inside_word(line, index));
            if (is_mark) out += '\\';
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
        out +=
            "| Evaluator | Value ± half width [interval] | n | Unscored | Method |\n"
            "|---|---|---:|---:|---|\n";
    }
    for (const auto& result : report.evaluators) {
        out += fmt::format("| {} | {} | {} | {} | {} |\n",
                           escaped(result.evaluator.name),
                           escaped(estimate_text(result.estimate)),
                           result.estimate.count,
                           result.estimate.unscored_count,
                           escaped(result.estimate.method));
    }
    for (const auto& result : report.evaluators) {
        if (!result.judge) continue;
        out += fmt::format("\n### Judge {}\n\n", escaped(result.evaluator.name));
        for (const TierResult& tier : result.judge->tiers)
            out += fmt::format("- {}: {}\n", tier.tier, escaped(tier_line(tier)));
        if (const std::string cost = coverage_line(*result.judge); !cost.empty())
            out += fmt::format("- Cost {}\n", escaped(cost));
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
        out += fmt::format("Latency p50 {}, p95 {}, p99 {}.\n",
                           duration_text(report.latency->p50_ms),
                           duration_text(report.latency->p95_ms),
                           duration_text(report.latency->p99_ms));
    }
    if (report.spending) out += fmt::format("Cost {}.\n", cost_text(*report.spending));
    if (!report.errors.empty()) out += "\n### Errors\n\n";
    for (const auto& group : report.errors) {
        out += fmt::format(
            "- {} × {}: {}\n", group.count, escaped(group.kind), escaped(group.message));
    }
    if (!report.warnings.empty()) out += "\n### Warnings\n\n";
    for (const auto& text : report.warnings) out += fmt::format("- {}\n", escaped(text));
    out += fmt::format("\nRun {} of {}, Assay {}, dataset version {}.\n",
                       escaped(report.run_id),
                       escaped(report.created_at.substr(0, 10)),
                       escaped(report.assay_version),
                       escaped(report.dataset_version.substr(0, 12)));
    return out;
}

}  // namespace assay::report
