#pragma once
// Weighted ridge regression on sparse rows by coordinate ascent in the dual (Shalev-Shwartz & Zhang
// 2013; for regression Ho & Lin 2012). It needs no learning rate, every step is exact in one
// example, and a stronger penalty's solution starts the next weaker one. The arithmetic is
// addition, multiplication and division in a fixed order, so that every machine gives the same
// bits.
//
// Minimises sum_i c_i (y_i - w x_i)^2 + penalty |w|^2; at the optimum w = sum_i a_i x_i with
// penalty a_i = c_i (y_i - w x_i).

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace assay::distill {

/// Rows of a sparse matrix, one behind the other.
struct SparseRows {
    struct Cell {
        std::uint32_t column;
        float value;
    };
    std::size_t column_count = 0;
    std::vector<Cell> cells;
    std::vector<std::size_t> ends;  ///< of each row in `cells`

    [[nodiscard]] std::size_t size() const { return ends.size(); }
    [[nodiscard]] std::span<const Cell> row(std::size_t i) const {
        const std::size_t begin = i == 0 ? 0 : ends[i - 1];
        return {cells.data() + begin, ends[i] - begin};
    }
};

/// All spans have one entry a row of `rows`, and live as long as what refers to them.
struct RidgeData {
    const SparseRows& rows;
    std::span<const double> targets;
    std::span<const double> weights;  ///< above 0
};

class Ridge {
  public:
    /// Fits to the rows in `members` only.
    Ridge(const RidgeData& data, std::vector<std::uint32_t> members, std::uint64_t seed);

    /// Moves on to the solution for `penalty`, above 0. O(cells of the members) a pass.
    void solve(double penalty, std::size_t pass_count);

    /// Scalar product of row `i` of the data, also one that is no member, with the coefficients.
    [[nodiscard]] double predict(std::size_t i) const;
    [[nodiscard]] const std::vector<double>& coefficients() const { return coefficients_; }

  private:
    void shuffle();

    RidgeData data_;
    std::vector<std::uint32_t> members_;
    std::vector<double> squares_;  ///< of each row's length
    std::vector<double> duals_;
    std::vector<double> coefficients_;
    std::mt19937_64 random_;
};

}  // namespace assay::distill
