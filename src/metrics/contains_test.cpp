#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

TEST(Contains, finds_any_target_anywhere) {
    EXPECT_EQ(scored("contains", "{}", "it is Paris.", {"Rome", "Paris"}), SampleValue::of(1));
    EXPECT_EQ(scored("contains", "{}", "it is paris.", {"Paris"}), SampleValue::of(0));
}

TEST(Contains, takes_the_empty_target_as_contained) {
    EXPECT_EQ(scored("contains", "{}", "", {""}), SampleValue::of(1));
}

TEST(Contains, is_unscored_without_a_target) {
    EXPECT_EQ(scored("contains", "{}", "x", {}).value, std::nullopt);
}

TEST(Contains, has_no_options) {
    EXPECT_THAT(option_error("contains", R"({"x": 1})"), HasSubstr("x"));
}

}  // namespace
}  // namespace assay::metrics
