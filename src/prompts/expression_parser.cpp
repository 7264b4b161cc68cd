// One function per precedence of operators, then one per form of operand; kept together because
// they call each other in a ring, which makes the file longer than most.

#include "core/nearest.hpp"
#include "prompts/builtins.hpp"
#include "prompts/operators.hpp"
#include "prompts/parser.hpp"
#include "prompts/unescape.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace assay::prompts {
namespace {

template <typename Entry>
std::vector<std::string_view> names_of(std::span<const Entry> entries) {
    std::vector<std::string_view> names;
    for (const Entry& entry : entries) names.push_back(entry.name);
    return names;
}

constexpr std::array<std::string_view, 8> keywords = {
    "else", "if", "in", "is", "and", "or", "not", "recursive"};

}  // namespace

Parser::Index Parser::parse_tuple(bool with_condition) {
    const Token& begin = now();
    std::vector<NodeIndex> items;
    bool is_tuple = false;
    while (true) {
        const bool ends = now().kind == TokenKind::block_end ||
                          now().kind == TokenKind::output_end || sees(")") || sees("]");
        if (ends && is_tuple) break;
        TRY(const NodeIndex item, with_condition ? parse_expression() : parse_either());
        items.push_back(item);
        if (!takes(",")) break;
        is_tuple = true;
    }
    if (!is_tuple) return items.front();
    return add(make(Op::tuple, begin, std::move(items)));
}

Parser::Index Parser::parse_expression() {
    if (++depth_ > template_depth_max) return error(now(), "nested deeper than 100");
    const Token& begin = now();
    TRY(NodeIndex value, parse_either());
    while (takes_name("if")) {
        TRY(const NodeIndex condition, parse_either());
        std::vector<NodeIndex> kids = {condition, value};
        if (takes_name("else")) {
            TRY(const NodeIndex otherwise, parse_expression());
            kids.push_back(otherwise);
        }
        TRY(value, add(make(Op::conditional, begin, std::move(kids))));
    }
    --depth_;
    return value;
}

Parser::Index Parser::parse_either() {
    TRY(NodeIndex left, parse_both());
    while (sees_name("or")) {
        const Token& at = take();
        TRY(const NodeIndex right, parse_both());
        TRY(left, add(make(Op::either, at, {left, right})));
    }
    return left;
}

Parser::Index Parser::parse_both() {
    TRY(NodeIndex left, parse_inverse());
    while (sees_name("and")) {
        const Token& at = take();
        TRY(const NodeIndex right, parse_inverse());
        TRY(left, add(make(Op::both, at, {left, right})));
    }
    return left;
}

Parser::Index Parser::parse_inverse() {
    if (!sees_name("not")) return parse_comparison();
    if (++depth_ > template_depth_max) return error(now(), "nested deeper than 100");
    const Token& at = take();
    TRY(const NodeIndex value, parse_inverse());
    --depth_;
    return add(make(Op::inverse, at, {value}));
}

Parser::Index Parser::parse_comparison() {
    static const std::map<std::string_view, Comparison> symbols = {{"==", Comparison::equal},
                                                                   {"!=", Comparison::different},
                                                                   {"<", Comparison::less},
                                                                   {"<=", Comparison::at_most},
                                                                   {">", Comparison::greater},
                                                                   {">=", Comparison::at_least}};
    const Token& begin = now();
    TRY(const NodeIndex first, parse_sum());
    Node node = make(Op::compare, begin, {first});
    while (true) {
        Comparison comparison = Comparison::in;
        const auto found =
            now().kind == TokenKind::symbol ? symbols.find(now().text) : symbols.end();
        if (found != symbols.end()) {
            comparison = found->second;
            take();
        } else if (sees_name("not") && tokens_[at_ + 1].text == "in") {
            take();
            take();
            comparison = Comparison::not_in;
        } else if (!takes_name("in")) {
            break;
        }
        TRY(const NodeIndex operand, parse_sum());
        node.kids.push_back(operand);
        node.symbols.push_back(static_cast<Symbol>(comparison));
    }
    if (node.kids.size() == 1) return first;
    return add(std::move(node));
}

Parser::Index Parser::parse_sum() {
    TRY(NodeIndex left, parse_concat());
    while (sees("+") || sees("-")) {
        const Token& at = take();
        TRY(const NodeIndex right, parse_concat());
        Node node = make(Op::arithmetic, at, {left, right});
        node.detail =
            static_cast<std::uint16_t>(at.text == "+" ? Arithmetic::add : Arithmetic::subtract);
        TRY(left, add(std::move(node)));
    }
    return left;
}

Parser::Index Parser::parse_concat() {
    const Token& begin = now();
    TRY(const NodeIndex first, parse_product());
    std::vector<NodeIndex> parts = {first};
    while (takes("~")) {
        TRY(const NodeIndex part, parse_product());
        parts.push_back(part);
    }
    return parts.size() == 1 ? Index(first) : add(make(Op::concat, begin, std::move(parts)));
}

Parser::Index Parser::parse_product() {
    static const std::map<std::string_view, Arithmetic> symbols = {{"*", Arithmetic::multiply},
                                                                   {"/", Arithmetic::divide},
                                                                   {"//", Arithmetic::floor_divide},
                                                                   {"%", Arithmetic::modulo}};
    TRY(NodeIndex left, parse_power());
    while (now().kind == TokenKind::symbol && symbols.contains(now().text)) {
        const Token& at = take();
        TRY(const NodeIndex right, parse_power());
        Node node = make(Op::arithmetic, at, {left, right});
        node.detail = static_cast<std::uint16_t>(symbols.at(at.text));
        TRY(left, add(std::move(node)));
    }
    return left;
}

Parser::Index Parser::parse_power() {
    TRY(NodeIndex left, parse_unary(true));
    while (sees("**")) {
        const Token& at = take();
        TRY(const NodeIndex right, parse_unary(true));
        Node node = make(Op::arithmetic, at, {left, right});
        node.detail = static_cast<std::uint16_t>(Arithmetic::power);
        TRY(left, add(std::move(node)));
    }
    return left;
}

Parser::Index Parser::parse_unary(bool with_filters) {
    if (++depth_ > template_depth_max) return error(now(), "nested deeper than 100");
    NodeIndex value = 0;
    if (sees("-") || sees("+")) {
        const Token& at = take();
        TRY(const NodeIndex operand, parse_unary(false));
        TRY(value, add(make(at.text == "-" ? Op::negative : Op::positive, at, {operand})));
    } else {
        TRY(value, parse_primary());
    }
    TRY(value, parse_postfix(value));
    if (with_filters) {
        TRY(value, parse_filters(value));
    }
    --depth_;
    return value;
}

Parser::Index Parser::parse_primary() {
    const Token& token = now();
    if (token.kind == TokenKind::name) {
        if (std::ranges::find(keywords, token.text) != keywords.end())
            return expected("an expression");
        take();
        return parse_name(token);
    }
    if (token.kind == TokenKind::text) return parse_texts(take());
    if (token.kind == TokenKind::integer || token.kind == TokenKind::real)
        return parse_number(take());
    if (sees("(")) return parse_parentheses();
    if (sees("[")) return parse_list();
    if (sees("{")) return parse_dict();
    return expected("an expression");
}

Parser::Index Parser::parse_name(const Token& token) {
    Node node = make(Op::constant, token);
    const std::string_view name = token.text;
    if (name == "true" || name == "True") {
        node.constant = {true};
    } else if (name == "false" || name == "False") {
        node.constant = {false};
    } else if (name == "none" || name == "None") {
        node.constant = {None{}};
    } else {
        node.op = Op::name;
        node.symbols = {intern(name)};
        // A function that is called is no variable of the sample.
        const auto functions = function_names();
        if (!sees("(") || std::ranges::find(functions, name) == functions.end())
            note_read(node.symbols.front());
    }
    return add(std::move(node));
}

Parser::Index Parser::parse_texts(const Token& token) {
    std::string text;
    const Token* part = &token;
    while (true) {
        auto decoded = unescape(part->text.substr(1, part->text.size() - 2));
        if (!decoded) return error(*part, decoded.error().message);
        text += *decoded;
        if (now().kind != TokenKind::text) break;
        part = &take();
    }
    Node node = make(Op::constant, token);
    program_.strings.push_back(std::move(text));
    node.constant = borrow_text(program_.strings.back());
    return add(std::move(node));
}

Parser::Index Parser::parse_number(const Token& token) {
    std::string digits(token.text);
    std::erase(digits, '_');
    Node node = make(Op::constant, token);
    const char* end = digits.data() + digits.size();
    if (token.kind == TokenKind::real) {
        double number = 0;
        if (std::from_chars(digits.data(), end, number).ec != std::errc{})
            return error(token, "a number beyond the range of floats");
        node.constant = {number};
    } else {
        std::int64_t number = 0;
        if (std::from_chars(digits.data(), end, number).ec != std::errc{})
            return error(token, "an integer beyond 64 bits");
        node.constant = {number};
    }
    return add(std::move(node));
}

Parser::Index Parser::parse_parentheses() {
    const Token& begin = take();
    if (takes(")")) return add(make(Op::tuple, begin));
    TRY(const NodeIndex value, parse_tuple(true));
    CHECK_OK(expect(")"));
    return value;
}

Parser::Index Parser::parse_list() {
    Node node = make(Op::list, take());
    while (!sees("]")) {
        TRY(const NodeIndex item, parse_expression());
        node.kids.push_back(item);
        if (!takes(",")) break;
    }
    CHECK_OK(expect("]"));
    return add(std::move(node));
}

Parser::Index Parser::parse_dict() {
    Node node = make(Op::dict, take());
    while (!sees("}")) {
        TRY(const NodeIndex key, parse_expression());
        CHECK_OK(expect(":"));
        TRY(const NodeIndex value, parse_expression());
        node.kids.insert(node.kids.end(), {key, value});
        if (!takes(",")) break;
    }
    CHECK_OK(expect("}"));
    return add(std::move(node));
}

Parser::Index Parser::parse_postfix(NodeIndex subject) {
    while (true) {
        if (sees(".")) {
            TRY(subject, parse_dot(subject));
        } else if (sees("[")) {
            TRY(subject, parse_brackets(subject));
        } else if (sees("(")) {
            TRY(subject, parse_call(subject));
        } else {
            return subject;
        }
    }
}

Parser::Index Parser::parse_dot(NodeIndex subject) {
    const Token& dot = take();
    if (now().kind == TokenKind::integer) {
        TRY(const NodeIndex index, parse_number(take()));
        return add(make(Op::item, dot, {subject, index}));
    }
    TRY(const std::string_view field, expect_name("a field name or an index after '.'"));
    Node node = make(Op::attribute, tokens_[at_ - 1], {subject});
    node.symbols = {intern(field)};
    return add(std::move(node));
}

Parser::Index Parser::parse_brackets(NodeIndex subject) {
    const Token& begin = take();
    std::array<NodeIndex, 3> parts{};
    std::size_t part = 0;
    std::array<bool, 3> given{};
    while (!sees("]")) {
        if (takes(":")) {
            if (++part > 2) return error(tokens_[at_ - 1], "a slice has at most three parts");
        } else if (given.at(part)) {
            return expected("']'");
        } else {
            TRY(parts.at(part), parse_expression());
            given.at(part) = true;
        }
    }
    take();
    if (part == 0) {
        if (!given[0])
            return error(begin, "an index or a slice is missing: expected an expression");
        return add(make(Op::item, begin, {subject, parts[0]}));
    }
    for (std::size_t i = 0; i < 3; ++i) {
        if (given.at(i)) continue;
        Node none = make(Op::constant, begin);
        none.constant = {None{}};
        TRY(parts.at(i), add(std::move(none)));
    }
    return add(make(Op::slice, begin, {subject, parts[0], parts[1], parts[2]}));
}

Parser::Index Parser::parse_call(NodeIndex subject) {
    const Token& begin = now();
    const Node callee = program_.nodes[subject];
    Node node;
    if (callee.op == Op::attribute) {
        node = make(Op::method, begin, {callee.kids.front()});
        node.offset = callee.offset;
    } else if (callee.op == Op::name) {
        node = make(Op::call, begin);
        node.offset = callee.offset;
        const std::string_view name = program_.names[callee.symbols.front()];
        const auto known = function_names();
        if (std::ranges::find(known, name) == known.end())
            return error(Token{TokenKind::end, {}, callee.offset},
                         fmt::format("no function '{}'{}; known: {}",
                                     name,
                                     did_you_mean(name, known),
                                     fmt::join(known, ", ")));
    } else {
        return error(begin, "only functions and methods can be called");
    }
    node.symbols = {callee.symbols.front()};
    CHECK_OK(parse_arguments(node));
    return add(std::move(node));
}

Result<void> Parser::parse_arguments(Node& node) {
    CHECK_OK(expect("("));
    bool is_named = false;
    while (!sees(")")) {
        if (now().kind == TokenKind::name && tokens_[at_ + 1].text == "=" &&
            tokens_[at_ + 1].kind == TokenKind::symbol) {
            is_named = true;
            node.symbols.push_back(intern(take().text));
            take();
        } else if (is_named) {
            return expected("a named argument");
        }
        TRY(const NodeIndex argument, parse_expression());
        node.kids.push_back(argument);
        if (!takes(",")) break;
    }
    return expect(")");
}

Parser::Index Parser::parse_filters(NodeIndex subject) {
    while (true) {
        if (takes("|")) {
            TRY(subject, parse_filter(subject));
        } else if (takes_name("is")) {
            TRY(subject, parse_test(subject));
        } else {
            return subject;
        }
    }
}

Parser::Index Parser::parse_filter(NodeIndex subject) {
    const Token& token = now();
    TRY(const std::string_view name, expect_name("a filter name"));
    const Filter* filter = find_filter(name);
    if (filter == nullptr)
        return error(
            token, fmt::format("no filter '{}'{}", name, did_you_mean(name, names_of(filters()))));
    Node node = make(Op::filter, token, {subject});
    node.detail = static_cast<std::uint16_t>(filter - filters().data());
    if (sees("(")) CHECK_OK(parse_arguments(node));
    return add(std::move(node));
}

Parser::Index Parser::parse_test(NodeIndex subject) {
    const bool is_inverse = takes_name("not");
    const Token& token = now();
    TRY(const std::string_view name, expect_name("a test name"));
    const Test* test = find_test(name);
    if (test == nullptr)
        return error(token,
                     fmt::format("no test '{}'{}", name, did_you_mean(name, names_of(tests()))));
    Node node = make(Op::test, token, {subject});
    node.detail = static_cast<std::uint16_t>(test - tests().data());
    const bool takes_bare = now().kind == TokenKind::text || now().kind == TokenKind::integer ||
                            now().kind == TokenKind::real || sees("[") || sees("{") ||
                            (now().kind == TokenKind::name &&
                             std::ranges::find(keywords, now().text) == keywords.end());
    if (sees("(")) {
        CHECK_OK(parse_arguments(node));
    } else if (takes_bare) {
        TRY(NodeIndex argument, parse_primary());
        TRY(argument, parse_postfix(argument));
        node.kids.push_back(argument);
    }
    TRY(const NodeIndex tested, add(std::move(node)));
    return is_inverse ? add(make(Op::inverse, token, {tested})) : Index(tested);
}

}  // namespace assay::prompts
