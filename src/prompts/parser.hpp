#pragma once
// Tokens into a Program: statements here, expressions in expression_parser.cpp.

#include "prompts/lexer.hpp"
#include "prompts/program.hpp"

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace assay::prompts {

class Parser {
  public:
    /// Fills `program`, whose source and options are set.
    explicit Parser(Program& program) : program_(program) {}
    Result<void> run();

  private:
    using Index = Result<NodeIndex>;
    using Body = std::vector<NodeIndex>;

    // Statements.
    Result<Body> parse_body(std::initializer_list<std::string_view> ends);
    Index parse_output();
    Index parse_statement();
    Index parse_branch();
    Index parse_loop();
    Index parse_set();
    Result<std::vector<Symbol>> parse_targets();
    Result<void> end_block();
    Index add_data(const Token& token);

    // Expressions, by falling precedence of their operators.
    Index parse_tuple(bool with_condition);
    Index parse_expression();
    Index parse_either();
    Index parse_both();
    Index parse_inverse();
    Index parse_comparison();
    Index parse_sum();
    Index parse_concat();
    Index parse_product();
    Index parse_power();
    Index parse_unary(bool with_filters);
    Index parse_primary();
    Index parse_name(const Token& token);
    Index parse_list();
    Index parse_dict();
    Index parse_parentheses();
    Index parse_postfix(NodeIndex subject);
    Index parse_filters(NodeIndex subject);
    Index parse_filter(NodeIndex subject);
    Index parse_test(NodeIndex subject);
    Index parse_dot(NodeIndex subject);
    Index parse_brackets(NodeIndex subject);
    Index parse_call(NodeIndex subject);
    Result<void> parse_arguments(Node& node);
    Index parse_number(const Token& token);
    Index parse_texts(const Token& token);

    // Nodes and names.
    Index add(Node node);
    Node make(Op op, const Token& at, std::vector<NodeIndex> kids = {}) const;
    Symbol intern(std::string_view name);
    void declare(Symbol symbol);
    void note_read(Symbol symbol);

    // Tokens.
    const Token& now() const { return tokens_[at_]; }
    const Token& take() { return tokens_[at_ < tokens_.size() - 1 ? at_++ : at_]; }
    bool sees(std::string_view symbol) const;
    bool sees_name(std::string_view name) const;
    bool takes(std::string_view symbol);
    bool takes_name(std::string_view name);
    Result<void> expect(std::string_view symbol);
    Result<std::string_view> expect_name(std::string_view what);
    tl::unexpected<Error> error(const Token& at, std::string_view message) const;
    tl::unexpected<Error> expected(std::string_view what) const;

    Program& program_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::vector<std::set<Symbol>> scopes_{1};
};

}  // namespace assay::prompts
