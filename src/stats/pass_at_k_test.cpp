#include "stats/pass_at_k.hpp"

#include <gtest/gtest.h>

namespace assay::stats {
namespace {

TEST(PassAtK, is_the_rate_at_1) {
    EXPECT_NEAR(*pass_at_k(10, 3, 1).value, 0.3, 1e-15);
    EXPECT_NEAR(*pass_hat_k(10, 3, 1).value, 0.3, 1e-15);
}

TEST(PassAtK, counts_the_choices_of_two_from_four) {
    EXPECT_NEAR(*pass_at_k(4, 2, 2).value, 5.0 / 6, 1e-15);
    EXPECT_NEAR(*pass_hat_k(4, 2, 2).value, 1.0 / 6, 1e-15);
}

TEST(PassAtK, refuses_more_attempts_than_there_are) {
    EXPECT_EQ(pass_at_k(3, 1, 5).status, Status::invalid_argument);
    EXPECT_EQ(pass_at_k(3, 4, 1).status, Status::invalid_argument);
    EXPECT_EQ(pass_hat_k(3, 1, 0).value, std::nullopt);
}

}  // namespace
}  // namespace assay::stats
