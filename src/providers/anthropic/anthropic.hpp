#pragma once
// The Anthropic wire format: the messages API. Source: Anthropic API reference, "Messages".

#include "providers/wire_format.hpp"

namespace assay::providers {

extern const WireFormat anthropic_format;

/// An answer of the messages API. Text blocks are joined; stop reasons get OpenAI's names. Errors:
/// corrupt.
Result<Completion> read_anthropic_answer(std::string_view body, const Request& request);

/// `{"type": "error", "error": {"type", "message"}}`.
WireError read_anthropic_error(std::string_view body);

}  // namespace assay::providers
