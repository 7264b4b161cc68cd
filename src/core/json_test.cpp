#include "core/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace assay {
namespace {

std::string error_of(std::string_view text) {
    auto value = parse_json(text);
    return value ? "no error" : value.error().message;
}

TEST(ParseJson, reads_nested_values) {
    const auto value = parse_json(R"( {"a": [1, -2.5, "x\u00e9", true, null], "b": {}} )");
    ASSERT_TRUE(value.has_value()) << value.error().message;
    EXPECT_EQ(to_json_text(*value), R"({"a":[1,-2.5,"xé",true,null],"b":{}})");
}

TEST(ParseJson, names_a_duplicate_key_and_its_place) {
    EXPECT_EQ(error_of("{\"a\": 1,\n \"a\": 2}"), "2:4: the key 'a' occurs twice in one object");
}

TEST(ParseJson, allows_equal_keys_in_different_objects) {
    EXPECT_TRUE(parse_json(R"({"a": {"a": 1}, "b": {"a": 2}})").has_value());
}

TEST(ParseJson, refuses_text_after_the_value) {
    EXPECT_EQ(error_of("1 2"), "1:3: text after the JSON value");
}

TEST(ParseJson, refuses_truncated_text) {
    EXPECT_NE(error_of(R"({"a": )").find("ends inside a value"), std::string::npos);
    EXPECT_NE(error_of("").find("ends inside a value"), std::string::npos);
}

TEST(ParseJson, refuses_deep_nesting) {
    EXPECT_NE(error_of(std::string(100'000, '[')).find("nested deeper than 64"), std::string::npos);
}

TEST(ParseJson, refuses_invalid_utf8) { EXPECT_NE(error_of("\"\xff\""), "no error"); }

TEST(ParseJson, refuses_nan) { EXPECT_NE(error_of("NaN"), "no error"); }

TEST(JsonText, writes_doubles_that_read_back_the_same) {
    EXPECT_EQ(to_json_text(Json(0.1)), "0.1");
    EXPECT_EQ(to_json_text(Json(3.0)), "3.0");
    EXPECT_EQ(to_json_text(Json(1e300)), "1e+300");
}

TEST(JsonText, replaces_invalid_utf8) {
    std::string out;
    append_json_string(out, "a\xff\xe2\x82z\x01");
    EXPECT_EQ(out, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\\u0001\"");
}

TEST(CanonicalJsonText, does_not_depend_on_key_order) {
    EXPECT_EQ(canonical_json_text(*parse_json(R"({"b":1,"a":{"d":1,"c":2}})")),
              canonical_json_text(*parse_json(R"({"a":{"c":2,"d":1},"b":1})")));
}

TEST(JsonFields, names_the_missing_field) {
    const JsonObject object;
    EXPECT_EQ(JsonFields(object, "run.json").string("id").error().message,
              "run.json: field 'id' is missing");
}

TEST(JsonFields, names_type_found_and_type_wanted) {
    const Json value = {{"id", 3}};
    EXPECT_EQ(JsonFields(value.get_object(), "run.json").string("id").error().message,
              "run.json: field 'id' is number, expected a string");
}

TEST(JsonFields, suggests_the_nearest_known_key) {
    const Json value = {{"modle", 3}};
    constexpr std::array<std::string_view, 2> known = {"model", "name"};
    EXPECT_EQ(JsonFields(value.get_object(), "eval.yaml").only(known).error().message,
              "eval.yaml: unknown key 'modle'; did you mean 'model'?");
}

TEST(ParseJson, reads_doubles_exactly) {
    for (const auto& [text, number] : {std::pair{"123456789.123456789", 123456789.123456789},
                                       {"5e-324", 5e-324},
                                       {"-0.0", -0.0},
                                       {"1e-400", 0.0},
                                       {"0.30000000000000004", 0.30000000000000004},
                                       {"18446744073709551616", 18446744073709551616.0}}) {
        EXPECT_EQ(parse_json(text).value().as_double(), number) << text;
    }
}

TEST(ParseJson, refuses_numbers_beyond_a_double) {
    EXPECT_THAT(parse_json("[1e400]").error().message, testing::HasSubstr("range of a double"));
    EXPECT_FALSE(parse_json("-1e309"));
    EXPECT_FALSE(parse_json("1e99999999999"));
}

}  // namespace
}  // namespace assay
