#include "prompts/template.hpp"

#include <gtest/gtest.h>

namespace assay::prompts {
namespace {

Result<std::string> rendered(std::string_view source,
                             std::string_view fields = "{}",
                             TemplateOptions options = {}) {
    TRY(const Template compiled, Template::compile(std::string(source), "t", options));
    const Json json = parse_json(fields).value();
    return compiled.render(json.as_object());
}

std::string error_of(std::string_view source,
                     std::string_view fields = "{}",
                     TemplateOptions options = {}) {
    const auto result = rendered(source, fields, options);
    return result ? "no error: " + *result : result.error().message;
}

TEST(Template, fills_a_typical_prompt) {
    EXPECT_EQ(
        rendered("Question: {{question.strip()}}\nA. {{choices[0]}}\nB. {{choices[-1]}}\nAnswer:",
                 R"({"question": " Why? ", "choices": ["x", "y"]})")
            .value(),
        "Question: Why?\nA. x\nB. y\nAnswer:");
}

TEST(Template, names_line_column_and_the_nearest_variable) {
    EXPECT_EQ(error_of("a\n  {{ questoin }}", R"({"question": "x"})"),
              "t:2:6: 'questoin' is undefined; did you mean 'question'?");
}

TEST(Template, names_what_was_expected_in_a_broken_template) {
    EXPECT_EQ(error_of("{{ a + }}"), "t:1:8: unexpected '}}': expected an expression");
    EXPECT_EQ(error_of("{% if a %}x"), "t:1:12: the template ends: expected '{% endif %}'");
    EXPECT_EQ(error_of("{{ a | uper }}"), "t:1:8: no filter 'uper'; did you mean 'upper'?");
    EXPECT_EQ(error_of("{% include 'x' %}"),
              "t:1:4: statement 'include' is not supported; expected if, for, set or raw");
}

TEST(Template, keeps_undefined_values_lenient_when_asked) {
    TemplateOptions options;
    options.undefined = UndefinedPolicy::lenient;
    EXPECT_EQ(rendered("[{{ a }}{{ a.b.c }}{% for x in a %}x{% endfor %}]", "{}", options).value(),
              "[]");
}

TEST(Template, lets_extra_variables_win) {
    const auto compiled = Template::compile("{{ a }}{{ b }}", "t");
    const JsonObject fields = {{"a", 1}, {"b", 2}};
    const JsonObject extra = {{"b", 3}};
    EXPECT_EQ(compiled->render(fields, extra).value(), "13");
}

TEST(Template, evaluates_a_single_expression_to_its_value) {
    const JsonObject fields = {{"label", 2}, {"choices", {"a", "b"}}};
    const auto value = [&](std::string source) {
        return Template::compile(std::move(source), "t")->evaluate(fields).value();
    };
    EXPECT_EQ(value("{{ label }}"), Json(2));
    EXPECT_EQ(value("{{ choices + ['c'] }}"), Json({"a", "b", "c"}));
    EXPECT_EQ(value(" {{ label }}"), Json(" 2"));
}

TEST(Template, lists_the_variables_it_reads) {
    const auto compiled = Template::compile(
        "{% set a = q %}{% for x in xs if x %}{{ x }}{{ loop.index }}{{ a }}{{ range(n) }}{% "
        "endfor %}{{ x }}",
        "t");
    EXPECT_EQ(compiled->variables(), (std::vector<std::string>{"n", "q", "x", "xs"}));
}

TEST(Template, bounds_size_nesting_iterations_and_output) {
    EXPECT_EQ(Template::compile(std::string(template_bytes_max + 1, 'a'), "t").error().kind,
              ErrorKind::exhausted);
    EXPECT_NE(
        error_of("{{ " + std::string(200, '(') + "1" + std::string(200, ')') + " }}").find("100"),
        std::string::npos);
    TemplateOptions options;
    options.loop_iterations_max = 10;
    EXPECT_EQ(error_of("{% for i in range(11) %}{% endfor %}", "{}", options),
              "t:1:4: more than 10 loop iterations");
    options.output_bytes_max = 10;
    EXPECT_EQ(error_of("{{ 'ab' * 6 }}", "{}", options), "t:1:1: output of more than 10 bytes");
    std::string chain = "1";
    for (int i = 0; i < 100'000; ++i) chain += "+1";
    EXPECT_NE(error_of("{{ " + chain + " }}").find("operators in a chain"), std::string::npos);
}

TEST(Template, refuses_what_python_refuses) {
    EXPECT_EQ(error_of("{{ 'a' + 1 }}"),
              "t:1:8: '+' does not work on 'str' and 'int'; '~' joins values as text");
    EXPECT_EQ(error_of("{{ 1 / 0 }}"), "t:1:6: division by zero");
    EXPECT_EQ(error_of("{{ s.uper() }}", R"j({"s": "x"})j"),
              "t:1:6: 'str' has no method 'uper'; did you mean 'upper'?");
    EXPECT_EQ(error_of("{{ 9223372036854775807 + 1 }}"), "t:1:24: an integer beyond 64 bits");
}

TEST(Template, refuses_text_that_is_not_utf8) {
    EXPECT_EQ(error_of("a\xff"), "t: byte 1 is not UTF-8");
}

TEST(Template, keeps_a_namespace_from_holding_itself) {
    EXPECT_EQ(error_of("{% set ns = namespace() %}{% set ns.a = ns %}"),
              "t:1:30: a namespace cannot be stored in another value");
}

}  // namespace
}  // namespace assay::prompts
