#pragma once
// One render of a compiled template: walks the nodes and appends to the output.

#include "prompts/builtins.hpp"
#include "prompts/program.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::prompts {

class Renderer {
  public:
    /// `extra` may be null. All three must outlive the renderer.
    Renderer(const Program& program, const JsonObject& fields, const JsonObject* extra)
        : program_(program), fields_(fields), extra_(extra) {}

    Result<void> run(const std::vector<NodeIndex>& body, std::string& out);
    Result<Value> evaluate(NodeIndex index);
    /// The error for using an undefined value, with the nearest known name.
    [[nodiscard]] Error undefined_error(const Node& node, const Undefined& undefined) const;

  private:
    Result<void> run_output(const Node& node, std::string& out);
    Result<void> run_branch(const Node& node, std::string& out);
    Result<void> run_loop(const Node& node, std::string& out);
    Result<Sequence> loop_items(const Node& node);
    Result<void> run_set(const Node& node);
    Result<void> run_set_field(const Node& node);
    Result<void> run_set_block(const Node& node);
    Result<void> bind(const Node& node, Value value);

    Result<Value> evaluate_list(const Node& node);
    Result<Value> evaluate_dict(const Node& node);
    Result<Value> evaluate_item(const Node& node);
    Result<Value> evaluate_call(const Node& node);
    Result<Value> evaluate_logic(const Node& node);
    Result<Value> evaluate_compare(const Node& node);
    Result<Value> evaluate_operator(const Node& node);
    Result<Value> evaluate_concat(const Node& node);

    Value look_up(Symbol symbol) const;
    /// The value of a node, which must be defined.
    Result<Value> need(NodeIndex index);
    Result<bool> test(NodeIndex index);
    Result<void> check_output(const Node& node, const std::string& out) const;
    Error located(const Node& node, Error error) const;
    template <typename T>
    Result<Value> at(const Node& node, Result<T> result) const;

    const Program& program_;
    const JsonObject& fields_;
    const JsonObject* extra_;
    std::vector<std::pair<Symbol, Value>> locals_;
    // Where the variables of the innermost scope begin.
    std::size_t scope_begin_ = 0;
    std::size_t iterations_ = 0;
};

}  // namespace assay::prompts
