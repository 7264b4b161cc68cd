#pragma once
// How one HTTP API writes requests and answers, as pure functions over text; HttpProvider does the
// rest (pacing, retries, prices). Thread-safe: stateless.

#include "net/http.hpp"
#include "providers/factory.hpp"
#include "providers/provider.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace assay::providers {

struct WireRequest {
    std::string path;  ///< appended to the base URL: `/chat/completions`
    std::string body;
};

/// What an error body says: parts may be empty.
struct WireError {
    std::string message;
    std::string code;  ///< `insufficient_quota`, `overloaded_error`, …
};

struct BatchFormat;

struct WireFormat {
    std::vector<net::Header> (*headers)(const ProviderOptions& options);
    /// Errors: invalid_input for a request that the API cannot express.
    Result<WireRequest> (*write)(const Request& request, const ProviderOptions& options);
    /// The body of a 2xx answer. Errors: corrupt, with the start of what came instead.
    Result<Completion> (*read)(std::string_view body, const Request& request);
    /// The body of any other answer; a body that is not the API's gives empty parts.
    WireError (*read_error)(std::string_view body);
    const BatchFormat* batch = nullptr;  ///< null: the API has no batches
};

/// What a caller can do about an answer that is not 2xx.
ErrorKind kind_of_status(int status);

/// A corrupt answer: what is wrong and the first 200 bytes of the body, control characters as
/// spaces.
Error corrupt_answer(std::string_view reason, std::string_view body);

/// The same start of a text, for messages.
std::string excerpt(std::string_view body);

}  // namespace assay::providers
