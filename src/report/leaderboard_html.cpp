#include "report/html_page.hpp"
#include "report/leaderboard_report.hpp"
#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::report {
namespace {

using experiment::BattleTally;
using experiment::Leaderboard;
using experiment::LeaderboardRow;

/// Models of which the matrix of wins is shown: more would be a wall of figures.
constexpr std::size_t matrix_model_count_max = 25;

struct RatingAxis {
    double low = 0;
    double high = 1;
    [[nodiscard]] double percent(double at) const {
        return std::clamp(100 * (at - low) / (high - low), 0.0, 100.0);
    }
};

/// Around all intervals, in four steps that are round numbers of points.
RatingAxis axis_of(const Leaderboard& board) {
    double low = 1000;
    double high = 1000;
    for (const LeaderboardRow& row : board.rows) {
        if (!row.rating.value) continue;
        low = std::min(
            {low, *row.rating.value, row.rating.interval ? row.rating.interval->low : low});
        high = std::max(
            {high, *row.rating.value, row.rating.interval ? row.rating.interval->high : high});
    }
    for (const double step : {5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0}) {
        const double from = std::floor(low / step) * step;
        if (from + 4 * step >= high) return {from, from + 4 * step};
    }
    return {low, high + 1};
}

void append_chart(std::string& out, const Leaderboard& board) {
    const RatingAxis axis = axis_of(board);
    out += "<div class=\"box\">";
    for (const LeaderboardRow& row : board.rows) {
        out += fmt::format(
            "<div class=\"row\"><div class=\"label\"><strong>{}</strong> <span class=\"quiet "
            "small\">{}</span></div>",
            escaped_markup(row.model),
            row.rank > 0 ? "rank " + rank_interval_text(row) : "");
        if (!row.rating.value) {
            out += fmt::format("<div class=\"quiet\">no rating: {}</div><div>–</div></div>",
                               escaped_markup(row.message));
            continue;
        }
        out += fmt::format("<div class=\"track\" role=\"img\" aria-label=\"{}: {}\">",
                           escaped_markup(row.model),
                           escaped_markup(estimate_text(row.rating)));
        std::string interval;
        if (row.rating.interval) {
            const double left = axis.percent(row.rating.interval->low);
            out += fmt::format("<i class=\"whisker\" style=\"left:{:.2f}%;width:{:.2f}%\"></i>",
                               left,
                               axis.percent(row.rating.interval->high) - left);
            interval = fmt::format(
                "[{:.0f}, {:.0f}]", row.rating.interval->low, row.rating.interval->high);
        }
        out += fmt::format(
            "<b class=\"dot\" style=\"left:{:.2f}%\"></b></div><div class=\"value\"><strong>{:.0f}"
            "</strong> <span class=\"quiet\">{}</span></div></div>",
            axis.percent(*row.rating.value),
            *row.rating.value,
            interval);
    }
    out += "<div class=\"axis\" aria-hidden=\"true\"><div class=\"ticks\">";
    for (int tick = 0; tick <= 4; ++tick)
        out += fmt::format("<span>{:.0f}</span>", axis.low + (axis.high - axis.low) * tick / 4);
    out += "</div></div></div>";
}

std::string rate_cell(const std::optional<stats::Estimate>& rate) {
    if (!rate || !rate->value) return "<td class=\"number\">–</td>";
    std::string interval = "<p class=\"quiet small\">no interval</p>";
    if (rate->interval)
        interval = fmt::format("<p class=\"quiet small\">[{:.1f}, {:.1f}]</p>",
                               100 * rate->interval->low,
                               100 * rate->interval->high);
    return fmt::format("<td class=\"number\">{:.1f} %{}</td>", 100 * *rate->value, interval);
}

void append_battles(std::string& out, const Leaderboard& board) {
    const bool has_control = !board.controls.empty();
    out +=
        "<h2>Battles</h2><p class=\"quiet small\">Elo depends on the order of the battles and has "
        "no interval: a live view, no ranking.</p><div class=\"scroll\" tabindex=\"0\"><table>"
        "<thead><tr><th scope=\"col\">Model</th><th scope=\"col\" class=\"number\">Won</th><th "
        "scope=\"col\" class=\"number\">Tied</th><th scope=\"col\" class=\"number\">Lost</th><th "
        "scope=\"col\" class=\"number\">Elo</th>";
    if (!board.baseline.empty()) {
        out += fmt::format("<th scope=\"col\" class=\"number\">Against {}</th>",
                           escaped_markup(board.baseline));
        if (has_control)
            out += fmt::format("<th scope=\"col\" class=\"number\">With the same {}</th>",
                               escaped_markup(board.controls.front().control));
    }
    out += "</tr></thead><tbody>";
    for (const LeaderboardRow& row : board.rows) {
        out += fmt::format(
            "<tr><th scope=\"row\">{}</th><td class=\"number\">{:.6g}</td><td "
            "class=\"number\">{:.6g}</td><td class=\"number\">{:.6g}</td><td "
            "class=\"number\">{:.0f}</td>",
            escaped_markup(row.model),
            row.tally.won,
            row.tally.tied,
            row.tally.lost,
            row.elo_points);
        if (!board.baseline.empty()) {
            out += rate_cell(row.win_rate);
            if (has_control) out += rate_cell(row.controlled_win_rate);
        }
        out += "</tr>";
    }
    out += "</tbody></table></div>";
}

void append_matrix(std::string& out, const Leaderboard& board) {
    const std::size_t all = board.rows.size();
    const std::size_t count = std::min(all, matrix_model_count_max);
    out += fmt::format(
        "<h2>Who beats whom</h2><p class=\"quiet small\">Share of battles that the model of the "
        "row "
        "won against that of the column, a tie half, and how many they fought{}.</p><div "
        "class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Model</th>",
        all > count ? fmt::format("; the first {} models of {}", count, all) : "");
    for (std::size_t i = 0; i < count; ++i)
        out += fmt::format("<th scope=\"col\" class=\"number\">{}</th>",
                           escaped_markup(shortened(clean_text(board.rows[i].model), 24)));
    out += "</tr></thead><tbody>";
    for (std::size_t i = 0; i < count; ++i) {
        out += fmt::format("<tr><th scope=\"row\">{}</th>", escaped_markup(board.rows[i].model));
        for (std::size_t j = 0; j < count; ++j) {
            const BattleTally& tally = board.matrix[i * all + j];
            if (tally.count() > 0)
                out += fmt::format(
                    "<td class=\"number\">{:.0f} %<p class=\"quiet small\">{:.6g}</p></td>",
                    100 * tally.share_sum / tally.count(),
                    tally.count());
            else
                out += fmt::format("<td class=\"number quiet\">{}</td>", i == j ? "" : "–");
        }
        out += "</tr>";
    }
    out += "</tbody></table></div>";
}

}  // namespace

std::string to_html(const Leaderboard& board, const std::string& source) {
    std::string out = page_start("Leaderboard");
    out += fmt::format(
        "<h1>Leaderboard</h1><p class=\"quiet\">{}</p><h2>Ratings</h2><p class=\"quiet small\">The "
        "dot is the rating, the line its {:.3g} % interval. Ranks say where a model may stand, all "
        "models at once.</p>",
        escaped_markup(source),
        100 * board.confidence_ratio);
    append_chart(out, board);
    append_battles(out, board);
    append_matrix(out, board);
    out += "<h2>How this was measured</h2><div class=\"box\">";
    for (const std::string& note : leaderboard_notes(board))
        out += fmt::format("<p>{}</p>", escaped_markup(note));
    return out + "</div>" + std::string(page_end);
}

}  // namespace assay::report
