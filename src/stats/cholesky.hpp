#pragma once
// Linear equations with a small, dense, symmetric, positive definite matrix. Value type.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

class Cholesky {
  public:
    /// Factors size * size numbers, row by row. Null when the matrix is not positive definite, to
    /// within rounding. O(size^3).
    static std::optional<Cholesky> of(std::vector<double> matrix, std::size_t size);

    /// The x of matrix * x = right. O(size^2).
    [[nodiscard]] std::vector<double> solve(std::span<const double> right) const;
    /// Row by row. O(size^3).
    [[nodiscard]] std::vector<double> inverse() const;

  private:
    Cholesky(std::vector<double> factor, std::size_t size)
        : factor_(std::move(factor)), size_(size) {}

    std::vector<double> factor_;  ///< lower triangle, row by row
    std::size_t size_;
};

}  // namespace assay::stats
