#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

TEST(Icontains, ignores_case_beyond_ascii) {
    EXPECT_EQ(scored("icontains", "{}", "DAS \u00C4UGLEIN", {"\u00E4ug"}), SampleValue::of(1));
    EXPECT_EQ(scored("icontains", "{}", "das Auge", {"ohr"}), SampleValue::of(0));
}

TEST(Icontains, holds_whatever_contains_holds) {
    for (const std::string_view output : {"", "a", "A b", "\u00DF"}) {
        if (scored("contains", "{}", output, {"A"}).value == 1) {
            EXPECT_EQ(scored("icontains", "{}", output, {"A"}).value, 1);
        }
    }
    EXPECT_THAT(option_error("icontains", R"({"y": 1})"), HasSubstr("y"));
}

}  // namespace
}  // namespace assay::metrics
