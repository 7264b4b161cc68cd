#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

constexpr auto options = R"({"schema": {"type": "object", "required": ["name"],
    "properties": {"name": {"type": "string"}, "tags": {"items": {"type": "string"}}}}})";

TEST(JsonSchemaMetric, names_the_pointer_of_what_is_wrong) {
    EXPECT_EQ(scored("json_schema", options, R"({"name": "x"})", {}), SampleValue::of(1));
    EXPECT_EQ(scored("json_schema", options, R"({"name": "x", "tags": ["a", 1]})", {}),
              SampleValue::explained(0, "/tags/1: is number, expected string"));
}

TEST(JsonSchemaMetric, scores_what_is_no_json_0) {
    EXPECT_EQ(scored("json_schema", options, "name: x", {}).value, 0);
}

TEST(JsonSchemaMetric, refuses_a_schema_it_does_not_understand) {
    EXPECT_THAT(option_error("json_schema", "{}"), HasSubstr("schema"));
    EXPECT_THAT(option_error("json_schema", R"({"schema": {"minLenght": 1}})"),
                HasSubstr("did you mean 'minLength'"));
}

}  // namespace
}  // namespace assay::metrics
