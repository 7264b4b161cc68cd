#include "report/junit.hpp"

#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::report {
namespace {

/// Text of an attribute: a reader would turn its line breaks into spaces.
std::string attribute(std::string_view text) {
    std::string out;
    for (const char letter : escaped_markup(text)) {
        if (letter == '\n') {
            out += "&#10;";
        } else if (letter == '\t') {
            out += "&#9;";
        } else {
            out += letter;
        }
    }
    return out;
}

/// Answered, yet no evaluator could score it: neither right nor wrong.
bool is_skipped(const SampleResult& sample) {
    return !sample.error && !sample.scores.empty() &&
           std::ranges::none_of(sample.scores,
                                [](const Score& score) { return score.value.has_value(); });
}

std::string gate_case(const GateResult& gate) {
    std::string out = fmt::format("    <testcase classname=\"gates\" name=\"{}\" time=\"0\"",
                                  attribute(gate.condition));
    if (gate.has_passed) return out + "/>\n";
    return out + fmt::format(
                     ">\n      <failure type=\"gate\" message=\"observed {}: {}\"/>\n"
                     "    </testcase>\n",
                     number_text(gate.observed),
                     attribute(gate.explanation));
}

std::string sample_case(const SampleResult& sample) {
    const double duration_s = sample.completion ? sample.completion->latency_ms / 1000 : 0;
    std::string out =
        fmt::format("    <testcase classname=\"samples\" name=\"{}{}\" time=\"{:.3f}\">\n",
                    attribute(sample.sample_id.view()),
                    sample.epoch > 0 ? fmt::format(" (epoch {})", sample.epoch) : "",
                    duration_s);
    if (!sample.scores.empty()) {
        out += "      <properties>\n";
        for (const auto& score : sample.scores) {
            out += fmt::format("        <property name=\"score:{}\" value=\"{}\"/>\n",
                               attribute(score.evaluator),
                               score.value ? fmt::format("{}", *score.value) : "unscored");
        }
        out += "      </properties>\n";
    }
    if (sample.error) {
        out += fmt::format("      <error type=\"{}\" message=\"{}\"/>\n",
                           to_string(sample.error->kind),
                           attribute(sample.error->message));
    }
    if (is_skipped(sample)) {
        out += fmt::format("      <skipped message=\"unscored: {}\"/>\n",
                           attribute(sample.scores.front().reason));
    }
    return out + "    </testcase>\n";
}

}  // namespace

std::string to_junit(const RunReport& report, std::span<const SampleResult> samples) {
    const auto failure_count =
        std::ranges::count(report.gates, false, [](const auto& gate) { return gate.has_passed; });
    const auto error_count =
        std::ranges::count(samples, true, [](const auto& one) { return one.error.has_value(); });
    const auto skipped_count = std::ranges::count(samples, true, is_skipped);
    const auto counts = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"",
                                    report.gates.size() + samples.size(),
                                    failure_count,
                                    error_count,
                                    report.duration_s);
    const auto name = attribute(report.name);
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    out += fmt::format("<testsuites name=\"{}\" {}>\n", name, counts);
    // JUnit wants whole seconds without a zone.
    out += fmt::format("  <testsuite name=\"{}\" {} skipped=\"{}\" timestamp=\"{}\">\n",
                       name,
                       counts,
                       skipped_count,
                       attribute(report.created_at.substr(0, 19)));
    for (const auto& gate : report.gates) out += gate_case(gate);
    for (const auto& sample : samples) out += sample_case(sample);
    return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace assay::report
