#pragma once
// What reaches the mock and what leaves it, without sockets. Plain values.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace assay::providers::mock {

/// How the answer goes out.
enum class Delivery { whole, truncated, stalled };

struct MockAnswer {
    int status = 200;
    std::string body;
    std::string_view content_type = "application/json";
    std::optional<double> retry_after_s;
    std::chrono::nanoseconds latency{0};
    Delivery delivery = Delivery::whole;
};

struct MockRequest {
    std::string_view method;
    std::string_view path;
    std::string_view key;  ///< of Authorization or x-api-key
    std::string_view body;
};

/// An error in one body that both wire formats read.
MockAnswer error_answer(int status, std::string_view code, std::string_view message);

}  // namespace assay::providers::mock
