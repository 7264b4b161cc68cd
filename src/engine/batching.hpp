#pragma once
// A provider whose calls wait for each other and go out together, in batches at half the price. To
// its callers it is a provider like any other, only slow; so everything before it (redaction,
// calls alike, cache, budget) and after it (journal, scores, judges) stays as it is.
//
//   call ─► write ─► gather until full or quiet ─► journal ─► submit ─► poll … ─► fetch ─► call
//                          ▲                                                        │
//                          └────────── expired: asked again, a few times ◄──────────┘
//
// The first call of a batch leads it: it waits, hands over and reads for all. One event loop.

#include "engine/batch_exchange.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace assay::engine {

class BatchingProvider final : public providers::Provider {
  public:
    /// The inner provider has a batch API; `model` is the only one it will be asked for.
    BatchingProvider(std::unique_ptr<providers::Provider> inner,
                     std::string name,
                     std::string model,
                     const BatchSpec& spec,
                     const BatchContext& context);
    ~BatchingProvider() override;

    /// Errors: those of the inner provider; timed_out when several batches expired before the
    /// call's turn; cancelled when the run is to stop (the batch goes on at the provider) or
    /// somebody cancelled the batch; denied when a whole batch is refused.
    async::Task<Completion> complete(providers::Request request) override;
    [[nodiscard]] Json identity() const override { return inner_->identity(); }
    [[nodiscard]] providers::Capabilities capabilities() const override {
        return inner_->capabilities();
    }
    /// Of a batch.
    [[nodiscard]] std::optional<providers::Price> price(std::string_view model) const override;

    /// Waits for the batches that an earlier part of the run handed over, and keeps their answers
    /// for the calls to come. Errors: cancelled, denied, those of the stores.
    async::Task<void> collect();
    /// The answers of all batches so far are in the run's journal.
    Result<void> close() { return exchange_.close(); }

  private:
    struct Call;
    struct Batch;

    Result<std::optional<Completion>> take_collected(const std::string& key);
    std::shared_ptr<Batch> join(const std::string& key,
                                std::string text,
                                providers::BatchShape shape);
    async::Task<void> gather(Batch& batch);
    async::Task<void> lead(Batch& batch);
    /// Asks what has no answer yet.
    async::Task<void> ask(Batch& batch, std::uint32_t round);

    std::unique_ptr<providers::Provider> inner_;
    providers::BatchApi& api_;
    std::string name_;
    Json identity_;
    BatchSpec spec_;
    store::ResponseCache& cache_;
    net::Timeline& timeline_;
    BatchExchange exchange_;
    std::map<providers::BatchShape, std::shared_ptr<Batch>>
        gathering_;                              ///< shared with the calls that wait
    std::unordered_set<std::string> collected_;  ///< keys whose answers the cache holds for us
};

}  // namespace assay::engine
