#include "core/usd.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Usd, sums_exactly) {
    Usd total;
    for (int i = 0; i < 10; ++i) total += Usd::from_dollars(0.1);
    EXPECT_EQ(total, Usd::from_dollars(1.0));
}

TEST(Usd, prints_small_amounts_with_four_digits) {
    EXPECT_EQ(to_string(Usd::from_dollars(0.00012341)), "$0.0001234");
    EXPECT_EQ(to_string(Usd::from_dollars(0.5)), "$0.5");
    EXPECT_EQ(to_string(Usd::from_dollars(12.3)), "$12.30");
    EXPECT_EQ(to_string(Usd{}), "$0.00");
}

}  // namespace
}  // namespace assay
