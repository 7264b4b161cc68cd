#include "stats/cholesky.hpp"

#include <cmath>
#include <numeric>
#include <utility>

namespace assay::stats {

std::optional<Cholesky> Cholesky::of(std::vector<double> matrix, std::size_t size) {
    constexpr double rounding = 1e-13;
    const auto row = [&](std::size_t i) {
        return matrix.begin() + static_cast<std::ptrdiff_t>(i * size);
    };
    for (std::size_t i = 0; i < size; ++i) {
        const double diagonal = matrix[i * size + i];
        for (std::size_t j = 0; j <= i; ++j) {
            const double rest =
                matrix[i * size + j] -
                std::inner_product(row(i), row(i) + static_cast<std::ptrdiff_t>(j), row(j), 0.0);
            if (j < i) {
                matrix[i * size + j] = rest / matrix[j * size + j];
            } else {
                if (!(rest > rounding * diagonal)) return std::nullopt;
                matrix[i * size + i] = std::sqrt(rest);
            }
        }
    }
    return Cholesky(std::move(matrix), size);
}

std::vector<double> Cholesky::solve(std::span<const double> right) const {
    std::vector<double> x(right.begin(), right.end());
    for (std::size_t i = 0; i < size_; ++i) {
        for (std::size_t j = 0; j < i; ++j) x[i] -= factor_[i * size_ + j] * x[j];
        x[i] /= factor_[i * size_ + i];
    }
    for (std::size_t i = size_; i-- > 0;) {
        x[i] /= factor_[i * size_ + i];
        for (std::size_t j = 0; j < i; ++j) x[j] -= factor_[i * size_ + j] * x[i];
    }
    return x;
}

std::vector<double> Cholesky::inverse() const {
    std::vector<double> out(size_ * size_);
    std::vector<double> unit(size_);
    for (std::size_t i = 0; i < size_; ++i) {
        unit[i] = 1;
        const std::vector<double> column = solve(unit);
        unit[i] = 0;
        for (std::size_t j = 0; j < size_; ++j) out[j * size_ + i] = column[j];
    }
    return out;
}

}  // namespace assay::stats
