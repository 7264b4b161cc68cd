#include "report/sample_rows.hpp"

#include "core/json.hpp"
#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::report {
namespace {

void append_cell(std::string& row, std::string_view text) {
    if (!row.empty()) row += ',';
    const std::string clean = clean_text(text);
    if (clean.find_first_of(",\"\n") == std::string::npos) {
        row += clean;
        return;
    }
    row += '"';
    for (const char letter : clean) {
        if (letter == '"') row += '"';
        row += letter;
    }
    row += '"';
}

std::string targets_text(const std::vector<std::string>& targets) {
    std::string text = "[";
    for (const auto& target : targets) {
        if (text.size() > 1) text += ',';
        append_json_string(text, target);
    }
    return text + "]";
}

/// A metric's score, or a judge's in the last tier that has one.
std::optional<double> value_of(const SampleResult& result, std::string_view evaluator) {
    const auto score = std::ranges::find(result.scores, evaluator, &Score::evaluator);
    if (score != result.scores.end()) return score->value;
    std::optional<double> value;
    for (const Judgement& judgement : result.judgements)
        if (judgement.evaluator == evaluator && judgement.value) value = judgement.value;
    return value;
}

}  // namespace

std::string csv_header(std::span<const std::string> evaluator_names) {
    std::string row = "sample_id,epoch,input,targets,answer,error_kind,error,latency_ms,cost_usd";
    for (const auto& name : evaluator_names) append_cell(row, "score:" + name);
    return row + "\r\n";
}

std::string csv_row(const SampleResult& result, std::span<const std::string> evaluator_names) {
    // The first cell is quoted by hand, because an empty id would look like an absent cell.
    std::string row;
    append_cell(row, result.sample_id.view());
    if (row.empty()) row = "\"\"";
    append_cell(row, fmt::format("{}", result.epoch));
    append_cell(row, result.input);
    append_cell(row, targets_text(result.targets));
    append_cell(row, result.answer);
    append_cell(row, result.error ? to_string(result.error->kind) : std::string_view{});
    append_cell(row, result.error ? std::string_view(result.error->message) : std::string_view{});
    const auto& completion = result.completion;
    append_cell(row, completion ? fmt::format("{}", completion->latency_ms) : "");
    append_cell(
        row,
        completion && completion->cost ? fmt::format("{:.9f}", completion->cost->dollars()) : "");
    for (const auto& name : evaluator_names) {
        const std::optional<double> value = value_of(result, name);
        append_cell(row, value ? fmt::format("{}", *value) : "");
    }
    return row + "\r\n";
}

std::string json_line(const SampleResult& result) {
    // Invalid bytes can only be inside strings, so the text is repaired after it was written.
    return clean_text(to_json_text(to_json(result))) + "\n";
}

}  // namespace assay::report
