#pragma once
// The two wire formats from the server's side: reading requests, writing answers.

#include "core/result.hpp"
#include "providers/answer_rules.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::providers::mock {

enum class Endpoint { chat, completions, messages, embeddings };

/// What a request asks for. Views point into the parser and die at its next use.
struct Asked {
    std::string_view model;
    std::string_view input;  ///< the last user message, or the prompt
    std::vector<std::string_view> embedding_inputs;
    std::uint64_t prompt_bytes = 0;  ///< of all messages
    std::uint64_t answer_count = 1;
    std::string_view forced_tool;  ///< of a messages request
    bool wants_logprobs = false;
    std::uint64_t top_logprob_count = 0;
};

/// Errors: invalid_input.
Result<Asked> read_request(Endpoint endpoint, std::string_view body);

/// One answer of `answer_count` equal ones. Four bytes count as a token. A JSON object as the
/// answer of a messages request with a forced tool is the input of that tool.
std::string write_answer(Endpoint endpoint,
                         const Asked& asked,
                         const ScriptedAnswer& answer,
                         std::uint64_t request_number);

/// A deterministic unit vector for each input.
std::string write_embeddings(const Asked& asked);

/// Bytes as the tokens the mock bills: a quarter, rounded up.
constexpr std::uint64_t approximate_tokens(std::uint64_t bytes) { return (bytes + 3) / 4; }

}  // namespace assay::providers::mock
