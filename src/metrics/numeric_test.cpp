#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

double match(std::string_view options, std::string_view output, std::string_view target) {
    return *scored("numeric", options, output, {target}).value;
}

TEST(Numeric, compares_values_and_not_digits) {
    EXPECT_EQ(match("{}", "The total is $1,234.50.", "1234.5"), 1);
    EXPECT_EQ(match("{}", "1.2345e3", "1,234.5"), 1);
    EXPECT_EQ(match("{}", "so 1/4 of it", "0.25"), 1);
    EXPECT_EQ(match("{}", "-3", "3"), 0);
}

TEST(Numeric, picks_the_last_number_by_default) {
    EXPECT_EQ(match("{}", "2 + 2 = 4", "4"), 1);
    EXPECT_EQ(match(R"({"pick": "first"})", "2 + 2 = 4", "2"), 1);
    const SampleValue value = scored("numeric", R"({"pick": "only"})", "2 or 4", {"4"});
    EXPECT_EQ(value.value, 0);
    EXPECT_THAT(value.reason, HasSubstr("exactly one"));
}

TEST(Numeric, allows_the_larger_tolerance) {
    EXPECT_EQ(match(R"({"abs_tolerance": 0.01})", "3.14", "3.14159"), 1);
    EXPECT_EQ(match(R"({"abs_tolerance": 0.001})", "3.14", "3.14159"), 0);
    EXPECT_EQ(match(R"({"rel_tolerance": 0.1})", "109", "100"), 1);
    EXPECT_EQ(match(R"({"rel_tolerance": 0.1})", "111", "100"), 0);
}

TEST(Numeric, reads_percent_as_asked) {
    EXPECT_EQ(match("{}", "50%", "50"), 1);
    EXPECT_EQ(match(R"({"percent": "ratio"})", "50%", "0.5"), 1);
}

TEST(Numeric, tells_no_answer_from_no_target) {
    EXPECT_EQ(scored("numeric", "{}", "none", {"4"}).value, 0);
    EXPECT_EQ(scored("numeric", "{}", "4", {"none"}).value, std::nullopt);
    EXPECT_EQ(scored("numeric", "{}", "4", {}).value, std::nullopt);
}

TEST(Numeric, refuses_a_negative_tolerance) {
    EXPECT_THAT(option_error("numeric", R"({"abs_tolerance": -1})"), HasSubstr("at least 0"));
}

}  // namespace
}  // namespace assay::metrics
