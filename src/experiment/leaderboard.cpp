#include "experiment/leaderboard.hpp"

#include "stats/clustered.hpp"
#include "stats/elo.hpp"
#include "stats/moments.hpp"
#include "stats/symmetric_interval.hpp"
#include "stats/tails.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace assay::experiment {
namespace {

constexpr std::size_t resample_count_max = 100'000;

/// Which models are reached from the marked ones by steps of "did not lose every battle against".
std::vector<bool> reached_from(std::vector<bool> marked,
                               const std::vector<std::vector<std::uint32_t>>& steps) {
    std::vector<std::uint32_t> open;
    for (std::uint32_t model = 0; model < marked.size(); ++model)
        if (marked[model]) open.push_back(model);
    while (!open.empty()) {
        const std::uint32_t model = open.back();
        open.pop_back();
        for (const std::uint32_t next : steps[model]) {
            if (marked[next]) continue;
            marked[next] = true;
            open.push_back(next);
        }
    }
    return marked;
}

/// The standing of each model: the largest group is rated, of equal ones that with more battles.
std::vector<Standing> standings_of(const std::vector<stats::Comparison>& comparisons,
                                   std::size_t model_count) {
    const auto groups = stats::win_groups(comparisons, model_count);
    std::vector<std::vector<std::uint32_t>> beaten(model_count);
    std::vector<std::vector<std::uint32_t>> beaten_by(model_count);
    std::vector<std::pair<std::size_t, double>> sizes(model_count);
    for (std::size_t model = 0; model < model_count; ++model) ++sizes[groups[model]].first;
    for (const stats::Comparison& one : comparisons) {
        if (groups[one.first] == groups[one.second]) sizes[groups[one.first]].second += one.weight;
        if (one.first_share > 0) {
            beaten[one.first].push_back(one.second);
            beaten_by[one.second].push_back(one.first);
        }
        if (one.first_share < 1) {
            beaten[one.second].push_back(one.first);
            beaten_by[one.first].push_back(one.second);
        }
    }
    const auto main = static_cast<std::size_t>(std::ranges::max_element(sizes) - sizes.begin());
    std::vector<bool> is_rated(model_count);
    for (std::size_t model = 0; model < model_count; ++model)
        is_rated[model] = groups[model] == main;
    const auto is_below = reached_from(is_rated, beaten);
    const auto is_above = reached_from(is_rated, beaten_by);
    std::vector<Standing> out(model_count, Standing::apart);
    for (std::size_t model = 0; model < model_count; ++model) {
        if (is_below[model]) out[model] = Standing::below;
        if (is_above[model]) out[model] = Standing::above;
        if (is_rated[model]) out[model] = Standing::rated;
    }
    return out;
}

std::string message_of(Standing standing) {
    switch (standing) {
        case Standing::rated:
            return {};
        case Standing::above:
            return "no rated model ever won or tied against it, directly or through others: it "
                   "belongs above them, by how much no battle says";
        case Standing::below:
            return "it never won or tied against a rated model, directly or through others: it "
                   "belongs below them, by how much no battle says";
        case Standing::apart:
            return "no battles link it with the rated models in either direction: it cannot be "
                   "compared with them";
    }
    ASSAY_ASSERT(false, "a Standing outside its enumerators");
}

/// The battles among rated models, renumbered, with their covariates.
struct RatedBattles {
    std::vector<std::uint32_t> models;  ///< numbers in Battles::models()
    std::vector<stats::Comparison> comparisons;
    std::vector<std::uint32_t> clusters;
    std::vector<double> covariates;
};

/// Centred nowhere, so that swapping the sides changes the sign and nothing else.
void scale_to_unit_spread(std::vector<double>& covariates, std::size_t control_count) {
    for (std::size_t control = 0; control < control_count; ++control) {
        stats::Moments moments;
        for (std::size_t at = control; at < covariates.size(); at += control_count)
            moments.add(covariates[at]);
        const double spread = std::sqrt(moments.sample_variance());
        if (!(spread > 0)) continue;
        for (std::size_t at = control; at < covariates.size(); at += control_count)
            covariates[at] /= spread;
    }
}

RatedBattles rated_battles(const Battles& battles, const std::vector<Standing>& standings) {
    RatedBattles out;
    std::vector<std::uint32_t> numbers(standings.size());
    for (std::uint32_t model = 0; model < standings.size(); ++model) {
        if (standings[model] != Standing::rated) continue;
        numbers[model] = static_cast<std::uint32_t>(out.models.size());
        out.models.push_back(model);
    }
    const std::size_t control_count = battles.controls().size();
    for (std::size_t i = 0; i < battles.comparisons().size(); ++i) {
        stats::Comparison one = battles.comparisons()[i];
        if (standings[one.first] != Standing::rated || standings[one.second] != Standing::rated)
            continue;
        one.first = numbers[one.first];
        one.second = numbers[one.second];
        out.comparisons.push_back(one);
        if (battles.has_clusters()) out.clusters.push_back(battles.clusters()[i]);
        for (std::size_t control = 0; control < control_count; ++control) {
            const double* styles = &battles.styles()[2 * (i * control_count + control)];
            const double sum = styles[0] + styles[1];
            out.covariates.push_back(sum > 0 ? (styles[0] - styles[1]) / sum : 0);
        }
    }
    scale_to_unit_spread(out.covariates, control_count);
    return out;
}

/// Ranks with intervals that hold all at once: every pair of models is one test of as many.
void set_ranks(const stats::BradleyTerry& fit,
               std::optional<double> freedom,
               double confidence_ratio,
               std::vector<LeaderboardRow*>& rows) {
    const std::size_t count = rows.size();
    const std::size_t width = count + fit.coefficients.size();
    const double pairs = static_cast<double>(count * (count - 1)) / 2;
    const double level = (1 - confidence_ratio) / pairs;
    for (std::size_t i = 0; i < count; ++i) {
        LeaderboardRow& row = *rows[i];
        row.rank = fit.models[i].rank;
        row.rank_low = 1;
        row.rank_high = count;
        for (std::size_t j = 0; j < count; ++j) {
            if (j == i || fit.covariance.empty()) continue;
            const double lead =
                *fit.models[j].log_strength.value - *fit.models[i].log_strength.value;
            const double variance = fit.covariance[i * width + i] + fit.covariance[j * width + j] -
                                    2 * fit.covariance[i * width + j];
            if (!(variance > 0)) continue;
            const double z = lead / std::sqrt(variance);
            const double p = freedom ? stats::t_p_value(z, *freedom) : stats::normal_p_value(z);
            if (p >= level) continue;
            if (lead > 0)
                ++row.rank_low;
            else
                --row.rank_high;
        }
    }
}

stats::Status rate(const Battles& battles,
                   const RatedBattles& rated,
                   const LeaderboardOptions& options,
                   Leaderboard& board) {
    stats::BradleyTerryOptions settings{.interval = stats::RatingInterval::sandwich,
                                        .confidence_ratio = options.confidence_ratio,
                                        .clusters = rated.clusters,
                                        .prior_win_count = options.prior_win_count,
                                        .covariates = rated.covariates,
                                        .covariate_count = battles.controls().size(),
                                        .resample_count = options.resample_count,
                                        .seed = options.seed};
    const stats::BradleyTerry fit =
        stats::bradley_terry(rated.comparisons, rated.models.size(), settings);
    if (fit.status != stats::Status::ok) return fit.status;
    std::vector<LeaderboardRow*> rows;
    for (const std::uint32_t model : rated.models) rows.push_back(&board.rows[model]);
    std::optional<double> freedom;
    if (const auto clusters = fit.models.front().log_strength.cluster_count) {
        board.cluster_count = clusters;
        if (*clusters > 1) freedom = static_cast<double>(*clusters - 1);
    }
    set_ranks(fit, freedom, options.confidence_ratio, rows);
    stats::BradleyTerry shown = fit;
    if (options.interval != stats::RatingInterval::sandwich) {
        settings.interval = options.interval;
        shown = stats::bradley_terry(rated.comparisons, rated.models.size(), settings);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i]->rating = shown.models[i].rating;
    for (std::size_t i = 0; i < shown.coefficients.size(); ++i)
        board.controls.push_back(
            {.control = battles.controls()[i], .coefficient = shown.coefficients[i]});
    board.warnings.insert(board.warnings.end(), shown.warnings.begin(), shown.warnings.end());
    return stats::Status::ok;
}

void add_to(BattleTally& tally, double share, double weight) {
    if (share > 0.5)
        tally.won += weight;
    else if (share < 0.5)
        tally.lost += weight;
    else
        tally.tied += weight;
    tally.share_sum += weight * share;
}

/// The battles of one model with the baseline.
struct Duels {
    std::vector<stats::LengthComparison> comparisons;
    std::unordered_map<std::uint32_t, stats::ClusterSum> clusters;
};

std::vector<Duels> duels_with(const Battles& battles, std::uint32_t baseline) {
    std::vector<Duels> of_model(battles.models().size());
    const std::size_t control_count = battles.controls().size();
    for (std::size_t i = 0; i < battles.comparisons().size(); ++i) {
        const stats::Comparison& one = battles.comparisons()[i];
        if (one.first != baseline && one.second != baseline) continue;
        const bool is_first = one.second == baseline;
        stats::LengthComparison duel{.win_share = is_first ? one.first_share : 1 - one.first_share,
                                     .model_length = 0,
                                     .baseline_length = 0};
        if (control_count > 0) {
            const double* styles = &battles.styles()[2 * i * control_count];
            duel.model_length = styles[is_first ? 0 : 1];
            duel.baseline_length = styles[is_first ? 1 : 0];
        }
        Duels& duels = of_model[is_first ? one.first : one.second];
        duels.comparisons.push_back(duel);
        stats::ClusterSum& cluster =
            duels.clusters.try_emplace(battles.clusters()[i], stats::ClusterSum{0, 0})
                .first->second;
        cluster.sum += duel.win_share;
        ++cluster.count;
    }
    return of_model;
}

void set_win_rates(const Battles& battles, std::uint32_t baseline, Leaderboard& board) {
    const bool has_weights = std::ranges::any_of(
        battles.comparisons(), [](const stats::Comparison& one) { return one.weight != 1; });
    if (has_weights) {
        board.warnings.emplace_back(
            "Battles have weights, which win rates against the baseline do not know: none given.");
        return;
    }
    const bool has_control = !battles.controls().empty();
    const std::vector<Duels> of_model = duels_with(battles, baseline);
    for (LeaderboardRow& row : board.rows) {
        const Duels& duels = of_model[row.number];
        if (duels.comparisons.empty()) continue;
        auto rates = stats::length_controlled_win_rate(duels.comparisons, board.confidence_ratio);
        row.win_rate = std::move(rates.win_rate);
        if (duels.clusters.size() < duels.comparisons.size()) {
            std::vector<stats::ClusterSum> clusters;
            for (const auto& [number, sum] : duels.clusters) clusters.push_back(sum);
            row.win_rate = stats::clustered_mean(
                clusters, stats::ClusterCorrection::cr2, board.confidence_ratio);
            if (has_control)
                rates.controlled_win_rate.warnings.emplace_back(
                    "Its interval takes battles as independent, though some share a cluster.");
        }
        if (has_control) row.controlled_win_rate = std::move(rates.controlled_win_rate);
    }
}

void sort_rows(Leaderboard& board) {
    const auto key = [](const LeaderboardRow& row) {
        const int part = row.standing == Standing::above   ? 0
                         : row.standing == Standing::rated ? 1
                         : row.standing == Standing::below ? 2
                                                           : 3;
        const double share = row.tally.share_sum / std::max(row.tally.count(), 1e-300);
        return std::tuple(part, row.rank, -share, row.model);
    };
    std::ranges::sort(board.rows, {}, key);
}

void fill_matrix(const Battles& battles, Leaderboard& board) {
    const std::size_t count = board.rows.size();
    std::vector<std::size_t> place(count);
    for (std::size_t i = 0; i < count; ++i) place[board.rows[i].number] = i;
    board.matrix.resize(count * count);
    for (const stats::Comparison& one : battles.comparisons()) {
        const std::size_t first = place[one.first];
        const std::size_t second = place[one.second];
        add_to(board.matrix[first * count + second], one.first_share, one.weight);
        add_to(board.matrix[second * count + first], 1 - one.first_share, one.weight);
    }
}

Result<void> check(const LeaderboardOptions& options) {
    if (!stats::is_confidence(options.confidence_ratio))
        return fail(ErrorKind::invalid_input, "the confidence is between 0 and 1, such as 0.95");
    if (!(options.prior_win_count >= 0) || options.prior_win_count > 1000)
        return fail(ErrorKind::invalid_input, "the prior is 0 to 1000 wins, such as 0.5");
    if (options.resample_count < 100 || options.resample_count > resample_count_max)
        return fail(ErrorKind::invalid_input, "resamples are 100 to {}", resample_count_max);
    return {};
}

/// Who won how often, the live view, and what needs no fit.
void count_battles(const Battles& battles, Leaderboard& board) {
    stats::Elo elo(battles.models().size(), {});
    for (const stats::Comparison& one : battles.comparisons()) {
        add_to(board.rows[one.first].tally, one.first_share, one.weight);
        add_to(board.rows[one.second].tally, 1 - one.first_share, one.weight);
        ASSAY_ASSERT(elo.play(one) == stats::Status::ok, "Battles holds valid comparisons");
    }
    for (LeaderboardRow& row : board.rows) row.elo_points = elo.points()[row.number];
}

}  // namespace

std::string_view to_string(Standing standing) {
    switch (standing) {
        case Standing::rated:
            return "rated";
        case Standing::above:
            return "above";
        case Standing::below:
            return "below";
        case Standing::apart:
            return "apart";
    }
    ASSAY_ASSERT(false, "a Standing outside its enumerators");
}

Result<Leaderboard> make_leaderboard(const Battles& battles, const LeaderboardOptions& options) {
    CHECK_OK(check(options));
    Leaderboard board{.battle_count = battles.comparisons().size(),
                      .both_bad_count = battles.both_bad_count(),
                      .confidence_ratio = options.confidence_ratio,
                      .baseline = options.baseline};
    const auto& names = battles.models();
    const auto baseline = std::ranges::find(names, options.baseline);
    if (!options.baseline.empty() && baseline == names.end())
        return fail(
            ErrorKind::invalid_input, "the baseline '{}' is in no battle", options.baseline);
    for (std::uint32_t i = 0; i < names.size(); ++i)
        board.rows.push_back({.model = names[i], .number = i});
    count_battles(battles, board);
    std::vector<Standing> standings(names.size(), Standing::rated);
    if (options.prior_win_count == 0) standings = standings_of(battles.comparisons(), names.size());
    const RatedBattles rated = rated_battles(battles, standings);
    board.rated_battle_count = rated.comparisons.size();
    board.status = rated.models.size() < 2 ? stats::Status::insufficient_data
                                           : rate(battles, rated, options, board);
    for (LeaderboardRow& row : board.rows) {
        row.standing = standings[row.number];
        row.message = message_of(row.standing);
        if (row.rating.value) continue;
        row.rating.status =
            row.standing == Standing::rated ? board.status : stats::Status::not_strongly_connected;
        if (row.standing == Standing::rated)
            row.message = rated.models.size() < 2
                              ? "no other model both won and lost against it, even through others"
                              : fmt::format("the fit failed: {}", stats::to_string(board.status));
    }
    if (!options.baseline.empty())
        set_win_rates(battles, static_cast<std::uint32_t>(baseline - names.begin()), board);
    sort_rows(board);
    fill_matrix(battles, board);
    return board;
}

}  // namespace assay::experiment
