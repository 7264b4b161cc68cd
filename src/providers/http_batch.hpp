#pragma once
// A batch API reached over HTTP: retries, redaction of the key and prices around a batch format.
// One event loop.

#include "net/http_client.hpp"
#include "providers/batch.hpp"
#include "providers/provider_spec.hpp"
#include "providers/wire_format.hpp"

#include <memory>

namespace assay::providers {

/// What the batch API shares with the provider that owns it; all outlives the batch API.
struct HttpBatchParts {
    const ProviderSpec& spec;
    const WireFormat& format;  ///< with a batch format
    const ProviderOptions& options;
    net::HttpClient& client;
    net::Timeline& timeline;
    const PriceTable& prices;
};

std::unique_ptr<BatchApi> make_http_batch_api(const HttpBatchParts& parts);

}  // namespace assay::providers
