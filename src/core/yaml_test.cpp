#include "core/yaml.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string error_of(std::string_view text) {
    const auto document = parse_yaml(text, "eval.yaml");
    return document ? "no error" : document.error().message;
}

TEST(ParseYaml, reads_the_core_schema) {
    const auto document = parse_yaml(
        "a: 1\nb: -2.5\nc: 'yes'\nd: yes\ne: true\nf: ~\ng: [x, 1e3]\nh: 1_000\ni: \"7\"\n", "f");
    ASSERT_TRUE(document.has_value()) << document.error().message;
    EXPECT_EQ(
        to_json_text(document->value),
        R"({"a":1,"b":-2.5,"c":"yes","d":"yes","e":true,"f":null,"g":["x",1000.0],"h":"1_000","i":"7"})");
}

TEST(ParseYaml, remembers_lines_by_path) {
    const auto document = parse_yaml("name: x\nlist:\n  - a: 1\n  - a: 2\n", "eval.yaml");
    EXPECT_EQ(document->place("list/1/a"), "eval.yaml:4");
    EXPECT_EQ(document->place("list/1/unknown"), "eval.yaml:4");
    EXPECT_EQ(document->place("name"), "eval.yaml:1");
}

TEST(ParseYaml, names_the_line_of_a_duplicate_key) {
    EXPECT_EQ(error_of("a: 1\nb: 2\na: 3\n"), "eval.yaml:3:1: the key 'a' occurs twice");
}

TEST(ParseYaml, names_the_line_of_a_syntax_error) {
    EXPECT_EQ(error_of("a: [1, 2\nb: 3").substr(0, 12), "eval.yaml:2:");
}

TEST(ParseYaml, names_the_place_of_a_byte_that_is_no_text) {
    EXPECT_EQ(error_of("a: 1\nb: caf\xe9\n"), "eval.yaml:2:7: the byte 0xe9, expected UTF-8 text");
    EXPECT_EQ(error_of(std::string_view("a: 1\0\nb: 2\n", 12)),
              "eval.yaml:1:5: the byte 0x00, expected UTF-8 text");
    EXPECT_EQ(error_of("a: 1\n\x04"
                       "b: 2\n"),
              "eval.yaml:2:1: the byte 0x04, expected UTF-8 text");
}

TEST(ParseYaml, accepts_a_byte_order_mark_and_windows_line_ends) {
    const auto document = parse_yaml(
        "\xEF\xBB\xBF"
        "a: 1\r\nb: \xC3\xA9\r\n",
        "eval.yaml");
    ASSERT_TRUE(document.has_value()) << document.error().message;
    EXPECT_EQ(document->place("b"), "eval.yaml:2");
}

TEST(ParseYaml, refuses_deep_nesting) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += '[';
    for (int i = 0; i < 100; ++i) text += ']';
    EXPECT_NE(error_of(text).find("nested deeper than 64"), std::string::npos);
}

TEST(ParseYaml, refuses_an_alias_bomb) {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 9; ++i) {
        text += fmt::format(
            "a{0}: &a{0} [*a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}]\n",
            i,
            i - 1);
    }
    EXPECT_NE(error_of(text).find("more than 1000000 values"), std::string::npos);
}

TEST(ReadYamlFile, names_a_missing_file) {
    EXPECT_EQ(read_yaml_file("no/such.yaml").error().message,
              "cannot open no/such.yaml: No such file or directory");
}

TEST(ReadYamlFile, refuses_a_directory) {
    EXPECT_NE(read_yaml_file("/").error().message.find("directory"), std::string::npos);
}

TEST(Yaml, refuses_the_two_escapes_that_the_library_gets_wrong) {
    EXPECT_EQ(parse_yaml("a: \"x\\Ny\"", "f.yaml").error().message,
              "f.yaml:1:4: the escapes \\N and \\_ are not supported; write \\u0085, \\u00A0");
    EXPECT_FALSE(parse_yaml("\"x\\_y\": 1", "f.yaml").has_value());
    EXPECT_EQ(parse_yaml("a: \"\\u0085\\xE9\"", "f.yaml").value().value.at("a"), "\u0085\u00E9");
}

}  // namespace
}  // namespace assay
