#pragma once
// One connection to the mock server: read a request, wait its latency, write the answer, again.

#include "providers/mock/mock_api.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace assay::providers::mock {

/// Serves the connection until either side closes it or the context stops. The api outlives the
/// context.
void serve_connection(boost::asio::ip::tcp::socket socket,
                      MockApi& api,
                      std::size_t body_bytes_max);

}  // namespace assay::providers::mock
