#include "metrics/schema.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

struct SchemaCase {
    std::string_view schema;
    std::string_view value;
    std::string_view violation;  ///< a part of it; empty: valid
};

class JsonSchemaKeyword : public testing::TestWithParam<SchemaCase> {};

TEST_P(JsonSchemaKeyword, accepts_and_refuses) {
    const auto schema = JsonSchema::compile(parse_json(GetParam().schema).value());
    ASSERT_TRUE(schema) << schema.error().message;
    const auto violation = schema->violation(parse_json(GetParam().value).value());
    EXPECT_EQ(violation.has_value(), !GetParam().violation.empty()) << violation.value_or("valid");
    EXPECT_THAT(violation.value_or(""), HasSubstr(GetParam().violation));
}

constexpr SchemaCase cases[] = {
    {"true", "1", ""},
    {"false", "1", "is not allowed"},
    {R"({"type": "integer"})", "1.0", ""},
    {R"({"type": "integer"})", "1.5", "expected integer"},
    {R"({"type": ["string", "null"]})", "null", ""},
    {R"({"type": ["string", "null"]})", "true", "expected string or null"},
    {R"({"enum": [1, "a"]})", "1.0", ""},
    {R"({"enum": [1, "a"]})", "2", "one of"},
    {R"({"const": {"a": [1], "b": 2}})", R"({"b": 2, "a": [1.0]})", ""},
    {R"({"const": null})", "0", "expected null"},
    {R"({"minimum": 1, "maximum": 3})", "3", ""},
    {R"({"minimum": 1, "maximum": 3})", "4", "at most 3"},
    {R"({"exclusiveMinimum": 1})", "1", "above 1"},
    {R"({"exclusiveMaximum": 1})", "1", "below 1"},
    {R"({"multipleOf": 0.1})", "0.3", ""},
    {R"({"multipleOf": 2})", "3", "multiple of 2"},
    {R"({"minLength": 2, "maxLength": 2})", R"("äö")", ""},
    {R"({"maxLength": 1})", R"("äö")", "has 2 characters"},
    {R"({"pattern": "^a"})", R"("ba")", "pattern"},
    {R"({"pattern": "^a"})", "1", ""},
    {R"({"prefixItems": [{"type": "string"}], "items": {"type": "number"}})", R"(["a", 1])", ""},
    {R"({"prefixItems": [{"type": "string"}], "items": {"type": "number"}})",
     R"(["a", "b"])",
     "/1: is string"},
    {R"({"prefixItems": [true], "items": false})", "[1, 2]", "/1: is not allowed"},
    {R"({"minItems": 1})", "[]", "at least 1"},
    {R"({"uniqueItems": true})", "[1, 2, 1.0]", "items 0 and 2 are equal"},
    {R"({"contains": {"type": "string"}})", "[1]", "0 matching items"},
    {R"({"contains": {"type": "string"}, "maxContains": 1})", R"(["a", "b"])", "at most 1"},
    {R"({"required": ["a"]})", "{}", "'a' is missing"},
    {R"({"required": ["a"]})", "[]", ""},
    {R"({"properties": {"a": {}}, "additionalProperties": false})", R"({"a": 1})", ""},
    {R"({"properties": {"a": {}}, "additionalProperties": false})",
     R"({"b": 1})",
     "'b' is not allowed"},
    {R"({"patternProperties": {"^x": {"type": "null"}}, "additionalProperties": false})",
     R"({"xa": 1})",
     "/xa: is number"},
    {R"({"propertyNames": {"maxLength": 1}})", R"({"ab": 1})", "'ab'"},
    {R"({"dependentRequired": {"a": ["b"]}})", R"({"a": 1})", "'b' is missing beside 'a'"},
    {R"({"maxProperties": 0})", R"({"a": 1})", "at most 0"},
    {R"({"allOf": [{"minimum": 1}, {"maximum": 2}]})", "3", "at most 2"},
    {R"({"anyOf": [{"type": "null"}, {"minimum": 2}]})", "1", "none of the 2"},
    {R"({"oneOf": [{"minimum": 1}, {"minimum": 2}]})", "1", ""},
    {R"({"oneOf": [{"minimum": 1}, {"minimum": 2}]})", "2", "matches 2 of the 2"},
    {R"({"not": {"type": "null"}})", "null", "schema of not"},
    {R"({"if": {"minimum": 5}, "then": {"multipleOf": 5}, "else": {"const": 1}})", "10", ""},
    {R"({"if": {"minimum": 5}, "then": {"multipleOf": 5}, "else": {"const": 1}})",
     "2",
     "expected 1"},
    {R"({"properties": {"a/b": {"properties": {"~": {"type": "null"}}}}})",
     R"({"a/b": {"~": 1}})",
     "/a~1b/~0: is number"},
    {R"({"format": "email", "title": "t"})", R"("no mail")", ""},
    {R"({"$ref": "#/$defs/n", "$defs": {"n": {"type": "null"}}})", "1", "expected null"},
    {R"({"$defs": {"t": {"properties": {"next": {"$ref": "#/$defs/t"}},
         "additionalProperties": false}}, "$ref": "#/$defs/t"})",
     R"({"next": {"next": {"x": 1}}})",
     "/next/next: the property 'x'"},
};

INSTANTIATE_TEST_SUITE_P(Draft2020, JsonSchemaKeyword, testing::ValuesIn(cases));

std::string compile_error(std::string_view schema) {
    const auto compiled = JsonSchema::compile(parse_json(schema).value());
    return compiled ? "" : compiled.error().message;
}

TEST(JsonSchema, names_the_keyword_that_is_wrong) {
    EXPECT_THAT(
        compile_error(R"({"properties": {"a": {"typ": "string"}}})"),
        HasSubstr("/properties/a: the keyword 'typ' is not supported; did you mean 'type'"));
    EXPECT_THAT(compile_error(R"({"type": "text"})"), HasSubstr("/type"));
    EXPECT_THAT(compile_error(R"({"pattern": "("})"), HasSubstr("/pattern"));
    EXPECT_THAT(compile_error(R"({"minItems": -1})"), HasSubstr("/minItems"));
    EXPECT_THAT(compile_error(R"({"anyOf": []})"), HasSubstr("/anyOf"));
    EXPECT_THAT(compile_error("3"), HasSubstr("is number"));
}

TEST(JsonSchema, refuses_references_that_lead_nowhere_outside_or_in_a_circle) {
    EXPECT_THAT(compile_error(R"({"$ref": "#/$defs/x"})"), HasSubstr("leads nowhere"));
    EXPECT_THAT(compile_error(R"({"$ref": "other.json"})"), HasSubstr("outside"));
    EXPECT_THAT(compile_error(R"({"$ref": "#"})"), HasSubstr("back to its own schema"));
    EXPECT_THAT(compile_error(R"({"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}]}}})"),
                HasSubstr("back to its own schema"));
}

}  // namespace
}  // namespace assay::metrics
