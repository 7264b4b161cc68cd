#pragma once
// A leaderboard for people and programs.

#include "experiment/leaderboard.hpp"

#include "core/json.hpp"
#include "report/table.hpp"

#include <string>

namespace assay::report {

Json to_json(const experiment::Leaderboard& board);
/// Aligned text with a newline at the end.
std::string to_table(const experiment::Leaderboard& board, TableStyle style);
std::string to_markdown(const experiment::Leaderboard& board);
/// One page with the ratings as a chart, the table, the matrix of wins and how it was measured.
std::string to_html(const experiment::Leaderboard& board, const std::string& source);

/// `1–3`; `–` for a model without a rank.
std::string rank_interval_text(const experiment::LeaderboardRow& row);
/// What the columns mean and what was done, a sentence each.
std::vector<std::string> leaderboard_notes(const experiment::Leaderboard& board);

}  // namespace assay::report
