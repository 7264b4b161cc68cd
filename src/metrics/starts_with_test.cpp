#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

TEST(StartsWith, compares_the_first_bytes) {
    EXPECT_EQ(scored("starts_with", "{}", "Yes, it is", {"No", "Yes"}), SampleValue::of(1));
    EXPECT_EQ(scored("starts_with", "{}", " Yes", {"Yes"}), SampleValue::of(0));
    EXPECT_EQ(scored("starts_with", "{}", "Y", {"Yes"}), SampleValue::of(0));
}

TEST(StartsWith, strips_and_ignores_case_on_request) {
    constexpr auto options = R"({"strip": true, "ignore_case": true})";
    EXPECT_EQ(scored("starts_with", options, "\n YES", {"yes"}), SampleValue::of(1));
}

TEST(StartsWith, refuses_a_mistyped_option) {
    EXPECT_THAT(option_error("starts_with", R"({"strip": "yes"})"), HasSubstr("expected boolean"));
}

}  // namespace
}  // namespace assay::metrics
