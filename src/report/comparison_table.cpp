#include "report/comparison_report.hpp"
#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace assay::report {
namespace {

using experiment::MetricComparison;
using experiment::RunComparison;

constexpr std::size_t text_length_max = 2000;

class Page {
  public:
    explicit Page(TableStyle style) : style_(style) {}

    void title(std::string_view text) { out_ += '\n' + painted(text, "1") + '\n'; }
    /// Words after `label`, wrapped under their own start.
    void line(std::string_view label, std::string_view text, std::string_view code = "") {
        const std::string start = "  " + std::string(label);
        out_ += start;
        const std::size_t left = column_count(start);
        const std::size_t width = std::max<std::size_t>(style_.width_columns, left + 20);
        std::size_t used = left;
        const std::string clean = one_line(text, text_length_max);
        std::string body;
        for (std::size_t at = 0; at < clean.size();) {
            const std::size_t end = std::min(clean.find(' ', at), clean.size());
            const std::string word = clean.substr(at, end - at);
            at = end + 1;
            const std::size_t needed = column_count(word);
            if (used > left && used + 1 + needed > width) {
                body += '\n' + std::string(left, ' ');
                used = left;
            } else if (used > left) {
                body += ' ';
                ++used;
            }
            body += word;
            used += needed;
        }
        out_ += painted(body, code) + '\n';
    }
    /// The first row is the heading; all columns but the first `text_count` are numbers.
    void grid(const std::vector<std::vector<std::string>>& rows, std::size_t text_count) {
        std::vector<std::size_t> widths(rows.front().size());
        for (const auto& row : rows)
            for (std::size_t i = 0; i < row.size(); ++i)
                widths[i] = std::max(widths[i], column_count(row[i]));
        for (const auto& row : rows) {
            std::string line = "  ";
            for (std::size_t i = 0; i < row.size(); ++i) {
                const std::string space(widths[i] - column_count(row[i]), ' ');
                if (i > 0) line += "  ";
                line += i < text_count ? row[i] + space : space + row[i];
            }
            line.erase(line.find_last_not_of(' ') + 1);
            out_ += (&row == &rows.front() ? painted(line, "2") : line) + '\n';
        }
    }
    [[nodiscard]] std::string painted(std::string_view text, std::string_view code) const {
        if (!style_.has_color || code.empty()) return std::string(text);
        return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
    TableStyle style_;
    std::string out_;
};

std::string_view color_of(experiment::Verdict verdict) {
    if (verdict == experiment::Verdict::better) return "32";
    return verdict == experiment::Verdict::worse ? "31" : "";
}

void print_side(Page& page, char letter, const experiment::Side& side) {
    std::string text =
        fmt::format("{}, {}", side.name, side.model.empty() ? "model not recorded" : side.model);
    text += fmt::format(", {} samples", side.sample_count);
    if (side.row_count > side.sample_count)
        text += fmt::format(" in {} rows, repeats averaged", side.row_count);
    page.line(fmt::format("{}  ", letter), text);
}

void print_numbers(Page& page,
                   const RunComparison& comparison,
                   char letter,
                   double confidence_ratio) {
    std::vector<std::vector<std::string>> rows = {
        {"metric",
         "A",
         std::string(1, letter),
         "difference",
         fmt::format("{:.3g} % interval", 100 * confidence_ratio),
         "p",
         "p (Holm)",
         "won",
         "tied",
         "lost"}};
    for (const MetricComparison& metric : comparison.metrics) {
        const auto& outcomes = metric.outcomes;
        const bool has_outcomes = outcomes.won + outcomes.tied + outcomes.lost > 0;
        const auto count = [has_outcomes](std::uint64_t number) {
            return has_outcomes ? fmt::format("{}", number) : std::string("–");
        };
        rows.push_back({one_line(metric_text(metric), 22),
                        number_text(metric.first_mean),
                        number_text(metric.second_mean),
                        signed_text(metric.difference.value),
                        difference_interval_text(metric.difference),
                        p_value_text(metric.difference.p_value),
                        p_value_text(metric.difference.adjusted_p_value),
                        count(outcomes.won),
                        count(outcomes.tied),
                        count(outcomes.lost)});
    }
    page.grid(rows, 1);
}

std::string effect_text(const experiment::Effects& effects) {
    std::string text;
    const auto add = [&text](std::string_view name, const std::optional<double>& value) {
        if (value) text += fmt::format("{}{} {:.3g}", text.empty() ? "" : ", ", name, *value);
    };
    add("d", effects.cohens_d);
    add("dz", effects.cohens_dz);
    add("h", effects.cohens_h);
    add("A12", effects.superiority_ratio);
    return text;
}

void print_metrics(Page& page,
                   const RunComparison& comparison,
                   char letter,
                   double confidence_ratio) {
    for (const MetricComparison& metric : comparison.metrics) {
        page.title(one_line(metric_text(metric), 60));
        const auto verdict = verdict_of(metric.difference, metric.better, confidence_ratio);
        page.line("",
                  verdict_sentence(metric, std::string(1, letter), confidence_ratio),
                  color_of(verdict));
        page.line("pairs    ", pairs_text(metric.pairs, letter));
        std::string method = metric.difference.method;
        if (metric.difference.cluster_count)
            method += fmt::format(", {} clusters", *metric.difference.cluster_count);
        page.line("method   ", fmt::format("interval: {}; p: {}", method, metric.difference.test));
        if (const std::string effects = effect_text(metric.effects); !effects.empty())
            page.line("effect   ", effects);
        for (const std::string& warning : metric.warnings) page.line("note     ", warning);
    }
}

void print_slices(Page& page, const RunComparison& comparison, char letter) {
    std::vector<std::vector<std::string>> rows = {{"metric",
                                                   "slice",
                                                   "pairs",
                                                   "A",
                                                   std::string(1, letter),
                                                   "difference",
                                                   "interval",
                                                   "p",
                                                   "p (BH)"}};
    for (const MetricComparison& metric : comparison.metrics) {
        for (const auto& slice : metric.slices)
            rows.push_back(
                {one_line(metric_text(metric), 18),
                 one_line(slice.field + ": " + (slice.value.empty() ? "(none)" : slice.value), 22),
                 fmt::format("{}", slice.paired_count),
                 number_text(slice.first_mean),
                 number_text(slice.second_mean),
                 signed_text(slice.difference.value),
                 difference_interval_text(slice.difference),
                 p_value_text(slice.difference.p_value),
                 p_value_text(slice.difference.adjusted_p_value)});
    }
    if (rows.size() == 1) return;
    page.title("Slices");
    page.grid(rows, 2);
}

void print_changed(Page& page, const RunComparison& comparison, char letter) {
    for (const MetricComparison& metric : comparison.metrics) {
        if (metric.worst.empty() && metric.best.empty()) continue;
        page.title(fmt::format("Changed most: {}", one_line(metric_text(metric), 50)));
        for (const auto& [word, samples] :
             {std::pair("lost", &metric.worst), std::pair("won ", &metric.best)}) {
            for (const experiment::ChangedSample& sample : *samples) {
                page.line("",
                          fmt::format("{} {}: {} to {}",
                                      word,
                                      sample.sample_id,
                                      number_text(sample.first),
                                      number_text(sample.second)));
                if (sample.first_output.empty() && sample.second_output.empty()) continue;
                page.line("  A  ", one_line(sample.first_output, 180));
                page.line(fmt::format("  {}  ", letter), one_line(sample.second_output, 180));
            }
        }
    }
}

}  // namespace

std::string metric_text(const MetricComparison& metric) {
    return metric.tier.empty() ? metric.metric : fmt::format("{} ({})", metric.metric, metric.tier);
}

std::string p_value_text(std::optional<double> p_value) {
    if (!p_value) return "–";
    return *p_value < 0.0001 ? std::string("< 0.0001") : fmt::format("{:.2g}", *p_value);
}

std::string signed_text(std::optional<double> value) {
    if (!value) return "–";
    return (*value > 0 ? "+" : "") + number_text(*value);
}

std::string difference_interval_text(const experiment::Difference& difference) {
    if (!difference.interval) return "–";
    return fmt::format(
        "[{}, {}]", signed_text(difference.interval->low), signed_text(difference.interval->high));
}

std::string pairs_text(const experiment::PairCounts& pairs, char second) {
    std::string reasons;
    const auto add = [&reasons](std::uint64_t count, std::string_view why, char side) {
        if (count > 0)
            reasons += fmt::format("{}{} {} {}", reasons.empty() ? "" : ", ", count, why, side);
    };
    add(pairs.only_in_first, "only in", 'A');
    add(pairs.only_in_second, "only in", second);
    add(pairs.failed_in_first, "with an infrastructure error in", 'A');
    add(pairs.failed_in_second, "with an infrastructure error in", second);
    add(pairs.unscored_in_first, "without a score in", 'A');
    add(pairs.unscored_in_second, "without a score in", second);
    const std::string count =
        fmt::format("{} {}", pairs.paired, pairs.paired == 1 ? "pair" : "pairs");
    return reasons.empty() ? count + ", all samples of both" : count + "; not paired: " + reasons;
}

std::string to_table(std::span<const RunComparison> comparisons,
                     double confidence_ratio,
                     TableStyle style) {
    Page page(style);
    if (comparisons.empty()) return {};
    print_side(page, 'A', comparisons.front().first);
    char letter = 'B';
    for (const RunComparison& comparison : comparisons)
        print_side(page, letter++, comparison.second);
    letter = 'B';
    for (const RunComparison& comparison : comparisons) {
        page.title(fmt::format("{} against A", letter));
        for (const std::string& warning : comparison.warnings) page.line("note  ", warning, "33");
        print_numbers(page, comparison, letter, confidence_ratio);
        print_metrics(page, comparison, letter, confidence_ratio);
        print_slices(page, comparison, letter);
        print_changed(page, comparison, letter);
        ++letter;
    }
    return page.take();
}

}  // namespace assay::report
