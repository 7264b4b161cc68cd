// Expressions of a template during one render.

#include "prompts/operators.hpp"
#include "prompts/renderer.hpp"

namespace assay::prompts {

template <typename T>
Result<Value> Renderer::at(const Node& node, Result<T> result) const {
    if (!result) [[unlikely]]
        return located(node, std::move(result).error());
    if constexpr (std::is_same_v<T, bool>)
        return Value{*result};
    else
        return *std::move(result);
}

Result<Value> Renderer::evaluate(NodeIndex index) {
    const Node& node = program_.nodes[index];
    switch (node.op) {
        case Op::constant:
            return node.constant;
        case Op::name:
            return look_up(node.symbols.front());
        case Op::attribute: {
            TRY(const Value object, need(node.kids.front()));
            return attribute_of(object, program_.names[node.symbols.front()]);
        }
        case Op::list:
        case Op::tuple:
            return evaluate_list(node);
        case Op::dict:
            return evaluate_dict(node);
        case Op::item:
        case Op::slice:
            return evaluate_item(node);
        case Op::call:
        case Op::method:
        case Op::filter:
        case Op::test:
            return evaluate_call(node);
        case Op::inverse:
        case Op::both:
        case Op::either:
        case Op::conditional:
            return evaluate_logic(node);
        case Op::compare:
            return evaluate_compare(node);
        case Op::concat:
            return evaluate_concat(node);
        default:
            return evaluate_operator(node);
    }
}

Result<Value> Renderer::evaluate_list(const Node& node) {
    std::vector<Value> items;
    items.reserve(node.kids.size());
    for (const NodeIndex kid : node.kids) {
        TRY(Value item, need(kid));
        items.push_back(std::move(item));
    }
    return at(node,
              make_list(std::move(items), node.op == Op::tuple ? ListKind::tuple : ListKind::list));
}

Result<Value> Renderer::evaluate_dict(const Node& node) {
    std::vector<std::pair<Value, Value>> entries;
    for (std::size_t i = 0; i < node.kids.size(); i += 2) {
        TRY(Value key, need(node.kids[i]));
        TRY(Value value, need(node.kids[i + 1]));
        entries.emplace_back(std::move(key), std::move(value));
    }
    return at(node, make_dict(std::move(entries)));
}

Result<Value> Renderer::evaluate_item(const Node& node) {
    TRY(const Value container, need(node.kids[0]));
    TRY(const Value first, need(node.kids[1]));
    if (node.op == Op::item) return at(node, item_of(container, first));
    TRY(const Value stop, need(node.kids[2]));
    TRY(const Value step, need(node.kids[3]));
    return at(node, slice(container, first, stop, step));
}

Result<Value> Renderer::evaluate_call(const Node& node) {
    const bool has_subject = node.op != Op::call;
    const bool names_itself = node.op == Op::call || node.op == Op::method;
    const std::size_t first = has_subject ? 1 : 0;
    const std::size_t named_count = node.symbols.size() - (names_itself ? 1 : 0);
    const std::size_t named_begin = node.kids.size() - named_count;
    Value subject;
    if (has_subject) {
        const bool accepts_undefined =
            node.op == Op::filter ? filters()[node.detail].takes_undefined
                                  : node.op == Op::test && tests()[node.detail].takes_undefined;
        TRY(subject, accepts_undefined ? evaluate(node.kids[0]) : need(node.kids[0]));
    }
    std::vector<Value> positional;
    std::vector<NamedValue> named;
    for (std::size_t i = first; i < node.kids.size(); ++i) {
        TRY(Value argument, need(node.kids[i]));
        if (i < named_begin) {
            positional.push_back(std::move(argument));
        } else {
            const Symbol symbol = node.symbols[i - named_begin + (names_itself ? 1 : 0)];
            named.emplace_back(program_.names[symbol], std::move(argument));
        }
    }
    const Arguments arguments{positional, named};
    switch (node.op) {
        case Op::filter:
            return at(node, filters()[node.detail].apply(subject, arguments));
        case Op::test:
            return at(node, tests()[node.detail].holds(subject, arguments));
        case Op::method:
            return at(node, call_method(subject, program_.names[node.symbols.front()], arguments));
        default:
            return at(node, call_function(program_.names[node.symbols.front()], arguments));
    }
}

Result<Value> Renderer::evaluate_logic(const Node& node) {
    TRY(Value first, need(node.kids[0]));
    const bool holds = truth(first);
    switch (node.op) {
        case Op::inverse:
            return Value{!holds};
        case Op::both:
            return holds ? need(node.kids[1]) : Result<Value>(std::move(first));
        case Op::either:
            return holds ? Result<Value>(std::move(first)) : need(node.kids[1]);
        default:
            if (holds) return evaluate(node.kids[1]);
            // Without else the expression is undefined but prints as nothing, so it is the empty
            // text.
            return node.kids.size() > 2 ? evaluate(node.kids[2]) : Result<Value>(borrow_text(""));
    }
}

Result<Value> Renderer::evaluate_compare(const Node& node) {
    TRY(Value left, need(node.kids[0]));
    for (std::size_t i = 1; i < node.kids.size(); ++i) {
        TRY(Value right, need(node.kids[i]));
        const auto comparison = static_cast<Comparison>(node.symbols[i - 1]);
        bool holds = false;
        if (comparison == Comparison::equal || comparison == Comparison::different) {
            holds = equal(left, right) == (comparison == Comparison::equal);
        } else if (comparison == Comparison::in || comparison == Comparison::not_in) {
            auto found = contains(right, left);
            if (!found) return located(node, std::move(found).error());
            holds = *found == (comparison == Comparison::in);
        } else {
            auto ordering = order(left, right);
            if (!ordering) return located(node, std::move(ordering).error());
            holds = comparison == Comparison::less      ? *ordering < 0
                    : comparison == Comparison::at_most ? *ordering <= 0
                    : comparison == Comparison::greater ? *ordering > 0
                                                        : *ordering >= 0;
        }
        if (!holds) return Value{false};
        left = std::move(right);
    }
    return Value{true};
}

Result<Value> Renderer::evaluate_operator(const Node& node) {
    TRY(const Value left, need(node.kids[0]));
    if (node.op == Op::arithmetic) {
        TRY(const Value right, need(node.kids[1]));
        return at(node, compute(static_cast<Arithmetic>(node.detail), left, right));
    }
    if (node.op == Op::negative) return at(node, negate(left));
    auto negative = negate(left);
    return negative ? at(node, negate(*negative)) : at(node, std::move(negative));
}

Result<Value> Renderer::evaluate_concat(const Node& node) {
    std::string text;
    for (const NodeIndex kid : node.kids) {
        TRY(const Value part, need(kid));
        append_text(text, part, text_bytes_max);
    }
    if (text.size() > text_bytes_max)
        return located(
            node, make_error(ErrorKind::exhausted, "a text of more than {} bytes", text_bytes_max));
    return own_text(std::move(text));
}

}  // namespace assay::prompts
