#include "prompts/lexer.hpp"

#include "prompts/python_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::prompts {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool is_blank(char c) {
    return is_space(static_cast<unsigned char>(c)) && static_cast<unsigned char>(c) < 0x80;
}

class Scanner {
  public:
    Scanner(std::string_view source, const TemplateOptions& options)
        : source_(source), options_(options) {}

    tl::expected<std::vector<Token>, SyntaxFault> run() {
        while (at_ < source_.size() && !fault_) scan_data();
        if (fault_) return tl::unexpected(*fault_);
        tokens_.push_back({TokenKind::end, {}, source_.size()});
        return std::move(tokens_);
    }

  private:
    bool fail_at(std::size_t offset, std::string message) {
        if (!fault_) fault_ = SyntaxFault{std::move(message), offset};
        return false;
    }

    [[nodiscard]] bool sees(std::string_view text) const {
        return source_.substr(at_, text.size()) == text;
    }

    void push(TokenKind kind, std::size_t size) {
        tokens_.push_back({kind, source_.substr(at_, size), at_});
        at_ += size;
    }

    void skip_blanks() {
        while (at_ < source_.size() && is_blank(source_[at_])) ++at_;
    }

    // The text before a tag: `-` cuts all white space, lstrip_blocks the indentation of the tag.
    void push_data(std::size_t begin, std::size_t tag) {
        std::string_view data = source_.substr(begin, tag - begin);
        const char kind = tag + 1 < source_.size() ? source_[tag + 1] : '{';
        const char sign = tag + 2 < source_.size() ? source_[tag + 2] : ' ';
        if (sign == '-') {
            data = strip(data, Sides::right);
        } else if (options_.lstrip_blocks && sign != '+' && kind != '{') {
            const std::size_t line = data.rfind('\n');
            const std::size_t indent = line == std::string_view::npos ? 0 : line + 1;
            const bool at_line_start = indent > 0 || begin == 0 || source_[begin - 1] == '\n';
            if (at_line_start && std::ranges::all_of(data.substr(indent), is_blank))
                data = data.substr(0, indent);
        }
        if (!data.empty()) tokens_.push_back({TokenKind::data, data, begin});
    }

    void after_block(bool strips, bool keeps) {
        if (strips)
            skip_blanks();
        else if (options_.trim_blocks && !keeps && at_ < source_.size() && source_[at_] == '\n')
            ++at_;
    }

    void scan_data() {
        std::size_t tag = at_;
        for (;; ++tag) {
            tag = source_.find('{', tag);
            if (tag == std::string_view::npos || tag + 1 >= source_.size()) {
                tokens_.push_back({TokenKind::data, source_.substr(at_), at_});
                at_ = source_.size();
                return;
            }
            const char kind = source_[tag + 1];
            if (kind == '{' || kind == '%' || kind == '#') break;
        }
        push_data(at_, tag);
        at_ = tag;
        const char kind = source_[tag + 1];
        if (kind == '#') {
            scan_comment();
        } else if (kind == '{') {
            push(TokenKind::output_begin, 2);
            skip_sign();
            scan_tag(tag, false);
        } else {
            push(TokenKind::block_begin, 2);
            skip_sign();
            if (!scan_raw(tag)) scan_tag(tag, true);
        }
    }

    void skip_sign() {
        if (at_ < source_.size() && (source_[at_] == '-' || source_[at_] == '+')) ++at_;
    }

    void scan_comment() {
        const std::size_t end = source_.find("#}", at_ + 2);
        if (end == std::string_view::npos) {
            fail_at(at_, "comment is not closed: expected '#}'");
            return;
        }
        const char sign = end > at_ + 2 ? source_[end - 1] : ' ';
        at_ = end + 2;
        after_block(sign == '-', sign == '+');
    }

    // Reads `word` and the end of its tag; leaves the position alone if something else stands
    // there.
    bool reads_word_tag(std::string_view word, bool& strips, bool& keeps) {
        const std::size_t start = at_;
        skip_blanks();
        if (sees(word)) {
            at_ += word.size();
            skip_blanks();
            strips = sees("-%}");
            keeps = sees("+%}");
            if (strips || keeps) ++at_;
            if (sees("%}")) {
                at_ += 2;
                return true;
            }
        }
        at_ = start;
        return false;
    }

    bool scan_raw(std::size_t tag) {
        bool strips = false;
        bool keeps = false;
        if (!reads_word_tag("raw", strips, keeps)) return false;
        tokens_.pop_back();
        after_block(strips, true);
        const std::size_t begin = at_;
        for (std::size_t end = source_.find("{%", begin); end != std::string_view::npos;
             end = source_.find("{%", end + 2)) {
            at_ = end + 2;
            skip_sign();
            if (!reads_word_tag("endraw", strips, keeps)) continue;
            const std::size_t after = at_;
            push_data(begin, end);
            at_ = after;
            after_block(strips, keeps);
            return true;
        }
        fail_at(tag, "'raw' is not closed: expected '{% endraw %}'");
        return true;
    }

    void scan_tag(std::size_t tag, bool is_block) {
        std::string brackets;
        while (!fault_) {
            skip_blanks();
            if (at_ >= source_.size()) {
                fail_at(tag,
                        is_block ? "tag is not closed: expected '%}'"
                                 : "output is not closed: expected '}}'");
                return;
            }
            if (brackets.empty() && scan_tag_end(is_block)) return;
            scan_token(brackets);
        }
    }

    bool scan_tag_end(bool is_block) {
        const bool strips = source_[at_] == '-';
        const bool keeps = is_block && source_[at_] == '+';
        const std::size_t close = at_ + (strips || keeps ? 1 : 0);
        if (source_.substr(close, 2) != (is_block ? "%}" : "}}")) return false;
        at_ = close;
        push(is_block ? TokenKind::block_end : TokenKind::output_end, 2);
        if (is_block)
            after_block(strips, keeps);
        else if (strips)
            skip_blanks();
        return true;
    }

    void scan_token(std::string& brackets) {
        const char c = source_[at_];
        if (c == '"' || c == '\'') return scan_text(c);
        if (is_digit(c)) return scan_number();
        if (starts_name(c)) {
            std::size_t end = at_;
            while (end < source_.size() && (starts_name(source_[end]) || is_digit(source_[end])))
                ++end;
            return push(TokenKind::name, end - at_);
        }
        if (c == '(' || c == '[' || c == '{') {
            brackets += c == '(' ? ')' : c == '[' ? ']' : '}';
        } else if (c == ')' || c == ']' || c == '}') {
            if (brackets.empty() || brackets.back() != c) {
                fail_at(at_,
                        brackets.empty()
                            ? fmt::format("unexpected '{}'", c)
                            : fmt::format("unexpected '{}': expected '{}'", c, brackets.back()));
                return;
            }
            brackets.pop_back();
        }
        for (const std::string_view pair : {"**", "//", "==", "!=", "<=", ">="})
            if (sees(pair)) return push(TokenKind::symbol, 2);
        if (std::string_view("+-*/%~|.,:()[]{}<>=").find(c) != std::string_view::npos)
            return push(TokenKind::symbol, 1);
        fail_at(at_, fmt::format("unexpected character '{}' in an expression", c));
    }

    void scan_text(char quote) {
        for (std::size_t end = at_ + 1; end < source_.size(); ++end) {
            if (source_[end] == '\\') {
                ++end;
            } else if (source_[end] == quote) {
                return push(TokenKind::text, end + 1 - at_);
            }
        }
        fail_at(at_, fmt::format("text is not closed: expected {}", quote));
    }

    std::size_t digits_end(std::size_t from) const {
        while (from < source_.size() &&
               (is_digit(source_[from]) ||
                (source_[from] == '_' && from + 1 < source_.size() && is_digit(source_[from + 1]))))
            ++from;
        return from;
    }

    void scan_number() {
        std::size_t end = digits_end(at_);
        const auto digit_at = [&](std::size_t index) {
            return index < source_.size() && is_digit(source_[index]);
        };
        bool is_real = false;
        // `a.0.1` is two indexes, not a fraction.
        const bool follows_dot = at_ > 0 && source_[at_ - 1] == '.';
        if (!follows_dot && end < source_.size() && source_[end] == '.' && digit_at(end + 1)) {
            is_real = true;
            end = digits_end(end + 1);
        }
        if (!follows_dot && end < source_.size() && (source_[end] == 'e' || source_[end] == 'E')) {
            std::size_t exponent = end + 1;
            if (exponent < source_.size() && (source_[exponent] == '+' || source_[exponent] == '-'))
                ++exponent;
            if (digit_at(exponent)) {
                is_real = true;
                end = digits_end(exponent);
            }
        }
        push(is_real ? TokenKind::real : TokenKind::integer, end - at_);
    }

    std::string_view source_;
    const TemplateOptions& options_;
    std::size_t at_ = 0;
    std::vector<Token> tokens_;
    std::optional<SyntaxFault> fault_;
};

}  // namespace

tl::expected<std::vector<Token>, SyntaxFault> scan(std::string_view source,
                                                   const TemplateOptions& options) {
    return Scanner(source, options).run();
}

}  // namespace assay::prompts
