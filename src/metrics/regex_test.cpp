#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

TEST(Regex, finds_the_pattern_anywhere_by_default) {
    EXPECT_EQ(scored("regex", R"({"pattern": "\\d+"})", "about 42 of them", {}),
              SampleValue::of(1));
    EXPECT_EQ(scored("regex", R"({"pattern": "\\d+"})", "none", {}), SampleValue::of(0));
}

TEST(Regex, matches_the_whole_output_when_full) {
    constexpr auto options = R"({"pattern": "\\d+", "match": "full"})";
    EXPECT_EQ(scored("regex", options, "42", {}), SampleValue::of(1));
    EXPECT_EQ(scored("regex", options, "42 ", {}), SampleValue::of(0));
}

TEST(Regex, takes_the_targets_as_patterns_without_one) {
    EXPECT_EQ(scored("regex", R"({"ignore_case": true})", "PARIS", {"^rome", "^p.*s$"}),
              SampleValue::of(1));
}

TEST(Regex, is_unscored_when_a_target_is_no_pattern) {
    const SampleValue value = scored("regex", "{}", "x", {"("});
    EXPECT_EQ(value.value, std::nullopt);
    EXPECT_THAT(value.reason, HasSubstr("missing )"));
}

TEST(Regex, refuses_a_broken_pattern_and_an_unknown_mode) {
    EXPECT_THAT(option_error("regex", R"({"pattern": "["})"), HasSubstr("pattern"));
    EXPECT_THAT(option_error("regex", R"({"match": "ful"})"), HasSubstr("did you mean 'full'"));
}

}  // namespace
}  // namespace assay::metrics
