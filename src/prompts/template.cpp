#include "prompts/template.hpp"

#include "prompts/parser.hpp"
#include "prompts/program.hpp"
#include "prompts/renderer.hpp"
#include "text/unicode.hpp"

#include <algorithm>

namespace assay::prompts {
namespace {

// Jinja2 reads every kind of line break as \n and drops the last one unless told to keep it.
std::string normalize(std::string_view source, const TemplateOptions& options) {
    std::string out;
    out.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\r') {
            if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
            out += '\n';
        } else {
            out += source[i];
        }
    }
    if (!options.keep_trailing_newline && out.ends_with('\n')) out.pop_back();
    return out;
}

Result<std::string> render_program(const Program& program,
                                   const JsonObject& fields,
                                   const JsonObject* extra) {
    std::string out;
    out.reserve(program.source.size() * 2);
    Renderer renderer(program, fields, extra);
    CHECK_OK(renderer.run(program.body, out));
    return out;
}

Result<Json> evaluate_program(const Program& program,
                              const JsonObject& fields,
                              const JsonObject* extra) {
    const bool is_expression =
        program.body.size() == 1 && program.nodes[program.body.front()].op == Op::output;
    if (!is_expression) {
        TRY(const std::string text, render_program(program, fields, extra));
        return Json(boost::json::string(text));
    }
    Renderer renderer(program, fields, extra);
    const Node& node = program.nodes[program.body.front()];
    TRY(const Value value, renderer.evaluate(node.kids.front()));
    if (const auto* undefined = value.as<Undefined>()) {
        if (program.options.undefined == UndefinedPolicy::strict)
            return renderer.undefined_error(node, *undefined);
        return Json(nullptr);
    }
    auto json = to_json(value);
    if (!json) return std::move(json).error().in(program.where(node.offset));
    return json;
}

}  // namespace

std::string Program::where(std::size_t offset) const {
    const std::string_view before = std::string_view(source).substr(0, offset);
    const std::size_t line_break = before.rfind('\n');
    const std::string_view line =
        line_break == std::string_view::npos ? before : before.substr(line_break + 1);
    const auto columns = std::ranges::count_if(
        line, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; });
    return fmt::format("{}:{}:{}", name, std::ranges::count(before, '\n') + 1, columns + 1);
}

Result<Template> Template::compile(std::string source, std::string name, TemplateOptions options) {
    if (source.size() > template_bytes_max)
        return fail(ErrorKind::exhausted,
                    "{}: template of {} bytes; at most {}",
                    name,
                    source.size(),
                    template_bytes_max);
    if (const auto invalid = text::first_invalid_utf8(source))
        return fail(ErrorKind::invalid_input, "{}: byte {} is not UTF-8", name, *invalid);
    auto program = std::make_shared<Program>();
    program->name = std::move(name);
    program->source = normalize(source, options);
    program->options = options;
    CHECK_OK(Parser(*program).run());
    return Template(std::move(program));
}

Result<std::string> Template::render(const JsonObject& fields) const {
    return render_program(*program_, fields, nullptr);
}

Result<std::string> Template::render(const JsonObject& fields, const JsonObject& extra) const {
    return render_program(*program_, fields, &extra);
}

Result<Json> Template::evaluate(const JsonObject& fields) const {
    return evaluate_program(*program_, fields, nullptr);
}

Result<Json> Template::evaluate(const JsonObject& fields, const JsonObject& extra) const {
    return evaluate_program(*program_, fields, &extra);
}

std::vector<std::string> Template::variables() const {
    return {program_->variables.begin(), program_->variables.end()};
}

const std::string& Template::source() const { return program_->source; }
const std::string& Template::name() const { return program_->name; }

}  // namespace assay::prompts
