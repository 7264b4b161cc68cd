#pragma once
// The fit below Bradley-Terry: logistic regression on differences of two models. Private to it.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

/// Battles of two models with the same covariates.
struct BattleRow {
    std::uint32_t first;
    std::uint32_t second;
    double wins;    ///< of the first
    double trials;  ///< no less than wins
    const double* covariates;
};

/// Parameters are the strengths of the models, whose sum is 0, then the coefficients.
class PairedLogistic {
  public:
    PairedLogistic(std::size_t model_count, std::size_t covariate_count, double ridge)
        : models_(model_count), covariates_(covariate_count), ridge_(ridge) {}

    std::vector<BattleRow> rows;

    [[nodiscard]] std::size_t size() const { return models_ + covariates_; }
    [[nodiscard]] double log_odds(const BattleRow& row, std::span<const double> parameters) const;

    enum class Outcome { converged, singular, not_converged };
    /// Newton's method from the given parameters, which it moves to the maximum.
    Outcome fit(std::vector<double>& parameters) const;

    /// Adds weight * x x' to size() squared numbers, where x is what the parameters are multiplied
    /// with in the row.
    void add_outer(const BattleRow& row, double weight, std::span<double> matrix) const;

    [[nodiscard]] double log_likelihood(std::span<const double> parameters) const;
    /// Inverse of the information, size() squared numbers, 0 along equal strengths. Null when there
    /// is none.
    [[nodiscard]] std::optional<std::vector<double>> covariance(
        std::span<const double> parameters) const;

  private:
    struct Slope;
    [[nodiscard]] Slope slope(std::span<const double> parameters) const;
    void add_row(const BattleRow& row, std::span<const double> parameters, Slope& slope) const;

    std::size_t models_;
    std::size_t covariates_;
    double ridge_;
};

/// 1 / (1 + exp(-x)).
double logistic(double x);

}  // namespace assay::stats
