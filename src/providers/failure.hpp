#pragma once
// What did not succeed at a model API, as errors that a person can act on: the key is taken out,
// the model and the variable of the key are named. Immutable.

#include "net/http.hpp"
#include "net/timeline.hpp"
#include "providers/provider_spec.hpp"
#include "providers/wire_format.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::providers {

/// One attempt that did not succeed.
struct Failure {
    Error error;
    bool may_retry = false;
    std::optional<std::chrono::milliseconds> asked_for;  ///< Retry-After
};

class FailureReader {
  public:
    /// Everything must outlive the reader.
    FailureReader(const ProviderSpec& spec,
                  const WireFormat& format,
                  const ProviderOptions& options,
                  net::Timeline& timeline)
        : spec_(spec), format_(format), options_(options), timeline_(timeline) {}

    /// Without the key, which a server may echo.
    [[nodiscard]] std::string redact(std::string text) const;
    /// Of no response at all.
    [[nodiscard]] Failure transport(Error error) const;
    /// Of an answer that is not 2xx; `asked_for` says what was asked for, for a 404.
    [[nodiscard]] Failure refusal(const net::HttpResponse& response,
                                  std::string_view asked_for) const;
    /// With the provider's name and how often it was tried.
    [[nodiscard]] Error final_error(Failure failure, std::uint32_t attempt_count) const;

  private:
    const ProviderSpec& spec_;
    const WireFormat& format_;
    const ProviderOptions& options_;
    net::Timeline& timeline_;
};

/// The error of a refused request: status, what the server said about it, and its code.
Error refusal_error(int status, const WireError& said, std::string_view body);

}  // namespace assay::providers
