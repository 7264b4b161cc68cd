#include "prompts/renderer.hpp"

#include "core/nearest.hpp"
#include "prompts/operators.hpp"

#include <algorithm>

namespace assay::prompts {

Result<void> Renderer::run(const std::vector<NodeIndex>& body, std::string& out) {
    for (const NodeIndex index : body) {
        const Node& node = program_.nodes[index];
        switch (node.op) {
            case Op::data:
                out += view_of(node.constant);
                CHECK_OK(check_output(node, out));
                break;
            case Op::output:
                CHECK_OK(run_output(node, out));
                break;
            case Op::branch:
                CHECK_OK(run_branch(node, out));
                break;
            case Op::loop:
                CHECK_OK(run_loop(node, out));
                break;
            case Op::set:
                CHECK_OK(run_set(node));
                break;
            case Op::set_field:
                CHECK_OK(run_set_field(node));
                break;
            default:
                CHECK_OK(run_set_block(node));
                break;
        }
    }
    return {};
}

Result<void> Renderer::run_output(const Node& node, std::string& out) {
    TRY(const Value value, need(node.kids.front()));
    append_text(out, value, program_.options.output_bytes_max);
    return check_output(node, out);
}

Result<void> Renderer::run_branch(const Node& node, std::string& out) {
    for (std::size_t i = 0; i < node.kids.size(); ++i) {
        TRY(const bool holds, test(node.kids[i]));
        if (holds) return run(node.bodies[i], out);
    }
    if (node.bodies.size() > node.kids.size()) return run(node.bodies.back(), out);
    return {};
}

Result<Sequence> Renderer::loop_items(const Node& node) {
    TRY(const Value source, need(node.kids.front()));
    auto sequence = Sequence::of(source);
    if (!sequence) return located(node, std::move(sequence).error());
    if (node.kids.size() == 1) return sequence;
    std::vector<Value> kept;
    const std::size_t mark = locals_.size();
    const std::size_t outer = std::exchange(scope_begin_, mark);
    for (std::size_t i = 0; i < sequence->size(); ++i) {
        if (++iterations_ > program_.options.loop_iterations_max) break;
        CHECK_OK(bind(node, sequence->at(i)));
        TRY(const bool holds, test(node.kids[1]));
        if (holds) kept.push_back(sequence->at(i));
    }
    locals_.resize(mark);
    scope_begin_ = outer;
    return Sequence(std::move(kept));
}

Result<void> Renderer::run_loop(const Node& node, std::string& out) {
    TRY(const Sequence items, loop_items(node));
    if (items.size() == 0 && node.bodies.size() > 1) return run(node.bodies[1], out);
    Loop loop{.items = &items, .index = 0};
    const auto found = std::ranges::find(program_.names, "loop");
    const auto loop_symbol = static_cast<Symbol>(found - program_.names.begin());
    const std::size_t mark = locals_.size();
    const std::size_t outer = std::exchange(scope_begin_, mark);
    for (; loop.index < items.size(); ++loop.index) {
        if (++iterations_ > program_.options.loop_iterations_max)
            return located(node,
                           make_error(ErrorKind::exhausted,
                                      "more than {} loop iterations",
                                      program_.options.loop_iterations_max));
        locals_.resize(mark);
        locals_.emplace_back(loop_symbol, Value{static_cast<const Loop*>(&loop)});
        CHECK_OK(bind(node, items.at(loop.index)));
        CHECK_OK(run(node.bodies.front(), out));
    }
    locals_.resize(mark);
    scope_begin_ = outer;
    return {};
}

Result<void> Renderer::bind(const Node& node, Value value) {
    const auto assign = [&](Symbol symbol, Value item) {
        for (std::size_t i = scope_begin_; i < locals_.size(); ++i)
            if (locals_[i].first == symbol) {
                locals_[i].second = std::move(item);
                return;
            }
        locals_.emplace_back(symbol, std::move(item));
    };
    if (node.symbols.size() == 1) {
        assign(node.symbols.front(), std::move(value));
        return {};
    }
    const auto parts = Sequence::of(value);
    if (!parts || parts->size() != node.symbols.size())
        return located(node,
                       make_error(ErrorKind::invalid_input,
                                  "{} names for {} values of '{}'",
                                  node.symbols.size(),
                                  parts ? parts->size() : 1,
                                  type_name(value)));
    for (std::size_t i = 0; i < node.symbols.size(); ++i) assign(node.symbols[i], parts->at(i));
    return {};
}

Result<void> Renderer::run_set(const Node& node) {
    TRY(Value value, evaluate(node.kids.front()));
    if (value.is<const Loop*>())
        return located(node, make_error(ErrorKind::invalid_input, "'loop' cannot be kept"));
    return bind(node, std::move(value));
}

Result<void> Renderer::run_set_field(const Node& node) {
    TRY(Value value, need(node.kids.front()));
    const Value target = look_up(node.symbols.front());
    const auto* space = target.as<std::shared_ptr<Dict>>();
    if (space == nullptr || (*space)->kind != DictKind::name_space)
        return located(node,
                       make_error(ErrorKind::invalid_input,
                                  "only fields of a namespace() can be set, not of '{}'",
                                  type_name(target)));
    // Making a one-item list applies the checks for nesting to what is stored.
    auto checked = make_list({value});
    if (!checked) return located(node, std::move(checked).error());
    (*space)->assign(borrow_text(program_.names[node.symbols.back()]), std::move(value));
    return {};
}

Result<void> Renderer::run_set_block(const Node& node) {
    std::string text;
    const std::size_t mark = locals_.size();
    const std::size_t outer = std::exchange(scope_begin_, mark);
    CHECK_OK(run(node.bodies.front(), text));
    locals_.resize(mark);
    scope_begin_ = outer;
    return bind(node, own_text(std::move(text)));
}

Value Renderer::look_up(Symbol symbol) const {
    for (std::size_t i = locals_.size(); i-- > 0;)
        if (locals_[i].first == symbol) return locals_[i].second;
    const std::string& name = program_.names[symbol];
    if (extra_ != nullptr)
        if (const Json* found = extra_->if_contains(name)) return borrow(*found);
    if (const Json* found = fields_.if_contains(name)) return borrow(*found);
    return {Undefined{name, true, nullptr}};
}

Result<Value> Renderer::need(NodeIndex index) {
    TRY(Value value, evaluate(index));
    const auto* undefined = value.as<Undefined>();
    if (undefined != nullptr && program_.options.undefined == UndefinedPolicy::strict) [[unlikely]]
        return undefined_error(program_.nodes[index], *undefined);
    return value;
}

Result<bool> Renderer::test(NodeIndex index) {
    TRY(const Value value, need(index));
    return truth(value);
}

Result<void> Renderer::check_output(const Node& node, const std::string& out) const {
    if (out.size() <= program_.options.output_bytes_max) return {};
    return located(node,
                   make_error(ErrorKind::exhausted,
                              "output of more than {} bytes",
                              program_.options.output_bytes_max));
}

Error Renderer::located(const Node& node, Error error) const {
    return std::move(error).in(program_.where(node.offset));
}

Error Renderer::undefined_error(const Node& node, const Undefined& undefined) const {
    std::vector<std::string_view> known;
    const auto add = [&](const JsonObject& object) {
        for (const auto& member : object)
            known.emplace_back(member.key().data(), member.key().size());
    };
    if (undefined.within != nullptr) {
        add(*undefined.within);
    } else if (undefined.is_variable) {
        for (const auto& [symbol, value] : locals_) known.emplace_back(program_.names[symbol]);
        if (extra_ != nullptr) add(*extra_);
        add(fields_);
    }
    return located(node,
                   make_error(ErrorKind::invalid_input,
                              "'{}' is undefined{}",
                              undefined.name,
                              did_you_mean(undefined.name, known)));
}

}  // namespace assay::prompts
