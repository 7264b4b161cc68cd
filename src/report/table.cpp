#include "report/table.hpp"

#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

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
        text_ += "  " + padded(label, label_columns);
        wrapped(value, 2 + label_columns);
    }

    void wrapped_line(std::string_view value) {
        text_ += "  ";
        wrapped(value, 4);
    }

    /// A path: its end is what tells files apart.
    void path_line(std::string_view label, std::string_view path) {
        const std::size_t room = width() - 2 - label_columns;
        std::string clean = one_line(path, path.size());
        while (column_count(clean) > room) {
            const std::size_t slash = clean.find('/', clean.starts_with("…/") ? 4 : 1);
            if (slash == std::string::npos) break;
            clean = "…" + clean.substr(slash);
        }
        line(label, one_line(clean, room));
    }

    /// Text broken between words; every line but the first starts `left` columns in. A longer word
    /// is cut.
    void wrapped(std::string_view value, std::size_t left) {
        const std::string clean = one_line(value, wrapped_length_max);
        const std::size_t room = std::max<std::size_t>(width(), left + 20) - left;
        std::size_t used = 0;
        for (std::string_view rest = clean; !rest.empty();) {
            const std::size_t end = std::min(rest.find(' '), rest.size());
            const std::string word = one_line(rest.substr(0, end), room - 1);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const std::size_t needed = column_count(word);
            if (used > 0 && used + 1 + needed > room) {
                text_ += '\n' + std::string(left, ' ');
                used = 0;
            }
            if (used > 0) text_ += ' ';
            text_ += word;
            used += needed + (used > 0 ? 1 : 0);
        }
        text_ += '\n';
    }

    /// Columns as wide as their widest cell; the first row is the heading. Those in `spare` are
    /// left out, in that order, until the rest fits.
    void grid(std::vector<std::vector<std::string>> rows, std::span<const std::size_t> spare) {
        std::vector<std::size_t> widths(rows.front().size(), 0);
        std::size_t whole = 2;
        for (std::size_t column = 0; column < widths.size(); ++column) {
            for (const auto& row : rows)
                widths[column] = std::max(widths[column], column_count(row[column]) + 2);
            whole += widths[column];
        }
        for (const std::size_t column : spare) {
            // The last column's gap is not printed.
            if (whole <= width() + 2) break;
            whole -= widths[column];
            widths[column] = 0;
            for (auto& row : rows) row[column].clear();
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
    static constexpr std::size_t wrapped_length_max = 600;

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
        std::string interval =
            estimate.value ? "–" : fmt::format("({})", to_string(estimate.status));
        if (estimate.interval) {
            half = number_text((estimate.interval->high - estimate.interval->low) / 2);
            interval = fmt::format("[{}, {}]",
                                   number_text(estimate.interval->low),
                                   number_text(estimate.interval->high));
        }
        rows.push_back({one_line(result.evaluator.name, 30),
                        number_text(estimate.value),
                        half,
                        interval,
                        fmt::format("{}", estimate.count),
                        fmt::format("{}", estimate.unscored_count),
                        one_line(estimate.method, 40)});
    }
    constexpr std::array<std::size_t, 3> spare = {2, 6, 5};
    table.grid(std::move(rows), spare);
}

void print_judges(const RunReport& report, Table& table) {
    for (const auto& result : report.evaluators) {
        if (!result.judge) continue;
        table.title(fmt::format("Judge {}", one_line(result.evaluator.name, 40)));
        for (const TierResult& tier : result.judge->tiers) table.line(tier.tier, tier_line(tier));
        if (!result.judge->calibration.empty()) table.line("card", result.judge->calibration);
        if (result.judge->metric_mean)
            table.line("metrics",
                       fmt::format("mean {} over all samples, not the same thing as the estimate",
                                   number_text(result.judge->metric_mean)));
        if (const std::string cost = coverage_line(*result.judge); !cost.empty())
            table.line("cost", cost);
        if (result.judge->effective_gain && *result.judge->effective_gain > 1)
            table.line("gain",
                       fmt::format("the tiers below are worth {} times the full tier's judgements",
                                   number_text(result.judge->effective_gain)));
    }
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
    if (report.judging) {
        table.line("judging",
                   fmt::format("{}; {} tokens in, {} out, {} calls",
                               cost_text(*report.judging),
                               report.judging->prompt_tokens,
                               report.judging->completion_tokens,
                               report.judging->request_count));
    }
    table.line("duration", duration_text(report.duration_s * 1000));
}

/// Only where there is more than one line to add up.
void print_costs(const RunReport& report, Table& table) {
    if (report.costs.size() < 2) return;
    table.title("Costs");
    std::vector<std::vector<std::string>> rows{
        {"evaluator", "tier", "model", "calls", "tokens in", "out", "cost"}};
    for (const CostRow& row : report.costs)
        rows.push_back({row.evaluator.empty() ? "(answers)" : one_line(row.evaluator, 30),
                        row.tier,
                        one_line(row.model, 40),
                        fmt::format("{}", row.call_count),
                        fmt::format("{}", row.prompt_tokens),
                        fmt::format("{}", row.completion_tokens),
                        row.cost ? to_string(*row.cost) : "unknown"});
    constexpr std::array<std::size_t, 2> spare = {4, 5};
    table.grid(std::move(rows), spare);
}

void print_models(const RunReport& report, Table& table) {
    if (std::ranges::none_of(report.models, &ModelHealth::is_noteworthy)) return;
    table.title("Servers");
    for (const ModelHealth& model : report.models)
        if (model.is_noteworthy()) table.wrapped_line(health_line(model));
}

/// What was seen, in few words; the sentence only where there is no number.
std::string observation(const GateResult& gate) {
    if (!gate.observed) return gate.explanation.empty() ? "undefined" : gate.explanation;
    std::string text = "observed " + number_text(gate.observed);
    if (gate.threshold) text += ", threshold " + number_text(gate.threshold);
    return text;
}

void print_findings(const RunReport& report, Table& table) {
    if (!report.errors.empty()) {
        table.title("Errors");
        for (const auto& group : report.errors) {
            table.raw(fmt::format("  {:>6} × ", group.count));
            table.wrapped(
                group.kind + ": " + group.message + " (first: " + group.first_sample_id + ")", 11);
        }
    }
    if (!report.gates.empty()) {
        table.title("Gates");
        for (const auto& gate : report.gates) {
            table.raw(fmt::format(
                "  {}  ",
                gate.has_passed ? table.painted("pass", "32") : table.painted("FAIL", "31;1")));
            table.wrapped(gate.condition + "  (" + observation(gate) + ")", 8);
        }
    }
    std::vector<std::string> warnings;
    for (const auto& text : report.warnings) warnings.push_back(text);
    for (const auto& result : report.evaluators) {
        for (const auto& text : result.estimate.warnings) {
            warnings.push_back(one_line(result.evaluator.name, 30) + ": " + text);
        }
    }
    if (warnings.empty()) return;
    table.title("Warnings");
    for (const auto& text : warnings) {
        table.raw("  ");
        table.wrapped(text, 2);
    }
}

}  // namespace

std::string to_table(const RunReport& report, TableStyle style) {
    Table table(style);
    table.raw(table.painted(one_line(report.name, table.width() - 20), "1"));
    table.raw(fmt::format("  {}\n", one_line(report.state, 20)));
    table.path_line("dataset", report.dataset);
    table.line("model", report.model.empty() ? "recorded outputs" : report.model);
    table.line("run", report.run_id);
    print_evaluators(report, table);
    print_judges(report, table);
    print_costs(report, table);
    print_totals(report, table);
    print_models(report, table);
    print_findings(report, table);
    return table.take();
}

}  // namespace assay::report
