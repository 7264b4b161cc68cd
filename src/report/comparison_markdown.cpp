#include "report/comparison_report.hpp"
#include "report/markdown_text.hpp"
#include "report/printing.hpp"

#include <fmt/format.h>

namespace assay::report {
namespace {

using experiment::MetricComparison;

void append_side(std::string& out, char letter, const experiment::Side& side) {
    out += fmt::format("- **{}**: {}, {}, {} samples\n",
                       letter,
                       escaped_markdown(side.name),
                       side.model.empty() ? "model not recorded" : escaped_markdown(side.model),
                       side.sample_count);
}

void append_slices(std::string& out, const MetricComparison& metric, char letter) {
    if (metric.slices.empty()) return;
    out += fmt::format(
        "\n| Slice of {} | Pairs | A | {} | Difference | p (BH) "
        "|\n|---|---:|---:|---:|---:|---:|\n",
        escaped_markdown(metric_text(metric)),
        letter);
    for (const auto& slice : metric.slices)
        out += fmt::format("| {}: {} | {} | {} | {} | {} {} | {} |\n",
                           escaped_markdown(slice.field),
                           slice.value.empty() ? "(none)" : escaped_markdown(slice.value),
                           slice.paired_count,
                           number_text(slice.first_mean),
                           number_text(slice.second_mean),
                           signed_text(slice.difference.value),
                           escaped_markdown(difference_interval_text(slice.difference)),
                           escaped_markdown(p_value_text(slice.difference.adjusted_p_value)));
}

}  // namespace

std::string to_markdown(std::span<const experiment::RunComparison> comparisons,
                        double confidence_ratio) {
    if (comparisons.empty()) return {};
    std::string out = "## Comparison\n\n";
    append_side(out, 'A', comparisons.front().first);
    char letter = 'B';
    for (const auto& comparison : comparisons) append_side(out, letter++, comparison.second);
    letter = 'B';
    for (const auto& comparison : comparisons) {
        out += fmt::format(
            "\n### {0} against A\n\n| Metric | A | {0} | Difference | p (Holm) | Won / tied / lost "
            "|\n|---|---:|---:|---:|---:|---:|\n",
            letter);
        for (const MetricComparison& metric : comparison.metrics)
            out += fmt::format("| {} | {} | {} | {} {} | {} | {} / {} / {} |\n",
                               escaped_markdown(metric_text(metric)),
                               number_text(metric.first_mean),
                               number_text(metric.second_mean),
                               signed_text(metric.difference.value),
                               escaped_markdown(difference_interval_text(metric.difference)),
                               escaped_markdown(p_value_text(metric.difference.adjusted_p_value)),
                               metric.outcomes.won,
                               metric.outcomes.tied,
                               metric.outcomes.lost);
        out += '\n';
        for (const std::string& warning : comparison.warnings)
            out += fmt::format("- {}\n", escaped_markdown(warning));
        for (const MetricComparison& metric : comparison.metrics) {
            out += fmt::format("- **{}**: {} {}.\n",
                               escaped_markdown(metric_text(metric)),
                               escaped_markdown(verdict_sentence(
                                   metric, std::string(1, letter), confidence_ratio)),
                               escaped_markdown(pairs_text(metric.pairs, letter)));
            for (const std::string& warning : metric.warnings)
                out += fmt::format("  - {}\n", escaped_markdown(warning));
        }
        for (const MetricComparison& metric : comparison.metrics)
            append_slices(out, metric, letter);
        ++letter;
    }
    return out;
}

}  // namespace assay::report
