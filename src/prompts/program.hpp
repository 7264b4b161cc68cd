#pragma once
// A compiled template: nodes in one flat vector that name each other by index, so that neither
// rendering nor destruction recurses over owned pointers.

#include "prompts/template.hpp"
#include "prompts/value.hpp"

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace assay::prompts {

using NodeIndex = std::uint32_t;
using Symbol = std::uint32_t;

enum class Op : std::uint8_t {
    // Statements.
    data,       // constant: the text
    output,     // kids: expression
    branch,     // kids: conditions; bodies: one each, and one more for else
    loop,       // kids: items, perhaps a condition; symbols: targets; bodies: body, else
    set,        // kids: expression; symbols: targets
    set_field,  // kids: expression; symbols: namespace, field
    set_block,  // symbols: target; bodies: text
    // Expressions.
    constant,
    name,  // symbols: variable
    list,
    tuple,
    dict,       // kids: key, value, key, value…
    attribute,  // kids: object; symbols: field
    item,       // kids: container, key
    slice,      // kids: container, start, stop, step
    call,       // symbols: function, then the names of the last arguments; kids: arguments
    method,     // kids: subject, arguments; symbols: method, then names
    filter,     // kids: subject, arguments; detail: index of the filter; symbols: names of the last
                // arguments
    test,       // the same for tests
    negative,
    positive,
    inverse,
    both,
    either,
    conditional,  // kids: condition, then, perhaps else
    compare,      // kids: operands; symbols: a Comparison between each two
    arithmetic,   // detail: Arithmetic
    concat,
};

enum class Comparison : std::uint8_t {
    equal,
    different,
    less,
    at_most,
    greater,
    at_least,
    in,
    not_in
};

struct Node {
    Op op = Op::data;
    std::uint16_t detail = 0;
    std::uint16_t depth = 1;
    std::uint32_t offset = 0;
    Value constant{};
    std::vector<NodeIndex> kids{};
    std::vector<Symbol> symbols{};
    std::vector<std::vector<NodeIndex>> bodies{};
};

struct Program {
    std::string name;
    std::string source;
    TemplateOptions options;
    std::vector<Node> nodes;
    std::vector<NodeIndex> body;
    std::deque<std::string> names;    // by Symbol
    std::deque<std::string> strings;  // what constants point into
    std::set<std::string> variables;

    /// `name:line:column`, both counted from 1, columns in code points.
    [[nodiscard]] std::string where(std::size_t offset) const;
};

}  // namespace assay::prompts
