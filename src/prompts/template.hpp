#pragma once
// Prompt templates: a subset of Jinja2 (docs/templates.md lists it), compiled once, rendered per
// sample. Immutable after compile; any number of threads may render at once.

#include "core/json.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::prompts {

enum class UndefinedPolicy : std::uint8_t {
    strict,   ///< using an undefined value is an error that names it
    lenient,  ///< prints as nothing, is false, loops zero times
};

struct TemplateOptions {
    bool trim_blocks = false;    ///< drop the line break after a block tag
    bool lstrip_blocks = false;  ///< drop white space before a block tag at the start of its line
    bool keep_trailing_newline = true;  ///< as lm-evaluation-harness sets it
    UndefinedPolicy undefined = UndefinedPolicy::strict;
    std::size_t loop_iterations_max = 1'000'000;
    std::size_t output_bytes_max = std::size_t{64} << 20;
};

inline constexpr std::size_t template_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t template_depth_max = 100;

struct Program;

class Template {
  public:
    /// Errors: invalid_input `name:line:column: …`, saying what was expected; exhausted beyond
    /// `template_bytes_max` or `template_depth_max`.
    static Result<Template> compile(std::string source,
                                    std::string name,
                                    TemplateOptions options = {});

    /// The text for one sample. Values are read in place, not copied. `extra` wins over `fields`.
    /// Errors: invalid_input `name:line:column: …` for an undefined variable (with the nearest
    /// known name) or types that do not fit; exhausted beyond the bounds in the options.
    [[nodiscard]] Result<std::string> render(const JsonObject& fields) const;
    [[nodiscard]] Result<std::string> render(const JsonObject& fields,
                                             const JsonObject& extra) const;

    /// A template that is exactly one `{{ expression }}` yields its value; any other its text.
    [[nodiscard]] Result<Json> evaluate(const JsonObject& fields) const;
    [[nodiscard]] Result<Json> evaluate(const JsonObject& fields, const JsonObject& extra) const;

    /// Names the template reads and does not set itself, sorted, each once.
    [[nodiscard]] std::vector<std::string> variables() const;
    [[nodiscard]] const std::string& source() const;
    [[nodiscard]] const std::string& name() const;

  private:
    explicit Template(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
    // Shared by copies of the template: a program never changes.
    std::shared_ptr<const Program> program_;
};

}  // namespace assay::prompts
