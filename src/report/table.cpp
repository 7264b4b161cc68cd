#include "report/table.hpp"

#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace assay::report {
namespace {

class Table {
  public:
    explicit Table(TableStyle style) : style_(style) {}

    void title(std::string_view text) {
        text_ += '\n';
        text_ += painted(text, "1");
        text_ += '\n';
    }

    void line(std::string_view label, std::string_view value) {
        const std::size_t left = 2 + label_columns;
        const auto width = std::max<std::size_t>(style_.width_columns, left + 20) - left;
        text_ += fmt::format("  {}{}\n", padded(label, label_columns), one_line(value, width));
    }

    /// Columns as wide as their widest cell; the first row is the heading.
    void grid(const std::vector<std::vector<std::string>>& rows) {
        std::vector<std::size_t> widths(rows.front().size(), 0);
        for (const auto& row : rows) {
            for (std::size_t column = 0; column < row.size(); ++column) {
                widths[column] = std::max(widths[column], column_count(row[column]) + 2);
            }
        }
        for (const auto& row : rows) {
            std::string line = "  ";
            for (std::size_t column = 0; column < row.size(); ++column) {
                line += padded(row[column], widths[column]);
            }
            line.erase(line.find_last_not_of(' ') + 1);
            text_ += &row == &rows.front() ? painted(line, "2") : line;
            text_ += '\n';
        }
    }

    void raw(std::string_view text) { text_ += text; }

    [[nodiscard]] std::string painted(std::string_view text, std::string_view code) const {
        if (!style_.has_color) return std::string(text);
        return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
    }
    [[nodiscard]] std::size_t width() const {
        return std::max<std::size_t>(style_.width_columns, 40);
    }
    std::string take() { return std::move(text_); }

  private:
    static constexpr std::size_t label_columns = 10;

    static std::string padded(std::string_view text, std::size_t columns) {
        const std::size_t used = column_count(text);
        return std::string(text) + std::string(columns > used ? columns - used : 0, ' ');
    }

    TableStyle style_;
    std::string text_;
};

void print_evaluators(const RunReport& report, Table& table) {
    if (report.evaluators.empty()) return;
    table.title("Scores");
    std::vector<std::vector<std::string>> rows{
        {"evaluator", "value", "±", "interval", "n", "unscored", "method"}};
    for (const auto& result : report.evaluators) {
        const auto& estimate = result.estimate;
        std::string half = "–";
        std::string interval = "–";
        if (estimate.interval) {
            half = number_text((estimate.interval->high - estimate.interval->low) / 2);
            interval = fmt::format("[{}, {}]",
                                   number_text(estimate.interval->low),
                                   number_text(estimate.interval->high));
        }
        rows.push_back({one_line(result.evaluator.name, 30),
                        estimate.value ? number_text(*estimate.value) : estimate_text(estimate),
                        half,
                        interval,
                        fmt::format("{}", estimate.count),
                        fmt::format("{}", estimate.unscored_count),
                        one_line(estimate.method, 40)});
    }
    table.grid(rows);
}

void print_totals(const RunReport& report, Table& table) {
    table.title("Run");
    const auto& samples = report.samples;
    std::string counts = fmt::format("{} total, {} answered, {} errors, {} unscored, {} cached",
                                     samples.total,
                                     samples.answered,
                                     samples.errors,
                                     samples.unscored,
                                     samples.cached);
    if (samples.skipped_rows > 0)
        counts += fmt::format(", {} bad rows left out", samples.skipped_rows);
    table.line("samples", counts);
    if (report.latency) {
        const auto& latency = *report.latency;
        table.line("latency",
                   fmt::format("p50 {}, p90 {}, p95 {}, p99 {}, max {} (n {})",
                               duration_text(latency.p50_ms),
                               duration_text(latency.p90_ms),
                               duration_text(latency.p95_ms),
                               duration_text(latency.p99_ms),
                               duration_text(latency.max_ms),
                               latency.count));
    }
    if (report.spending) {
        const auto& spending = *report.spending;
        table.line("cost", cost_text(spending));
        table.line("tokens",
                   fmt::format("{} in, {} out, {} requests",
                               spending.prompt_tokens,
                               spending.completion_tokens,
                               spending.request_count));
    }
    table.line("duration", duration_text(report.duration_s * 1000));
}

void print_findings(const RunReport& report, Table& table) {
    if (!report.errors.empty()) {
        table.title("Errors");
        for (const auto& group : report.errors) {
            table.raw(fmt::format("  {:>6} × {}\n",
                                  group.count,
                                  one_line(group.kind + ": " + group.message +
                                               " (first: " + group.first_sample_id + ")",
                                           table.width() - 12)));
        }
    }
    if (!report.gates.empty()) {
        table.title("Gates");
        for (const auto& gate : report.gates) {
            table.raw(fmt::format(
                "  {}  {}  (observed {}{}{})\n",
                gate.has_passed ? table.painted("pass", "32") : table.painted("FAIL", "31;1"),
                one_line(gate.condition, table.width() - 30),
                number_text(gate.observed),
                gate.explanation.empty() ? "" : "; ",
                one_line(gate.explanation, 200)));
        }
    }
    std::vector<std::string> warnings;
    for (const auto& text : report.warnings) warnings.push_back(one_line(text, 400));
    for (const auto& result : report.evaluators) {
        for (const auto& text : result.estimate.warnings) {
            warnings.push_back(one_line(result.evaluator.name, 30) + ": " + one_line(text, 400));
        }
    }
    if (warnings.empty()) return;
    table.title("Warnings");
    for (const auto& text : warnings) table.raw(fmt::format("  {}\n", text));
}

}  // namespace

std::string to_table(const RunReport& report, TableStyle style) {
    Table table(style);
    table.raw(table.painted(one_line(report.name, table.width() - 20), "1"));
    table.raw(fmt::format("  {}\n", one_line(report.state, 20)));
    table.line("dataset", report.dataset);
    table.line("model", report.model.empty() ? "recorded outputs" : report.model);
    table.line("run", report.run_id);
    print_evaluators(report, table);
    print_totals(report, table);
    print_findings(report, table);
    return table.take();
}

}  // namespace assay::report
