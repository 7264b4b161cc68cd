#include "distill/ridge.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace assay::distill {
namespace {

SparseRows one_column(std::initializer_list<float> values) {
    SparseRows rows{.column_count = 1, .cells = {}, .ends = {}};
    for (const float value : values) {
        rows.cells.push_back({.column = 0, .value = value});
        rows.ends.push_back(rows.cells.size());
    }
    return rows;
}

std::vector<std::uint32_t> all(std::size_t count) {
    std::vector<std::uint32_t> members(count);
    std::iota(members.begin(), members.end(), 0U);
    return members;
}

TEST(Ridge, finds_the_closed_form_in_one_column) {
    const SparseRows rows = one_column({1, 2, 3});
    const std::vector<double> targets = {1, 2, 2};
    const std::vector<double> weights = {1, 2, 1};
    Ridge ridge({.rows = rows, .targets = targets, .weights = weights}, all(3), 1);
    ridge.solve(5, 100);
    // sum c x y / (sum c x x + penalty)
    EXPECT_NEAR(ridge.coefficients()[0], (1 + 8 + 6) / (1 + 8 + 9 + 5.0), 1e-12);
}

TEST(Ridge, solves_two_correlated_columns) {
    SparseRows rows{.column_count = 2, .cells = {}, .ends = {}};
    for (const auto& [a, b] :
         {std::pair{1.0F, 1.0F}, std::pair{1.0F, 2.0F}, std::pair{1.0F, 4.0F}}) {
        rows.cells.push_back({.column = 0, .value = a});
        rows.cells.push_back({.column = 1, .value = b});
        rows.ends.push_back(rows.cells.size());
    }
    const std::vector<double> targets = {1, 3, 4};
    const std::vector<double> weights = {1, 1, 1};
    Ridge ridge({.rows = rows, .targets = targets, .weights = weights}, all(3), 1);
    ridge.solve(1, 500);
    // (X'X + I) w = X'y: [4 7; 7 22] w = [8; 23]
    EXPECT_NEAR(ridge.coefficients()[0], (8 * 22 - 7 * 23) / 39.0, 1e-9);
    EXPECT_NEAR(ridge.coefficients()[1], (4 * 23 - 7 * 8) / 39.0, 1e-9);
}

TEST(Ridge, does_not_see_rows_that_are_no_members) {
    const SparseRows rows = one_column({1, 2, 100});
    const std::vector<double> targets = {1, 2, -900};
    const std::vector<double> weights = {1, 1, 1};
    Ridge ridge({.rows = rows, .targets = targets, .weights = weights}, {0, 1}, 1);
    ridge.solve(0.001, 100);
    EXPECT_NEAR(ridge.predict(2), 100, 0.1);
}

TEST(Ridge, a_warm_start_ends_where_a_cold_one_does) {
    const SparseRows rows = one_column({1, 2, 3, 4});
    const std::vector<double> targets = {2, 1, 3, 5};
    const std::vector<double> weights = {1, 1, 1, 1};
    Ridge warm({.rows = rows, .targets = targets, .weights = weights}, all(4), 1);
    warm.solve(100, 10);
    warm.solve(1, 1000);
    Ridge cold({.rows = rows, .targets = targets, .weights = weights}, all(4), 2);
    cold.solve(1, 1000);
    EXPECT_NEAR(warm.coefficients()[0], 33.0 / 31, 1e-9);
    EXPECT_NEAR(cold.coefficients()[0], 33.0 / 31, 1e-9);
}

}  // namespace
}  // namespace assay::distill
