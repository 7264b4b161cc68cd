// A leaderboard as JSON, as aligned text and as Markdown.
#include "report/leaderboard_report.hpp"
#include "report/markdown_text.hpp"
#include "report/printing.hpp"
#include "report/run_report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::report {
namespace {

using experiment::BattleTally;
using experiment::Leaderboard;
using experiment::LeaderboardRow;
using experiment::Standing;

constexpr std::size_t name_columns_max = 40;

std::string interval_text(const stats::Estimate& estimate, int digits) {
    if (!estimate.interval) return "–";
    return fmt::format(
        "[{:.{}f}, {:.{}f}]", estimate.interval->low, digits, estimate.interval->high, digits);
}

std::string percent_text(const std::optional<stats::Estimate>& rate) {
    if (!rate || !rate->value) return "–";
    std::string text = fmt::format("{:.1f} %", 100 * *rate->value);
    if (!rate->interval) text += " [no interval]";
    if (rate->interval)
        text +=
            fmt::format(" [{:.1f}, {:.1f}]", 100 * rate->interval->low, 100 * rate->interval->high);
    return text;
}

std::vector<std::string> headings(const Leaderboard& board) {
    std::vector<std::string> out = {"rank",
                                    "ranks",
                                    "model",
                                    "rating",
                                    fmt::format("{:.3g} % interval", 100 * board.confidence_ratio),
                                    "won",
                                    "tied",
                                    "lost",
                                    "Elo"};
    if (board.baseline.empty()) return out;
    out.push_back("against " + one_line(board.baseline, name_columns_max));
    if (!board.controls.empty()) out.push_back("same " + board.controls.front().control);
    return out;
}

std::vector<std::string> cells(const LeaderboardRow& row, const Leaderboard& board) {
    std::vector<std::string> out = {row.rank > 0 ? fmt::format("{}", row.rank) : std::string("–"),
                                    rank_interval_text(row),
                                    one_line(row.model, name_columns_max),
                                    row.rating.value ? fmt::format("{:.0f}", *row.rating.value)
                                                     : std::string(to_string(row.standing)),
                                    interval_text(row.rating, 0),
                                    fmt::format("{:.6g}", row.tally.won),
                                    fmt::format("{:.6g}", row.tally.tied),
                                    fmt::format("{:.6g}", row.tally.lost),
                                    fmt::format("{:.0f}", row.elo_points)};
    if (board.baseline.empty()) return out;
    out.push_back(percent_text(row.win_rate));
    if (!board.controls.empty()) out.push_back(percent_text(row.controlled_win_rate));
    return out;
}

Json json_of(const LeaderboardRow& row) {
    JsonObject object{{"model", row.model},
                      {"standing", to_string(row.standing)},
                      {"rating", to_json(row.rating)},
                      {"rank", nullptr},
                      {"rank_interval", nullptr},
                      {"battles", row.tally.count()},
                      {"won", row.tally.won},
                      {"tied", row.tally.tied},
                      {"lost", row.tally.lost},
                      {"elo", row.elo_points}};
    if (row.rank > 0) {
        object["rank"] = row.rank;
        object["rank_interval"] = JsonArray{row.rank_low, row.rank_high};
    }
    if (!row.message.empty()) object["message"] = row.message;
    if (row.win_rate) object["win_rate"] = to_json(*row.win_rate);
    if (row.controlled_win_rate) object["controlled_win_rate"] = to_json(*row.controlled_win_rate);
    return object;
}

Json matrix_json(const Leaderboard& board) {
    const std::size_t count = board.rows.size();
    JsonArray shares;
    JsonArray battles;
    for (std::size_t i = 0; i < count; ++i) {
        JsonArray share_row;
        JsonArray battle_row;
        for (std::size_t j = 0; j < count; ++j) {
            const BattleTally& tally = board.matrix[i * count + j];
            battle_row.emplace_back(tally.count());
            share_row.emplace_back(tally.count() > 0 ? Json(tally.share_sum / tally.count())
                                                     : Json(nullptr));
        }
        shares.push_back(std::move(share_row));
        battles.push_back(std::move(battle_row));
    }
    return {{"win_share", std::move(shares)}, {"battles", std::move(battles)}};
}

}  // namespace

std::string rank_interval_text(const LeaderboardRow& row) {
    if (row.rank == 0) return "–";
    if (row.rank_low == row.rank_high) return fmt::format("{}", row.rank_low);
    return fmt::format("{}–{}", row.rank_low, row.rank_high);
}

std::vector<std::string> leaderboard_notes(const Leaderboard& board) {
    const auto count_of = [&](Standing standing) {
        return std::ranges::count(board.rows, standing, &LeaderboardRow::standing);
    };
    std::vector<std::string> notes = {fmt::format(
        "{} battles of {} models; ratings from the {} battles between the {} models that can be "
        "ranked{}.",
        board.battle_count,
        board.rows.size(),
        board.rated_battle_count,
        count_of(Standing::rated),
        board.cluster_count ? fmt::format(", in {} clusters", *board.cluster_count) : "")};
    notes.emplace_back(
        "Rating: Bradley-Terry, 1000 is the mean, 400 points more are odds of 10 to 1. Ranks: "
        "where "
        "a model may stand, all models at once. Elo is a live view that depends on the order of "
        "the "
        "battles: rank by the rating.");
    for (const auto& [control, coefficient] : board.controls)
        if (coefficient.value)
            notes.push_back(fmt::format(
                "Ratings are for answers alike in {}, of which one standard deviation more changes "
                "the log odds of a win by {:+.3f} {}.",
                control,
                *coefficient.value,
                interval_text(coefficient, 3)));
    if (board.both_bad_count > 0)
        notes.push_back(fmt::format("{} ties were of two bad answers.", board.both_bad_count));
    for (const LeaderboardRow& row : board.rows)
        if (!row.message.empty()) notes.push_back(fmt::format("{}: {}.", row.model, row.message));
    for (const std::string& warning : board.warnings) notes.push_back(warning);
    for (const LeaderboardRow& row : board.rows)
        if (row.controlled_win_rate)
            for (const std::string& warning : row.controlled_win_rate->warnings)
                notes.push_back(fmt::format("{}: {}", row.model, warning));
    return notes;
}

Json to_json(const Leaderboard& board) {
    JsonArray models;
    for (const LeaderboardRow& row : board.rows) models.push_back(json_of(row));
    JsonArray controls;
    for (const auto& [control, coefficient] : board.controls)
        controls.push_back({{"control", control}, {"coefficient", to_json(coefficient)}});
    JsonArray warnings;
    for (const std::string& warning : board.warnings) warnings.emplace_back(warning);
    JsonObject object{{"status", stats::to_string(board.status)},
                      {"models", std::move(models)},
                      {"controls", std::move(controls)},
                      {"matrix", matrix_json(board)},
                      {"battles", board.battle_count},
                      {"rated_battles", board.rated_battle_count},
                      {"both_bad", board.both_bad_count},
                      {"confidence", board.confidence_ratio},
                      {"warnings", std::move(warnings)}};
    if (board.cluster_count) object["clusters"] = *board.cluster_count;
    if (!board.baseline.empty()) object["baseline"] = board.baseline;
    return object;
}

std::string to_table(const Leaderboard& board, TableStyle style) {
    std::vector<std::vector<std::string>> rows = {headings(board)};
    for (const LeaderboardRow& row : board.rows) rows.push_back(cells(row, board));
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], column_count(row[i]));
    constexpr std::size_t model_index = 2;
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string space(widths[i] - column_count(row[i]), ' ');
            line += i == model_index ? row[i] + space : space + row[i];
            line += "  ";
        }
        line.erase(line.find_last_not_of(' ') + 1);
        const bool is_heading = &row == &rows.front();
        out +=
            style.has_color && is_heading ? fmt::format("\x1b[2m{}\x1b[0m\n", line) : line + '\n';
    }
    out += '\n';
    for (const std::string& note : leaderboard_notes(board)) out += one_line(note, 2000) + '\n';
    return out;
}

std::string to_markdown(const Leaderboard& board) {
    constexpr std::size_t model_index = 2;
    const auto line = [](const std::vector<std::string>& row) {
        std::string text = "|";
        for (const std::string& cell : row) text += fmt::format(" {} |", escaped_markdown(cell));
        return text + '\n';
    };
    const auto heading = headings(board);
    std::string out = "## Leaderboard\n\n" + line(heading) + "|";
    for (std::size_t i = 0; i < heading.size(); ++i) out += i == model_index ? "---|" : "---:|";
    out += '\n';
    for (const LeaderboardRow& row : board.rows) out += line(cells(row, board));
    out += '\n';
    for (const std::string& note : leaderboard_notes(board))
        out += fmt::format("- {}\n", escaped_markdown(note));
    return out;
}

}  // namespace assay::report
