#pragma once
// What the mock server says: requests of both wire formats in, bodies out. No sockets.

#include "providers/answer_rules.hpp"
#include "providers/mock/mock_answer.hpp"
#include "providers/mock/mock_batches.hpp"
#include "providers/mock/mock_server.hpp"

#include <random>
#include <string>
#include <string_view>

namespace assay::providers::mock {

class MockApi {
  public:
    /// Errors: invalid_input, not_found (rules file).
    static Result<MockApi> make(const MockOptions& options);

    MockAnswer handle(const MockRequest& request, std::chrono::steady_clock::time_point now);
    /// The answer to an API request has been sent.
    void request_ended() { --statistics_.in_flight_count; }
    void connection_opened() { ++statistics_.connection_count; }
    /// Whether the path counts as a request (request_ended must follow).
    static bool is_counted(std::string_view path);
    [[nodiscard]] const MockStatistics& statistics() const { return statistics_; }

  private:
    MockApi(const MockOptions& options, AnswerRules rules);

    MockAnswer answer_request(const MockRequest& request,
                              std::chrono::steady_clock::time_point now);
    bool strikes(double rate);
    bool is_over_limit(std::chrono::steady_clock::time_point now);
    void add_faults(MockAnswer& answer);
    MockAnswer complete(const MockRequest& request);
    MockAnswer batch(const MockRequest& request, std::chrono::steady_clock::time_point now);
    MockAnswer error(int status, std::string_view code, std::string_view message);
    void reset();

    MockOptions options_;
    AnswerRules rules_;
    MockBatches batches_;
    std::mt19937_64 random_;
    MockStatistics statistics_;
    std::chrono::steady_clock::time_point minute_start_{};
    std::uint64_t minute_request_count_ = 0;
};

}  // namespace assay::providers::mock
