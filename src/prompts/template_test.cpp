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

}  // namespace
}  // namespace assay::prompts
