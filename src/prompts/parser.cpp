#include "prompts/parser.hpp"

#include "core/nearest.hpp"
#include "prompts/python_text.hpp"

#include <algorithm>
#include <array>

namespace assay::prompts {
namespace {
constexpr std::array<std::string_view, 4> statements = {"for", "if", "raw", "set"};
}

Result<void> Parser::run() {
    auto tokens = scan(program_.source, program_.options);
    if (!tokens)
        return fail(ErrorKind::invalid_input,
                    "{}: {}",
                    program_.where(tokens.error().offset),
                    tokens.error().message);
    tokens_ = *std::move(tokens);
    TRY(program_.body, parse_body({}));
    return {};
}

Result<Parser::Body> Parser::parse_body(std::initializer_list<std::string_view> ends) {
    if (++depth_ > template_depth_max) return error(now(), "nested deeper than 100");
    Body body;
    while (now().kind != TokenKind::end) {
        if (now().kind == TokenKind::data) {
            TRY(const NodeIndex node, add_data(take()));
            body.push_back(node);
        } else if (now().kind == TokenKind::output_begin) {
            TRY(const NodeIndex node, parse_output());
            body.push_back(node);
        } else {
            take();
            if (now().kind == TokenKind::name &&
                std::ranges::find(ends, now().text) != ends.end()) {
                --depth_;
                return body;
            }
            TRY(const NodeIndex node, parse_statement());
            body.push_back(node);
        }
    }
    if (ends.size() > 0) return expected(fmt::format("'{{% {} %}}'", *(ends.end() - 1)));
    --depth_;
    return body;
}

Parser::Index Parser::add_data(const Token& token) {
    Node node = make(Op::data, token);
    node.constant = borrow_text(token.text);
    return add(std::move(node));
}

Parser::Index Parser::parse_output() {
    const Token& begin = take();
    TRY(const NodeIndex value, parse_tuple(true));
    if (now().kind != TokenKind::output_end) return expected("'}}' or an operator");
    take();
    return add(make(Op::output, begin, {value}));
}

Result<void> Parser::end_block() {
    if (now().kind != TokenKind::block_end) return expected("'%}'");
    take();
    return {};
}

Parser::Index Parser::parse_statement() {
    if (takes_name("if")) return parse_branch();
    if (takes_name("for")) return parse_loop();
    if (takes_name("set")) return parse_set();
    if (now().kind != TokenKind::name) return expected("a statement: if, for, set or raw");
    const std::string_view word = now().text;
    if (word.starts_with("end") || word == "else" || word == "elif")
        return error(now(), fmt::format("'{}' closes nothing that is open here", word));
    return error(now(),
                 fmt::format("statement '{}' is not supported; expected if, for, set or raw{}",
                             word,
                             did_you_mean(word, statements)));
}

Parser::Index Parser::parse_branch() {
    Node node = make(Op::branch, tokens_[at_ - 1]);
    while (true) {
        TRY(const NodeIndex condition, parse_tuple(true));
        CHECK_OK(end_block());
        node.kids.push_back(condition);
        TRY(Body body, parse_body({"elif", "else", "endif"}));
        node.bodies.push_back(std::move(body));
        if (takes_name("elif")) continue;
        break;
    }
    if (takes_name("else")) {
        CHECK_OK(end_block());
        TRY(Body body, parse_body({"endif"}));
        node.bodies.push_back(std::move(body));
    }
    take();
    CHECK_OK(end_block());
    return add(std::move(node));
}

Parser::Index Parser::parse_loop() {
    Node node = make(Op::loop, tokens_[at_ - 1]);
    TRY(node.symbols, parse_targets());
    if (!takes_name("in")) return expected("'in'");
    TRY(const NodeIndex items, parse_tuple(false));
    node.kids.push_back(items);
    scopes_.emplace_back();
    for (const Symbol target : node.symbols) declare(target);
    if (takes_name("if")) {
        TRY(const NodeIndex condition, parse_expression());
        node.kids.push_back(condition);
    }
    declare(intern("loop"));
    if (sees_name("recursive")) return error(now(), "recursive loops are not supported");
    CHECK_OK(end_block());
    TRY(Body body, parse_body({"else", "endfor"}));
    node.bodies.push_back(std::move(body));
    scopes_.pop_back();
    if (takes_name("else")) {
        CHECK_OK(end_block());
        scopes_.emplace_back();
        TRY(Body otherwise, parse_body({"endfor"}));
        scopes_.pop_back();
        node.bodies.push_back(std::move(otherwise));
    }
    take();
    CHECK_OK(end_block());
    return add(std::move(node));
}

Parser::Index Parser::parse_set() {
    Node node = make(Op::set, tokens_[at_ - 1]);
    TRY(node.symbols, parse_targets());
    if (takes(".")) {
        TRY(const std::string_view field, expect_name("a field name"));
        note_read(node.symbols.front());
        node.symbols.push_back(intern(field));
        node.op = Op::set_field;
        if (!sees("=")) return expected("'='");
    }
    if (takes("=")) {
        TRY(const NodeIndex value, parse_tuple(true));
        node.kids.push_back(value);
    } else {
        if (node.symbols.size() > 1 || sees("|")) return expected("'='");
        node.op = Op::set_block;
    }
    CHECK_OK(end_block());
    if (node.op == Op::set_block) {
        scopes_.emplace_back();
        TRY(Body body, parse_body({"endset"}));
        scopes_.pop_back();
        node.bodies.push_back(std::move(body));
        take();
        CHECK_OK(end_block());
    }
    if (node.op != Op::set_field)
        for (const Symbol target : node.symbols) declare(target);
    return add(std::move(node));
}

Result<std::vector<Symbol>> Parser::parse_targets() {
    std::vector<Symbol> targets;
    const bool in_parentheses = takes("(");
    do {
        if (!targets.empty() && now().kind != TokenKind::name) break;
        TRY(const std::string_view name, expect_name("a variable name"));
        targets.push_back(intern(name));
    } while (takes(","));
    if (in_parentheses) CHECK_OK(expect(")"));
    return targets;
}

Parser::Index Parser::add(Node node) {
    std::uint16_t depth = 1;
    const auto count = [&](NodeIndex kid) {
        depth = std::max<std::uint16_t>(depth,
                                        static_cast<std::uint16_t>(program_.nodes[kid].depth + 1));
    };
    std::ranges::for_each(node.kids, count);
    for (const Body& body : node.bodies) std::ranges::for_each(body, count);
    // A chain of operators is one level per operator: deeper than brackets get, still bounded.
    constexpr std::uint16_t depth_max = 1000;
    if (depth > depth_max)
        return error(Token{TokenKind::end, {}, node.offset}, "more than 1000 operators in a chain");
    node.depth = depth;
    program_.nodes.push_back(std::move(node));
    return static_cast<NodeIndex>(program_.nodes.size() - 1);
}

Node Parser::make(Op op, const Token& at, std::vector<NodeIndex> kids) const {
    Node node;
    node.op = op;
    node.offset = static_cast<std::uint32_t>(at.offset);
    node.kids = std::move(kids);
    return node;
}

Symbol Parser::intern(std::string_view name) {
    const auto found = std::ranges::find(program_.names, name);
    if (found != program_.names.end()) return static_cast<Symbol>(found - program_.names.begin());
    program_.names.emplace_back(name);
    return static_cast<Symbol>(program_.names.size() - 1);
}

void Parser::declare(Symbol symbol) { scopes_.back().insert(symbol); }

void Parser::note_read(Symbol symbol) {
    const bool is_own =
        std::ranges::any_of(scopes_, [&](const auto& scope) { return scope.contains(symbol); });
    if (!is_own) program_.variables.insert(program_.names[symbol]);
}

bool Parser::sees(std::string_view symbol) const {
    return now().kind == TokenKind::symbol && now().text == symbol;
}

bool Parser::sees_name(std::string_view name) const {
    return now().kind == TokenKind::name && now().text == name;
}

bool Parser::takes(std::string_view symbol) {
    if (!sees(symbol)) return false;
    take();
    return true;
}

bool Parser::takes_name(std::string_view name) {
    if (!sees_name(name)) return false;
    take();
    return true;
}

Result<void> Parser::expect(std::string_view symbol) {
    if (!takes(symbol)) return expected(fmt::format("'{}'", symbol));
    return {};
}

Result<std::string_view> Parser::expect_name(std::string_view what) {
    if (now().kind != TokenKind::name) return expected(what);
    return take().text;
}

tl::unexpected<Error> Parser::error(const Token& at, std::string_view message) const {
    return fail(ErrorKind::invalid_input, "{}: {}", program_.where(at.offset), message);
}

tl::unexpected<Error> Parser::expected(std::string_view what) const {
    if (now().kind == TokenKind::end)
        return error(now(), fmt::format("the template ends: expected {}", what));
    return error(now(),
                 fmt::format("unexpected '{}': expected {}", now().text.substr(0, 40), what));
}

}  // namespace assay::prompts
