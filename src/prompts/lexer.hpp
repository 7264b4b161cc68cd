#pragma once
// Template source into tokens, with white-space control applied to the text between tags.

#include "prompts/template.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::prompts {

enum class TokenKind : std::uint8_t {
    data,
    output_begin,
    output_end,
    block_begin,
    block_end,
    name,
    integer,
    real,
    text,    // with its quotes
    symbol,  // operator or bracket
    end,
};

struct Token {
    TokenKind kind;
    std::string_view text;
    std::size_t offset;
};

/// A scan that failed: what was wrong and the offset in the source where it was.
struct SyntaxFault {
    std::string message;
    std::size_t offset;
};

/// Tokens that point into `source`, ending with `end`; or the fault.
tl::expected<std::vector<Token>, SyntaxFault> scan(std::string_view source,
                                                   const TemplateOptions& options);

}  // namespace assay::prompts
