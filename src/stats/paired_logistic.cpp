#include "stats/paired_logistic.hpp"

#include "stats/cholesky.hpp"

#include <algorithm>
#include <cmath>

// Strengths are known up to a common constant only, so that the information is singular along equal
// strengths. Adding u u', where u has length 1 and points there, makes it invertible without moving
// the maximum; the inverse is that of the rest plus u u' again.
namespace assay::stats {

double logistic(double x) {
    if (x >= 0) return 1 / (1 + std::exp(-x));
    const double odds = std::exp(x);
    return odds / (1 + odds);
}

namespace {

/// ln(1 / (1 + exp(-x))).
double log_logistic(double x) {
    return x >= 0 ? -std::log1p(std::exp(-x)) : x - std::log1p(std::exp(x));
}

}  // namespace

struct PairedLogistic::Slope {
    std::vector<double> gradient;
    std::vector<double> information;  ///< with u u'
};

double PairedLogistic::log_odds(const BattleRow& row, std::span<const double> parameters) const {
    double odds = parameters[row.first] - parameters[row.second];
    for (std::size_t j = 0; j < covariates_; ++j)
        odds += row.covariates[j] * parameters[models_ + j];
    return odds;
}

double PairedLogistic::log_likelihood(std::span<const double> parameters) const {
    double sum = 0;
    for (const BattleRow& row : rows) {
        const double odds = log_odds(row, parameters);
        if (row.wins > 0) sum += row.wins * log_logistic(odds);
        if (row.wins < row.trials) sum += (row.trials - row.wins) * log_logistic(-odds);
    }
    return sum;
}

void PairedLogistic::add_outer(const BattleRow& row,
                               double weight,
                               std::span<double> matrix) const {
    const std::size_t n = size();
    const std::size_t a = row.first;
    const std::size_t b = row.second;
    matrix[a * n + a] += weight;
    matrix[b * n + b] += weight;
    matrix[a * n + b] -= weight;
    matrix[b * n + a] -= weight;
    for (std::size_t j = 0; j < covariates_; ++j) {
        const double own = weight * row.covariates[j];
        const std::size_t c = models_ + j;
        matrix[c * n + a] += own;
        matrix[a * n + c] += own;
        matrix[c * n + b] -= own;
        matrix[b * n + c] -= own;
        for (std::size_t k = 0; k < covariates_; ++k)
            matrix[c * n + models_ + k] += own * row.covariates[k];
    }
}

void PairedLogistic::add_row(const BattleRow& row,
                             std::span<const double> parameters,
                             Slope& slope) const {
    const double share = logistic(log_odds(row, parameters));
    const double residual = row.wins - row.trials * share;
    slope.gradient[row.first] += residual;
    slope.gradient[row.second] -= residual;
    for (std::size_t j = 0; j < covariates_; ++j)
        slope.gradient[models_ + j] += residual * row.covariates[j];
    add_outer(row, row.trials * share * (1 - share), slope.information);
}

PairedLogistic::Slope PairedLogistic::slope(std::span<const double> parameters) const {
    const std::size_t n = size();
    Slope out{std::vector<double>(n), std::vector<double>(n * n)};
    for (const BattleRow& row : rows) add_row(row, parameters, out);
    for (std::size_t c = models_; c < n; ++c) {
        out.gradient[c] -= ridge_ * parameters[c];
        out.information[c * n + c] += ridge_;
    }
    for (std::size_t a = 0; a < models_; ++a)
        for (std::size_t b = 0; b < models_; ++b)
            out.information[a * n + b] += 1 / static_cast<double>(models_);
    return out;
}

PairedLogistic::Outcome PairedLogistic::fit(std::vector<double>& parameters) const {
    constexpr std::size_t iteration_count_max = 100;
    constexpr double step_max_done = 1e-10;
    const auto height = [&](std::span<const double> at) {
        double penalty = 0;
        for (std::size_t c = models_; c < size(); ++c) penalty += at[c] * at[c];
        return log_likelihood(at) - ridge_ * penalty / 2;
    };
    double now = height(parameters);
    for (std::size_t iteration = 0; iteration < iteration_count_max; ++iteration) {
        Slope at = slope(parameters);
        const auto factor = Cholesky::of(std::move(at.information), size());
        if (!factor) return iteration == 0 ? Outcome::singular : Outcome::not_converged;
        const std::vector<double> step = factor->solve(at.gradient);
        double step_max = 0;
        for (const double one : step) step_max = std::max(step_max, std::abs(one));
        if (!std::isfinite(step_max)) return Outcome::not_converged;
        // A step that overshoots is halved; close to the top rounding must not stop it.
        std::vector<double> next(parameters.size());
        double scale = 1;
        double then = 0;
        for (int halvings = 0; halvings < 40; ++halvings, scale /= 2) {
            for (std::size_t i = 0; i < next.size(); ++i) next[i] = parameters[i] + scale * step[i];
            then = height(next);
            if (then >= now - 1e-9 * (1 + std::abs(now))) break;
        }
        parameters.swap(next);
        now = then;
        if (step_max < step_max_done) return Outcome::converged;
    }
    return Outcome::not_converged;
}

std::optional<std::vector<double>> PairedLogistic::covariance(
    std::span<const double> parameters) const {
    const auto factor = Cholesky::of(slope(parameters).information, size());
    if (!factor) return std::nullopt;
    std::vector<double> out = factor->inverse();
    for (std::size_t a = 0; a < models_; ++a)
        for (std::size_t b = 0; b < models_; ++b)
            out[a * size() + b] -= 1 / static_cast<double>(models_);
    return out;
}

}  // namespace assay::stats
