#include "distill/ridge.hpp"

#include <utility>

#pragma clang fp contract(off)

namespace assay::distill {

Ridge::Ridge(const RidgeData& data, std::vector<std::uint32_t> members, std::uint64_t seed)
    : data_(data),
      members_(std::move(members)),
      squares_(data.rows.size()),
      duals_(data.rows.size()),
      coefficients_(data.rows.column_count),
      random_(seed) {
    for (const std::uint32_t i : members_) {
        double square = 0;
        for (const auto& [column, value] : data_.rows.row(i))
            square += static_cast<double>(value) * static_cast<double>(value);
        squares_[i] = square;
    }
}

/// Fisher & Yates; std::shuffle may differ from one library to another.
void Ridge::shuffle() {
    for (std::size_t left = members_.size(); left > 1; --left)
        std::swap(members_[left - 1], members_[random_() % left]);
}

double Ridge::predict(std::size_t i) const {
    double sum = 0;
    for (const auto& [column, value] : data_.rows.row(i))
        sum += coefficients_[column] * static_cast<double>(value);
    return sum;
}

void Ridge::solve(double penalty, std::size_t pass_count) {
    for (std::size_t pass = 0; pass < pass_count; ++pass) {
        shuffle();
        for (const std::uint32_t i : members_) {
            const double own = penalty / data_.weights[i];
            const double step =
                (data_.targets[i] - predict(i) - own * duals_[i]) / (squares_[i] + own);
            duals_[i] += step;
            for (const auto& [column, value] : data_.rows.row(i))
                coefficients_[column] += step * static_cast<double>(value);
        }
    }
}

}  // namespace assay::distill
