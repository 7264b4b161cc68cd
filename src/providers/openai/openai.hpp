#pragma once
// The OpenAI wire format: chat completions, and completions for requests with a prompt. Every
// self-hosted server that speaks it too. Source: OpenAI API reference, "Chat" and "Completions".

#include "providers/wire_format.hpp"

namespace assay::providers {

extern const WireFormat openai_format;

}  // namespace assay::providers
