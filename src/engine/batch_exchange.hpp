#pragma once
// What passes between a run and a provider's batch API: batches handed over, waited for and read,
// each written down first, so that a stopped run finds them again. One event loop.

#include "engine/batch_journal.hpp"
#include "engine/batch_progress.hpp"
#include "engine/model_spec.hpp"
#include "net/timeline.hpp"
#include "providers/batch.hpp"
#include "store/response_cache.hpp"

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace assay::engine {

/// What batches need of their run; all outlives the provider.
struct BatchContext {
    store::MetaStore& meta;
    store::ResponseCache& cache;
    RunId run;
    const std::atomic<bool>* stop_requested = nullptr;  ///< may be null
    /// With nothing when the batch has ended. May be empty.
    std::function<void(const std::optional<BatchProgress>&)> on_progress;
    net::Timeline& timeline = net::real_timeline();
};

/// Whether asking again may help.
bool is_passing(ErrorKind kind);

class BatchExchange {
  public:
    /// The batch API must outlive the exchange; `model` is the only one it will be asked for.
    BatchExchange(providers::BatchApi& api,
                  Json identity,
                  std::string name,
                  std::string model,
                  const BatchSpec& spec,
                  const BatchContext& context);

    /// Hands over one batch and gives the sink what it answered. Errors: cancelled when the run is
    /// to stop (the batch goes on at the provider); denied when the whole batch is refused; those
    /// of the API.
    async::Task<providers::BatchStatus> ask(std::vector<std::string> texts,
                                            providers::BatchShape shape,
                                            providers::BatchSink sink);
    /// Gives the sink what the batches of an earlier part of the run answered; waits for them.
    /// Errors: cancelled, those of the API and of the store.
    async::Task<void> collect(providers::BatchSink sink);
    /// The answers of all batches so far are in the run's journal.
    Result<void> close();

    [[nodiscard]] bool must_stop() const;
    /// The error of whatever is not begun any more.
    [[nodiscard]] Error is_to_stop() const;
    void report(const std::optional<BatchProgress>& progress) const;

  private:
    async::Task<std::string> submit(BatchRecord& record, std::vector<std::string> texts);
    /// A batch that arrived although its submission seems to have failed.
    async::Task<std::string> find_submitted(BatchRecord record);
    async::Task<providers::BatchStatus> wait_until_ended(BatchRecord record);
    async::Task<void> read(providers::BatchStatus status,
                           providers::BatchShape shape,
                           providers::BatchSink sink);
    async::Task<void> collect_one(BatchRecord& record, providers::BatchSink sink);
    async::Task<void> pause(std::chrono::nanoseconds time);

    providers::BatchApi& api_;
    std::string identity_;  ///< canonical JSON
    std::string name_;
    std::string model_;
    std::chrono::nanoseconds poll_interval_;
    BatchContext context_;
    BatchJournal journal_;
    std::vector<BatchRecord> open_;
};

}  // namespace assay::engine
