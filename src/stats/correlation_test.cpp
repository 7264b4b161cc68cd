#include "stats/correlation.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace assay::stats {
namespace {

TEST(Correlation, of_a_line_is_1_and_of_its_mirror_is_minus_1) {
    const std::vector<double> x = {1, 2, 3, 5};
    const std::vector<double> y = {10, 20, 30, 50};
    const std::vector<double> mirror = {-10, -20, -30, -50};
    EXPECT_NEAR(*pearson_correlation(x, y, 0.95).estimate, 1, 1e-15);
    EXPECT_NEAR(*spearman_correlation(x, mirror).estimate, -1, 1e-15);
    EXPECT_NEAR(*kendall_tau_b(x, mirror).estimate, -1, 1e-15);
}

TEST(KendallTau, counts_pairs_with_ties) {
    // Of the 6 pairs 3 agree, 1 disagrees, 1 ties in x and 1 ties in y.
    const std::vector<double> x = {1, 2, 2, 3};
    const std::vector<double> y = {1, 3, 2, 2};
    EXPECT_NEAR(*kendall_tau_b(x, y).estimate, (3.0 - 1.0) / 5, 1e-15);
}

TEST(Correlation, says_why_it_is_undefined) {
    const std::vector<double> x = {1, 2, 3};
    const std::vector<double> equal = {2, 2, 2};
    EXPECT_EQ(pearson_correlation(x, equal, 0.95).status, Status::zero_variance);
    EXPECT_EQ(spearman_correlation({}, {}).status, Status::insufficient_data);
    EXPECT_EQ(kendall_tau_b(x, {}).status, Status::invalid_argument);
}

}  // namespace
}  // namespace assay::stats
