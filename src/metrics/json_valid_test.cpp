#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

TEST(JsonValid, accepts_one_value) {
    EXPECT_EQ(scored("json_valid", "{}", R"({"a": [1, null]})", {}), SampleValue::of(1));
    EXPECT_EQ(scored("json_valid", "{}", " 3 ", {}), SampleValue::of(1));
}

TEST(JsonValid, says_where_it_breaks) {
    for (const std::string_view output :
         {"", "{", "{\"a\":1} x", "{\"a\":1,\"a\":2}", "[1,]", "NaN", "\"\xFF\""}) {
        const SampleValue value = scored("json_valid", "{}", output, {});
        EXPECT_EQ(value.value, 0) << output;
        EXPECT_FALSE(value.reason.empty());
    }
}

TEST(JsonValid, looks_into_a_fence_on_request) {
    constexpr std::string_view fenced = "```json\n{\"a\": 1}\n```\n";
    EXPECT_EQ(scored("json_valid", "{}", fenced, {}).value, 0);
    EXPECT_EQ(scored("json_valid", R"({"allow_fence": true})", fenced, {}).value, 1);
    EXPECT_THAT(option_error("json_valid", R"({"allow_fense": true})"), HasSubstr("allow_fence"));
}

}  // namespace
}  // namespace assay::metrics
