#pragma once
// A provider reached over HTTP: bounded requests in flight, pacing, retries, redaction of the key
// and prices around a wire format. One event loop.

#include "net/http_client.hpp"
#include "providers/provider_spec.hpp"
#include "providers/wire_format.hpp"

namespace assay::providers {

/// The make function of an API with this wire format.
Result<std::unique_ptr<Provider>> make_http_provider(const ProviderSpec& spec,
                                                     const WireFormat& format,
                                                     ProviderOptions options,
                                                     net::HttpClient& client);

}  // namespace assay::providers
