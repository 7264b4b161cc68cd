#pragma once
// Batch APIs: many requests handed over at once, answered within a day at a part of the price. What
// one gives is what Provider::complete would have given, but for the cost and the latency, which is
// 0: not measured. One event loop.

#include "async/task.hpp"
#include "domain/completion.hpp"
#include "providers/provider.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::providers {

/// What the requests of one batch have in common; answers are read by it.
struct BatchShape {
    bool is_prompt = false;       ///< the completions API instead of chat
    bool wants_logprobs = false;  ///< of the answers

    auto operator<=>(const BatchShape&) const = default;
};

BatchShape batch_shape(const Request& request);

struct BatchLimits {
    std::size_t request_count_max;  ///< of one batch
    std::size_t body_bytes_max;     ///< of all its requests as they are sent
};

enum class BatchState {
    in_progress,  ///< also while it is checked, collected or cancelled
    ended,        ///< finished, expired or cancelled: what was answered can be fetched
    failed,       ///< refused as a whole: nothing was answered and nothing costs
};

struct BatchStatus {
    std::string id;
    BatchState state = BatchState::in_progress;
    std::uint64_t request_count = 0;  ///< 0 while the provider does not know
    std::uint64_t done_count = 0;     ///< answered, refused or given up
    std::string detail;  ///< the provider's word for the state; of a failed one why, with lines
    bool was_cancelled = false;             ///< by whoever; what was answered before can be fetched
    std::string tag;                        ///< given at submission; empty where the API keeps none
    std::vector<std::string> result_paths;  ///< of an ended one, below the base URL
};

/// What became of one request.
struct BatchAnswer {
    std::string custom_id;
    /// Errors: timed_out (the batch expired before its turn), cancelled (the batch was cancelled),
    /// rate_limited and unavailable (passing faults), else as of Provider::complete.
    Result<Completion> completion;
};

/// Takes the answers one by one, in no order.
using BatchSink = std::function<void(BatchAnswer)>;

/// How reading the results went.
struct BatchReading {
    std::uint64_t answer_count = 0;
    std::uint64_t corrupt_count = 0;  ///< lines that could not be read
    std::string corrupt_reason;       ///< of the first of them, with its number
};

class BatchApi {
  public:
    virtual ~BatchApi() = default;

    [[nodiscard]] virtual BatchLimits limits() const = 0;
    /// A request as it stands in a batch. `custom_id`: up to 64 letters, digits, `-` and `_`.
    /// Errors: invalid_input for a request that the API cannot express.
    [[nodiscard]] virtual Result<std::string> write(std::string_view custom_id,
                                                    const Request& request) const = 0;
    /// Hands over requests that `write` made, all of one shape; returns the batch's id. `tag` marks
    /// the batch at providers that keep such a mark. Never sent twice when it may have arrived.
    /// Errors: as of Provider::complete.
    virtual async::Task<std::string> submit(std::vector<std::string> requests,
                                            BatchShape shape,
                                            std::string tag) = 0;
    /// Errors: not_found (no such batch), the passing ones, denied, corrupt.
    virtual async::Task<BatchStatus> poll(std::string id) = 0;
    /// The newest batches of the account, at most 100. Errors: as of poll.
    virtual async::Task<std::vector<BatchStatus>> newest() = 0;
    /// Reads what an ended batch answered, with the cost at the price of batches; may be called
    /// again. Errors: as of poll.
    virtual async::Task<BatchReading> fetch(BatchStatus status,
                                            BatchShape shape,
                                            std::string model,
                                            BatchSink sink) = 0;
    /// Asks the provider to stop; what was answered by then stays. Errors: as of poll.
    virtual async::Task<void> cancel(std::string id) = 0;
};

}  // namespace assay::providers
