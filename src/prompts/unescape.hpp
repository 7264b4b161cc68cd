#pragma once
// Escapes in string literals of templates, as Python writes them. Pure; thread-safe.

#include "core/result.hpp"

#include <string>
#include <string_view>

namespace assay::prompts {

/// The text between the quotes with its escapes replaced; an unknown escape keeps its backslash.
/// Errors: invalid_input for an incomplete \x, \u or \U.
Result<std::string> unescape(std::string_view text);

}  // namespace assay::prompts
