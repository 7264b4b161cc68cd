#pragma once
// Reading what an OpenAI-compatible server answers. Pure functions; never trust a byte.

#include "providers/wire_format.hpp"

namespace assay::providers {

/// An answer of chat (`choices[0].message`) or of completions (`choices[0].text`). Text withheld by
/// the server gives an empty text with the finish reason `content_filter` or `refusal`. Errors:
/// corrupt.
Result<Completion> read_openai_answer(std::string_view body, const Request& request);

/// `{"error": {"message", "type", "code"}}`, or an error that is a string.
WireError read_openai_error(std::string_view body);

}  // namespace assay::providers
