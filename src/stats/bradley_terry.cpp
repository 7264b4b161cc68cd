#include "stats/bradley_terry.hpp"

#include "stats/bca.hpp"
#include "stats/hypothesis_test.hpp"
#include "stats/moments.hpp"
#include "stats/paired_logistic.hpp"
#include "stats/random.hpp"
#include "stats/symmetric_interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

// Without covariates all battles of two models are one row of wins and trials, so that a fit costs
// by pairs of models and not by battles. Standard errors and resamples go back to the battles.
namespace assay::stats {
namespace {

/// Battles, the rows they are counted in, and the clusters they are drawn in.
class Battles {
  public:
    Battles(std::span<const Comparison> comparisons,
            std::size_t model_count,
            const BradleyTerryOptions& options)
        : comparisons_(comparisons),
          options_(options),
          model_count_(model_count),
          zeros_(options.covariate_count) {
        number_clusters();
        number_rows();
    }

    [[nodiscard]] std::size_t unit_count() const { return unit_count_; }

    /// Counts comparison i weights[unit of i] times; empty: once.
    [[nodiscard]] PairedLogistic regression(std::span<const std::uint32_t> weights) const {
        PairedLogistic out(model_count_, options_.covariate_count, options_.covariate_ridge);
        out.rows = empty_rows_;
        for (std::size_t i = 0; i < comparisons_.size(); ++i) {
            const Comparison& one = comparisons_[i];
            const double weight = weights.empty() ? one.weight : one.weight * weights[unit_[i]];
            BattleRow& row = out.rows[row_[i]];
            const double share = one.first == row.first ? one.first_share : 1 - one.first_share;
            row.wins += weight * share;
            row.trials += weight;
        }
        std::erase_if(out.rows, [](const BattleRow& row) { return row.trials == 0; });
        for (std::uint32_t a = 0; options_.prior_win_count > 0 && a < model_count_; ++a)
            for (std::uint32_t b = 0; b < a; ++b)
                out.rows.push_back(
                    {a, b, options_.prior_win_count, 2 * options_.prior_win_count, zeros_.data()});
        return out;
    }

    /// Sum over clusters of the squares of their slopes at the parameters.
    [[nodiscard]] std::vector<double> squared_slopes(const PairedLogistic& regression,
                                                     std::span<const double> parameters) const {
        const std::size_t n = regression.size();
        std::vector<double> out(n * n);
        std::vector<double> slope(n);
        std::vector<std::size_t> touched;
        for (std::size_t at = 0; at < comparisons_.size(); ++at) {
            const std::size_t i = by_unit_.empty() ? at : by_unit_[at];
            const Comparison& one = comparisons_[i];
            const BattleRow row{one.first, one.second, 0, 0, covariates(i)};
            const double residual =
                one.weight * (one.first_share - logistic(regression.log_odds(row, parameters)));
            if (by_unit_.empty()) {
                regression.add_outer(row, residual * residual, out);
                continue;
            }
            slope[one.first] += residual;
            slope[one.second] -= residual;
            touched.push_back(one.first);
            touched.push_back(one.second);
            for (std::size_t j = 0; j < options_.covariate_count; ++j) {
                slope[model_count_ + j] += residual * row.covariates[j];
                touched.push_back(model_count_ + j);
            }
            const bool is_last =
                at + 1 == comparisons_.size() || unit_[by_unit_[at + 1]] != unit_[i];
            if (is_last) add_squares(slope, touched, out);
        }
        return out;
    }

  private:
    void number_clusters() {
        unit_.resize(comparisons_.size());
        unit_count_ = comparisons_.size();
        std::iota(unit_.begin(), unit_.end(), 0U);
        if (options_.clusters.empty()) return;
        std::vector<std::uint32_t> names(options_.clusters.begin(), options_.clusters.end());
        std::ranges::sort(names);
        const auto repeats = std::ranges::unique(names);
        names.erase(repeats.begin(), repeats.end());
        unit_count_ = names.size();
        by_unit_ = unit_;
        for (std::size_t i = 0; i < unit_.size(); ++i)
            unit_[i] = static_cast<std::uint32_t>(
                std::ranges::lower_bound(names, options_.clusters[i]) - names.begin());
        std::ranges::sort(by_unit_, {}, [&](std::uint32_t i) { return std::pair(unit_[i], i); });
    }

    void number_rows() {
        row_.resize(comparisons_.size());
        std::vector<std::uint32_t> of_pair(
            options_.covariate_count > 0 ? 0 : model_count_ * model_count_);
        for (std::size_t i = 0; i < comparisons_.size(); ++i) {
            const Comparison& one = comparisons_[i];
            BattleRow row{one.first, one.second, 0, 0, covariates(i)};
            if (!of_pair.empty()) {
                if (row.first > row.second) std::swap(row.first, row.second);
                std::uint32_t& place = of_pair[row.first * model_count_ + row.second];
                if (place > 0) {
                    row_[i] = place - 1;
                    continue;
                }
                place = static_cast<std::uint32_t>(empty_rows_.size() + 1);
            }
            row_[i] = static_cast<std::uint32_t>(empty_rows_.size());
            empty_rows_.push_back(row);
        }
    }

    [[nodiscard]] const double* covariates(std::size_t comparison) const {
        return options_.covariates.data() + comparison * options_.covariate_count;
    }

    static void add_squares(std::vector<double>& slope,
                            std::vector<std::size_t>& touched,
                            std::vector<double>& out) {
        std::ranges::sort(touched);
        const auto repeats = std::ranges::unique(touched);
        touched.erase(repeats.begin(), repeats.end());
        for (const std::size_t a : touched)
            for (const std::size_t b : touched) out[a * slope.size() + b] += slope[a] * slope[b];
        for (const std::size_t a : touched) slope[a] = 0;
        touched.clear();
    }

    std::span<const Comparison> comparisons_;
    const BradleyTerryOptions& options_;
    std::size_t model_count_;
    std::vector<double> zeros_;
    std::vector<std::uint32_t> unit_;
    std::vector<std::uint32_t> by_unit_;  ///< comparisons by unit; empty when each is its own
    std::size_t unit_count_ = 0;
    std::vector<std::uint32_t> row_;
    std::vector<BattleRow> empty_rows_;
};

std::vector<double> product(std::span<const double> a, std::span<const double> b, std::size_t n) {
    std::vector<double> out(n * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < n; ++k)
            for (std::size_t j = 0; j < n; ++j) out[i * n + j] += a[i * n + k] * b[k * n + j];
    return out;
}

Status status_of(std::span<const Comparison> comparisons,
                 std::size_t model_count,
                 const BradleyTerryOptions& options) {
    const auto is_amount = [](double value) { return std::isfinite(value) && value >= 0; };
    if (!is_valid(comparisons, model_count) || !is_confidence(options.confidence_ratio) ||
        (!options.clusters.empty() && options.clusters.size() != comparisons.size()) ||
        options.covariates.size() != comparisons.size() * options.covariate_count ||
        !all_finite(options.covariates) || !is_amount(options.prior_win_count) ||
        !is_amount(options.covariate_ridge))
        return Status::invalid_argument;
    return comparisons.empty() || model_count < 2 ? Status::insufficient_data : Status::ok;
}

bool is_connected(const std::vector<BattleRow>& rows, std::size_t model_count) {
    std::vector<Comparison> comparisons;
    comparisons.reserve(rows.size());
    for (const BattleRow& row : rows)
        comparisons.push_back({row.first, row.second, row.wins / row.trials});
    const auto groups = win_groups(comparisons, model_count);
    return std::ranges::max(groups) == 0;
}

constexpr double points_per_log_strength = 400 / 2.302585092994045684;  // ln 10
constexpr double mean_rating = 1000;

Estimate on_rating_scale(const Estimate& log_strength) {
    Estimate out = log_strength;
    const auto scale = [](double value) { return mean_rating + points_per_log_strength * value; };
    out.value = scale(*out.value);
    if (out.standard_error) *out.standard_error *= points_per_log_strength;
    if (out.interval) {
        out.interval->low = scale(out.interval->low);
        out.interval->high = scale(out.interval->high);
    }
    return out;
}

void rank(std::vector<ModelRating>& models) {
    constexpr double rounding = 1e-9;
    for (ModelRating& one : models) {
        one.rank = 1;
        one.rank_low = 1;
        one.rank_high = models.size();
        for (const ModelRating& other : models) {
            if (*other.log_strength.value > *one.log_strength.value + rounding) ++one.rank;
            const auto& own = one.log_strength.interval;
            const auto& theirs = other.log_strength.interval;
            if (!own || !theirs) continue;
            if (theirs->low > own->high) ++one.rank_low;
            if (theirs->high < own->low) --one.rank_high;
        }
    }
}

/// Standard errors and intervals from a covariance matrix.
void set_intervals(const BradleyTerryOptions& options,
                   std::optional<double> freedom,
                   BradleyTerry& out) {
    const std::size_t n = out.models.size() + out.coefficients.size();
    for (std::size_t i = 0; i < n; ++i) {
        Estimate& estimate = i < out.models.size() ? out.models[i].log_strength
                                                   : out.coefficients[i - out.models.size()];
        const double variance = std::max(0.0, out.covariance[i * n + i]);
        set_symmetric_interval(std::sqrt(variance), freedom, options.confidence_ratio, estimate);
    }
}

/// Intervals from refits of resampled battles.
void bootstrap(const Battles& battles,
               std::span<const double> parameters,
               const BradleyTerryOptions& options,
               BradleyTerry& out) {
    std::vector<std::vector<double>> values(parameters.size());
    std::vector<std::uint32_t> weights(battles.unit_count());
    std::size_t left_out_count = 0;
    for (std::size_t resample = 0; resample < options.resample_count; ++resample) {
        Random random(options.seed, resample);
        std::ranges::fill(weights, 0U);
        for (std::size_t i = 0; i < weights.size(); ++i)
            ++weights[((random.next() >> 32) * weights.size()) >> 32];
        const PairedLogistic regression = battles.regression(weights);
        std::vector<double> refit(parameters.begin(), parameters.end());
        if (!is_connected(regression.rows, out.models.size()) ||
            regression.fit(refit) != PairedLogistic::Outcome::converged) {
            ++left_out_count;
            continue;
        }
        for (std::size_t i = 0; i < refit.size(); ++i) values[i].push_back(refit[i]);
    }
    if (left_out_count > 0)
        out.warnings.push_back(
            fmt::format("{} of {} resamples could not rank all models and were left out.",
                        left_out_count,
                        options.resample_count));
    if (values.front().size() < 2) return;
    const double tail = (1 - options.confidence_ratio) / 2;
    for (std::size_t i = 0; i < values.size(); ++i) {
        Estimate& estimate = i < out.models.size() ? out.models[i].log_strength
                                                   : out.coefficients[i - out.models.size()];
        estimate.standard_error = std::sqrt(moments_of(values[i]).sample_variance());
        std::ranges::sort(values[i]);
        estimate.interval = {.low = sorted_quantile(values[i], tail),
                             .high = sorted_quantile(values[i], 1 - tail),
                             .level_ratio = options.confidence_ratio};
        estimate.seed = options.seed;
    }
}

const char* method_name(RatingInterval interval) {
    switch (interval) {
        case RatingInterval::sandwich:
            return "bradley-terry, sandwich";
        case RatingInterval::model_based:
            return "bradley-terry, model-based";
        case RatingInterval::bootstrap:
            break;
    }
    return "bradley-terry, bootstrap percentile";
}

/// The values without intervals.
BradleyTerry values_of(std::span<const Comparison> comparisons,
                       std::span<const double> parameters,
                       std::size_t model_count,
                       const BradleyTerryOptions& options) {
    BradleyTerry out;
    const char* method = method_name(options.interval);
    for (std::size_t i = 0; i < model_count; ++i)
        out.models.push_back({.log_strength = {.method = method, .value = parameters[i]}});
    for (const Comparison& one : comparisons) {
        ++out.models[one.first].log_strength.count;
        ++out.models[one.second].log_strength.count;
    }
    for (std::size_t i = model_count; i < parameters.size(); ++i)
        out.coefficients.push_back(
            {.method = method, .value = parameters[i], .count = comparisons.size()});
    if (options.prior_win_count > 0)
        out.warnings.push_back(
            fmt::format("{} wins each way between every two models were added before the battles.",
                        options.prior_win_count));
    return out;
}

/// Adds intervals; false when there is no covariance.
bool add_intervals(const Battles& battles,
                   const PairedLogistic& regression,
                   std::span<const double> parameters,
                   const BradleyTerryOptions& options,
                   BradleyTerry& out) {
    const bool is_clustered = !options.clusters.empty();
    const auto units = static_cast<double>(battles.unit_count());
    if (is_clustered)
        for (ModelRating& model : out.models)
            model.log_strength.cluster_count = battles.unit_count();
    if (battles.unit_count() < 2 && options.interval != RatingInterval::model_based) {
        out.warnings.emplace_back("One cluster says nothing about the spread of the ratings.");
        return true;
    }
    if (options.interval == RatingInterval::bootstrap) {
        bootstrap(battles, parameters, options, out);
        return true;
    }
    auto covariance = regression.covariance(parameters);
    if (!covariance) return false;
    std::optional<double> freedom;
    if (options.interval == RatingInterval::sandwich) {
        const std::size_t n = regression.size();
        const auto middle = battles.squared_slopes(regression, parameters);
        *covariance = product(product(*covariance, middle, n), *covariance, n);
        for (double& one : *covariance) one *= units / (units - 1);
        if (is_clustered) freedom = units - 1;
    }
    out.covariance = std::move(*covariance);
    set_intervals(options, freedom, out);
    return true;
}

}  // namespace

BradleyTerry bradley_terry(std::span<const Comparison> comparisons,
                           std::size_t model_count,
                           const BradleyTerryOptions& options) {
    if (const Status status = status_of(comparisons, model_count, options); status != Status::ok)
        return {.status = status};
    const Battles battles(comparisons, model_count, options);
    const PairedLogistic regression = battles.regression({});
    if (!is_connected(regression.rows, model_count))
        return {.status = Status::not_strongly_connected,
                .groups = win_groups(comparisons, model_count)};
    std::vector<double> parameters(regression.size());
    switch (regression.fit(parameters)) {
        case PairedLogistic::Outcome::singular:
            return {.status = Status::zero_variance};
        case PairedLogistic::Outcome::not_converged:
            return {.status = Status::not_converged};
        case PairedLogistic::Outcome::converged:
            break;
    }
    BradleyTerry out = values_of(comparisons, parameters, model_count, options);
    out.log_likelihood = regression.log_likelihood(parameters);
    if (!add_intervals(battles, regression, parameters, options, out))
        return {.status = Status::not_converged};
    for (ModelRating& model : out.models) model.rating = on_rating_scale(model.log_strength);
    rank(out.models);
    return out;
}

}  // namespace assay::stats
