#pragma once
// Which model is best, how sure is each place, and who cannot be placed at all: from battles of
// two. Pure functions.

#include "experiment/battles.hpp"

#include "stats/bradley_terry.hpp"
#include "stats/estimate.hpp"
#include "stats/length_controlled.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::experiment {

struct LeaderboardOptions {
    stats::RatingInterval interval = stats::RatingInterval::sandwich;
    double confidence_ratio = 0.95;
    double prior_win_count = 0;         ///< wins each way added between every two models
    std::size_t resample_count = 1000;  ///< of the bootstrap
    std::uint64_t seed = 0;
    std::string baseline;  ///< the model that win rates are against; empty: none
};

enum class Standing {
    rated,
    above,  ///< no rated model ever won or tied against it, not even through others
    below,  ///< it never won or tied against a rated model, not even through others
    apart,  ///< it met none of the rated models, not even through others
};

/// `rated`, `above`, …
std::string_view to_string(Standing standing);

/// Of battles, each counted with its weight.
struct BattleTally {
    double won = 0;   ///< by a share above one half
    double tied = 0;  ///< by exactly one half
    double lost = 0;
    double share_sum = 0;  ///< 1 for a win, 1/2 for a tie, a preference as it is

    [[nodiscard]] double count() const { return won + tied + lost; }
};

struct LeaderboardRow {
    std::string model;
    std::uint32_t number = 0;  ///< in Battles::models()
    Standing standing = Standing::rated;
    std::string message;     ///< why it has no rating; empty when rated
    stats::Estimate rating;  ///< without a value unless rated
    /// Among the rated models, from 1; 0 unless rated. The intervals of all ranks hold at once.
    std::size_t rank = 0;
    std::size_t rank_low = 0;   ///< 1 + the models that are surely better
    std::size_t rank_high = 0;  ///< the rated models - those that are surely worse
    BattleTally tally;
    double elo_points = 0;  ///< after the last battle, in the order of the file
    /// Against the baseline; null without one, for itself and when they never met.
    std::optional<stats::Estimate> win_rate;
    std::optional<stats::Estimate>
        controlled_win_rate;  ///< with answers equal in the first control
};

struct ControlEffect {
    std::string control;
    stats::Estimate coefficient;  ///< in log odds of a win by one standard deviation of the control
};

struct Leaderboard {
    stats::Status status = stats::Status::ok;
    std::vector<LeaderboardRow> rows;  ///< above, rated by rank, below, apart
    std::vector<ControlEffect> controls;
    /// [row * rows + column], in the order of rows: battles of the row's model with the column's.
    std::vector<BattleTally> matrix;
    std::size_t battle_count = 0;
    std::size_t rated_battle_count = 0;  ///< between rated models
    std::uint64_t both_bad_count = 0;
    std::optional<std::size_t> cluster_count;
    double confidence_ratio = 0.95;
    std::string baseline;
    std::vector<std::string> warnings;
};

/// Ratings are those of the largest set of models of which each did better than each other at
/// least through others, from the battles among them; the rest gets a standing and a message.
/// Rank intervals count the models whose difference from this one is significant with all pairs of
/// models tested at once (Bonferroni), so that all ranks lie within theirs at the level of
/// confidence. A control enters as (a - b) / (a + b) by its standard deviation. Errors:
/// invalid_input for options out of range and a baseline that is in no battle. status is
/// insufficient_data without two models that can be ranked; that of the fit when it fails, such as
/// zero_variance for a control that never varies. O(battles * controls^2 + models^3).
/// Source: stats::bradley_terry; ranks: Mogstad, Romano, Shaikh & Wilhelm 2024.
Result<Leaderboard> make_leaderboard(const Battles& battles, const LeaderboardOptions& options);

}  // namespace assay::experiment
